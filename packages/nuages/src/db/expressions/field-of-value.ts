import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { BooleanField } from "../fields/boolean-field.ts";
import { DateField, DateTimeField, DurationField, TimeField } from "../fields/date-fields.ts";
import { DecimalField, FloatField } from "../fields/decimal-fields.ts";
import type { Field } from "../fields/field.ts";
import { IntegerField } from "../fields/integer-fields.ts";
import { BinaryField } from "../fields/other-fields.ts";
import { CharField } from "../fields/text-fields.ts";
import { InternalError } from "../../errors/index.ts";
import { UNSCALED } from "./expression.ts";

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ["integer", new IntegerField()],
  ["float", new FloatField()],
  ["decimal", new DecimalField()],
  ["boolean", new BooleanField()],
  ["text", new CharField()],
  ["date", new DateField()],
  ["datetime", new DateTimeField()],
  ["time", new TimeField()],
  ["duration", new DurationField()],
  ["binary", new BinaryField()],
]);

UNSCALED.field = FIELDS.get("decimal");

/** A field without model for values of one kind: the output of expressions. */
export function fieldOfKind(kind: string): Field {
  const field = FIELDS.get(kind);
  if (field === undefined) throw new InternalError(`no field for values of kind "${kind}"`);
  return field;
}

function kindOfValue(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return Number.isInteger(value) ? "integer" : "float";
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: unknown): string | undefined {
  if (value instanceof Date) return "datetime";
  if (value instanceof Temporal.PlainDate) return "date";
  if (value instanceof Temporal.PlainTime) return "time";
  if (value instanceof Temporal.Duration) return "duration";
  if (value instanceof Decimal) return "decimal";
  return value instanceof Uint8Array ? "binary" : undefined;
}

/** The field whose kind of value a plain value is; undefined for null and other objects. */
export function fieldOfValue(value: unknown): Field | undefined {
  const kind = kindOfValue(value);
  return kind === undefined ? undefined : fieldOfKind(kind);
}
