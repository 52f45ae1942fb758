import { Buffer } from "node:buffer";

import { InvalidValue } from "../errors.ts";
import type { ConflictColumns } from "./dialect.ts";

/** A value as it stands in DDL, where parameters are not allowed. @throws InvalidValue for other than plain values */
export function plainLiteral(value: unknown): string {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new InvalidValue(`${value} cannot stand in a schema.`);
      return String(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    case "string":
      if (value.includes("\u0000"))
        throw new InvalidValue("A text with a NUL character cannot stand in a schema.");
      return `'${value.replaceAll("'", "''")}'`;
    default:
      if (value === null || value === undefined) return "NULL";
      if (value instanceof Uint8Array)
        return `X'${Buffer.from(value).toString("hex").toUpperCase()}'`;
      throw new InvalidValue("Only plain values can stand in a schema.");
  }
}

/** `ON CONFLICT`, as SQLite and PostgreSQL have it. */
export function onConflict({ kind, update, unique }: ConflictColumns): {
  readonly verb: string;
  readonly tail: string;
} {
  const target = unique.length === 0 ? "" : `(${unique.join(", ")})`;
  if (kind === "ignore") return { verb: "INSERT INTO", tail: ` ON CONFLICT${target} DO NOTHING` };
  const sets = update.map((column) => `${column} = EXCLUDED.${column}`);
  return { verb: "INSERT INTO", tail: ` ON CONFLICT${target} DO UPDATE SET ${sets.join(", ")}` };
}
