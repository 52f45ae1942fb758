import { didYouMean } from "../../errors/index.ts";
import { FieldError, NotSupportedError } from "../errors.ts";
import type { LockOptions } from "../query/locking.ts";
import type { Dialect } from "./dialect.ts";
import type { InstanceColumns } from "./select-list.ts";

/** ` FOR UPDATE` with its options. @throws NotSupportedError for what the database has not */
export function forUpdateText(
  { of = [], noKey = false, nowait = false, skipLocked = false }: LockOptions,
  dialect: Dialect,
  instances: InstanceColumns | undefined,
): string {
  const { features, displayName } = dialect;
  if (of.length > 0 && !features.selectForUpdateOf)
    throw new NotSupportedError(`FOR UPDATE OF is not supported by ${displayName}.`);
  if (noKey && !features.selectForNoKeyUpdate)
    throw new NotSupportedError(`FOR NO KEY UPDATE is not supported by ${displayName}.`);
  if (skipLocked && !features.selectForUpdateSkipLocked)
    throw new NotSupportedError(`SKIP LOCKED is not supported by ${displayName}.`);
  const tables = of.map((path) => dialect.quote(aliasOf(path, instances)));
  return [
    noKey ? " FOR NO KEY UPDATE" : " FOR UPDATE",
    tables.length === 0 ? "" : ` OF ${tables.join(", ")}`,
    nowait ? " NOWAIT" : "",
    skipLocked ? " SKIP LOCKED" : "",
  ].join("");
}

/** Alias of the table that a path of `of` leads to: `self`, or a relation that is selected too. */
function aliasOf(path: string, instances: InstanceColumns | undefined): string {
  let current: InstanceColumns | undefined = instances;
  for (const name of path === "self" ? [] : path.split("__"))
    current = current?.related.find(({ localName }) => localName === name);
  if (current !== undefined) return current.alias;
  const known = ["self", ...pathsOf(instances)];
  throw new FieldError(
    `selectForUpdate({ of: ["${path}"] }) names no relation that selectRelated() loads.`,
    { hint: didYouMean(path, known, { label: "Known" }) },
  );
}

function pathsOf(columns: InstanceColumns | undefined, prefix = ""): string[] {
  return (columns?.related ?? []).flatMap((child) => {
    const path = `${prefix}${child.localName}`;
    return [path, ...pathsOf(child, `${path}__`)];
  });
}
