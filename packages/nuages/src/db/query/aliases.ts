import { InvalidValue } from "../errors.ts";
import type { Query } from "./query.ts";

const BAD_ALIAS = /["'`[\];#\s]|--|\/\*|\*\/|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Names become column aliases: nothing that could end one gets through. @throws InvalidValue */
export function checkAlias(query: Query, name: string): void {
  if (!BAD_ALIAS.test(name) || query.meta.find(name) !== undefined) return;
  throw new InvalidValue(
    "Column aliases cannot contain whitespace characters, quotation marks, semicolons, hashes, brackets, control characters, or SQL comments.",
    { hint: "Give the value a plain name: values({ name: F(…) })." },
  );
}
