import type { Dialect } from "../sql/dialect.ts";

/** A name as it stands in a statement that has no placeholders, where a percent sign is one. */
export function quoteName(name: string, dialect: Dialect): string {
  return dialect.quote(name).replaceAll("%%", "%");
}

/** Names with commas between them. */
export function quoteNames(names: readonly string[], dialect: Dialect): string {
  return names.map((name) => quoteName(name, dialect)).join(", ");
}

/** A text in a statement of MySQL and MariaDB that takes no hexadecimal; a backslash begins an escape in our sessions. */
export function plainText(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\0", "\\0");
  return `'${escaped.replaceAll("'", "''")}'`;
}
