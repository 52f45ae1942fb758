import { Buffer } from "node:buffer";

import type { ColumnArrays } from "../../sql/dialect.ts";
import { PgValue } from "./pg-value.ts";

/** Column types whose arrays can be sent, and the type of those arrays' elements. */
const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ...[
    "bigint",
    "boolean",
    "bytea",
    "date",
    "double precision",
    "inet",
    "integer",
    "interval",
    "jsonb",
    "numeric",
    "smallint",
    "text",
    "time",
    "timestamp with time zone",
    "uuid",
  ].map((type) => [type, type] as const),
  // A cast to varchar(5) would cut long texts; the column itself refuses them.
  ["varchar", "text"],
]);

function element(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    default:
      if (value === null || value === undefined) return "NULL";
      if (value instanceof PgValue) return quoted(value.text);
      if (value instanceof Uint8Array) return `"\\\\x${hex(value)}"`;
      throw new TypeError("A value cannot be bound: it is neither a text, a number nor bytes");
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`;
}

/** Values of one column as an array that the server reads as text. */
export function arrayText(values: readonly unknown[]): string {
  let text = "{";
  for (let index = 0; index < values.length; index += 1)
    text += index === 0 ? element(values[index]) : `,${element(values[index])}`;
  return `${text}}`;
}

/** Many rows as one array a column: the statement's text does not depend on their number. */
export const postgresqlArrays: ColumnArrays = {
  typeOf(columnType) {
    const element = ELEMENTS.get(columnType.toLowerCase().replace(/\(.*$/, ""));
    return element === undefined ? undefined : `${element}[]`;
  },
  bind: arrayText,
};
