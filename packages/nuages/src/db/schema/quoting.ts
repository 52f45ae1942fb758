import type { Dialect } from "../sql/dialect.ts";

/** A name as it stands in a statement that has no placeholders, where a percent sign is one. */
export function quoteName(name: string, dialect: Dialect): string {
  return dialect.quote(name).replaceAll("%%", "%");
}

/** Names with commas between them. */
export function quoteNames(names: readonly string[], dialect: Dialect): string {
  return names.map((name) => quoteName(name, dialect)).join(", ");
}
