import { Library } from "../../../template/index.ts";
import { apnumber, intcomma, intword, naturalday, naturaltime, ordinal } from "../humanize.ts";

const SAFE = { isSafe: true, isSync: true, argument: "none" } as const;

/** `{% load humanize %}`. */
export const register: Library = new Library()
  .filter("apnumber", apnumber, SAFE)
  .filter(
    "intcomma",
    (value: unknown, useL10n: unknown) =>
      intcomma(value, { useL10n: useL10n === undefined || useL10n === true }),
    { isSafe: true, isSync: true, argument: "optional" },
  )
  .filter("intword", intword, { ...SAFE, isSafe: false })
  .filter(
    "naturalday",
    (value: unknown, format: unknown) =>
      naturalday(value, format === undefined ? null : String(format)),
    { expectsLocaltime: true, isSync: true, argument: "optional" },
  )
  .filter("naturaltime", naturaltime, { ...SAFE, isSafe: false })
  .filter("ordinal", ordinal, SAFE);
