import { gettext } from "../../i18n/index.ts";
import type { Library } from "../library.ts";
import { text } from "../runtime/text.ts";
import { truthy } from "../runtime/truth.ts";

function yesno(value: unknown, argument: unknown): unknown {
  const words = text(argument === undefined ? gettext("yes,no,maybe") : argument).split(",");
  const [yes, no, maybe] = words;
  if (words.length < 2) return value;
  if (value === null || value === undefined) return words.length === 3 ? maybe : no;
  return truthy(value) ? yes : no;
}

/** Registers the filters that choose. */
export function registerLogicFilters(library: Library): void {
  const options = { isSync: true, safeLiterals: true } as const;
  library
    .filter(
      "default",
      (value: unknown, fallback: unknown) => (truthy(value) ? value : fallback),
      options,
    )
    .filter("default_if_none", (value: unknown, fallback: unknown) => value ?? fallback, options)
    .filter("yesno", yesno, { isSync: true, argument: "optional" });
}
