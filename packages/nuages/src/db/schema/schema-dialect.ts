import type { Dialect } from "../sql/dialect.ts";
import { plainText } from "./quoting.ts";

/** A number as it stands in a schema. */
class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const KNOWN = new WeakMap<Dialect, Dialect>();

/**
 * The dialect as it writes schemas, with numbers as Django has them: whole ones of floating-point
 * columns are `5.0`, decimals stand bare where the database knows their type. Texts of MariaDB are
 * plain: it cannot read again what it keeps of those in hexadecimal.
 */
export function schemaDialect(dialect: Dialect): Dialect {
  const known = KNOWN.get(dialect);
  if (known !== undefined) return known;
  const made: Dialect = {
    ...dialect,
    adapt(field, value) {
      if (field.kind === "float" && typeof value === "number" && Number.isFinite(value))
        return new NumberText(floatText(value));
      const adapted = dialect.adapt(field, value);
      if (field.kind === "time") return String(adapted);
      const isBare = field.kind === "decimal" && dialect.vendor === "postgresql";
      return isBare && DECIMAL.test(String(adapted)) ? new NumberText(String(adapted)) : adapted;
    },
    literal: (value) => {
      if (value instanceof NumberText) return value.text;
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
  return /[.e]/.test(text) ? text : `${text}.0`;
}
