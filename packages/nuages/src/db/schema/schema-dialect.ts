import type { Dialect } from "../sql/dialect.ts";
import { plainText } from "./quoting.ts";

/** A number of a column of floating-point numbers: it is written as one, whole or not. */
class FloatLiteral {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toString(): string {
    return String(this.value);
  }
}

const KNOWN = new WeakMap<Dialect, Dialect>();

/**
 * The dialect as it writes schemas: whole numbers of floating-point columns are `5.0`, as Django has
 * them, and texts are plain: MariaDB cannot read again what it keeps of those in hexadecimal.
 */
export function schemaDialect(dialect: Dialect): Dialect {
  const known = KNOWN.get(dialect);
  if (known !== undefined) return known;
  const made: Dialect = {
    ...dialect,
    adapt: (field, value) =>
      field.kind === "float" && typeof value === "number" && Number.isInteger(value)
        ? new FloatLiteral(value)
        : dialect.adapt(field, value),
    literal: (value) => {
      if (value instanceof FloatLiteral) return floatText(value.value);
      return dialect.vendor === "mysql" && typeof value === "string"
        ? plainText(value)
        : dialect.literal(value);
    },
  };
  KNOWN.set(dialect, made);
  KNOWN.set(made, made);
  return made;
}

function floatText(value: number): string {
  const text = String(value);
  return text.includes("e") ? text : `${text}.0`;
}
