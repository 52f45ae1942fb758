import type { Operation } from "../operation.ts";

const MAX_NAME = 52;

/**
 * A name for a migration that tells what it does: `author_age`, `rename_a_b_and_more`; of at most 52
 * characters before `_and_more`. Where an operation has no name for it, `auto_` and the time.
 * Django: `Migration.suggest_name()`.
 */
export function suggestName({
  initial = false,
  operations,
  now = new Date(),
}: {
  readonly initial?: boolean;
  readonly operations: readonly Operation[];
  readonly now?: Date;
}): string {
  if (initial) return "initial";
  const fragments = operations.map((operation) =>
    (operation.migrationNameFragment ?? "").replaceAll(/[^\p{L}\p{N}_]+/gu, "_"),
  );
  const [first = "", ...others] = fragments;
  if (fragments.some((fragment) => fragment === "") || first === "")
    return `auto_${timestamp(now)}`;
  let name = first;
  for (const fragment of others) {
    const longer = `${name}_${fragment}`;
    if (longer.length > MAX_NAME) return `${name}_and_more`;
    name = longer;
  }
  return name;
}

/** `20261231_2359`, in the time zone of the machine. */
function timestamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}_${two(now.getHours())}${two(now.getMinutes())}`;
}
