import type { CheckMessage } from "../../checks/index.ts";
import { DecimalValidator, type Validator } from "../../validation/index.ts";
import { Decimal, parseDecimal, quantize } from "../../utils/decimal.ts";
import { floatText } from "../../utils/value-text.ts";
import { DataError, InvalidValue } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import { callable } from "../callable.ts";
import { digitsFindings } from "./field-checks.ts";
import { Field, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { describe } from "./integer-fields.ts";

export interface DecimalOptions extends FieldOptions<Decimal | number | string> {
  /** Digits in all. */
  readonly maxDigits: number;
  /** Digits after the point. */
  readonly decimalPlaces: number;
}

/** The decimal that `value` stands for; undefined when it is none. Numbers are taken as they print. */
export function toDecimal(value: unknown): Decimal | undefined {
  if (value instanceof Decimal) return value;
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
    case "bigint":
      return new Decimal(value.toString());
    case "string":
      return parseDecimal(value);
    case "boolean":
      return new Decimal(value ? 1 : 0);
    default:
      return undefined;
  }
}

class DecimalFieldBase extends Field<Decimal> {
  constructor(options?: DecimalOptions) {
    // Defaults are converted when they are taken.
    super(options as FieldOptions<Decimal> | undefined);
  }

  override get kind(): ValueKind {
    return "decimal";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value must be a decimal number.",
  };

  get maxDigits(): number {
    return Number(this.options["maxDigits"] ?? 0);
  }

  get decimalPlaces(): number {
    return Number(this.options["decimalPlaces"] ?? 0);
  }

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...digitsFindings(this)];
  }

  /** Numbers and texts as the decimal they stand for; others are left to the validation. */
  override accept(value: unknown): unknown {
    return typeof value === "string" || typeof value === "number"
      ? (toDecimal(value) ?? value)
      : value;
  }

  override getDefault(): unknown {
    return this.accept(super.getDefault());
  }

  override toPython(value: unknown): Decimal | null {
    if (value === null || value === undefined) return null;
    const decimal = toDecimal(value);
    if (decimal === undefined || !decimal.isFinite()) return this.fail("invalid", { value });
    return decimal;
  }

  override getPrepValue(value: unknown): unknown {
    return this.toPython(value);
  }

  /** To the places of the column, unless the database rounds by itself. @throws DataError when the digits do not fit */
  override getDbPrepSave(value: unknown, dialect: Dialect): unknown {
    const decimal = this.toPython(value);
    if (decimal === null) return null;
    if (this.options["decimalPlaces"] === undefined) return this.getDbPrepValue(decimal, dialect);
    const rounded = quantize(decimal, this.decimalPlaces);
    if (this.maxDigits > 0 && !fitsDigits(rounded, this.maxDigits)) {
      throw new DataError(
        `${decimal.toString()} has more than the ${this.maxDigits} digits of ${this.label}.`,
      );
    }
    return this.getDbPrepValue(dialect.features.roundsDecimals ? decimal : rounded, dialect);
  }

  protected override defaultValidators(): readonly Validator[] {
    return [new DecimalValidator(this.maxDigits, this.decimalPlaces)];
  }
}

/** Has a number at most `digits` digits, zeros before the first not counted? */
export function fitsDigits(value: Decimal, digits: number): boolean {
  const text = value
    .toFixed()
    .replace(/^-?0*\.?0*/, "")
    .replace(".", "");
  return text.length <= digits;
}

type DecimalFactory = <const O extends DecimalOptions>(
  options: O & CheckedOptions<O, DecimalOptions>,
) => FieldOf<Decimal, O>;

/** An exact decimal number of `maxDigits` digits, `decimalPlaces` of them after the point. */
export const DecimalField = callable<DecimalFactory, typeof DecimalFieldBase>(
  DecimalFieldBase,
  "DecimalField",
);

class FloatFieldBase extends Field<number> {
  override get kind(): ValueKind {
    return "float";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value must be a float.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override toPython(value: unknown): number | null {
    if (value === null || value === undefined) return null;
    return toFloat(value) ?? this.fail("invalid", { value });
  }

  override getPrepValue(value: unknown): unknown {
    if (value === null || value === undefined) return null;
    const float = toFloat(value);
    if (float === undefined)
      throw new InvalidValue(`${this.label} expected a number but got ${describe(value)}.`);
    return float;
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return typeof value === "number" ? floatText(value) : String(value);
  }
}

const FLOAT_TEXT = /^[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const FLOAT_NAMES: ReadonlyMap<string, number> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
  ["-inf", -Infinity],
  ["-infinity", -Infinity],
]);

function toFloat(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof Decimal) return value.toNumber();
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (text.length < 400 && FLOAT_TEXT.test(text)) return Number(text.replaceAll("_", ""));
  return FLOAT_NAMES.get(text.toLowerCase().replace(/^\+/, ""));
}

type FloatFactory = <const O extends FieldOptions<number> = object>(
  options?: O & CheckedOptions<O, FieldOptions<number>>,
) => FieldOf<number, O>;

/** A floating point number. */
export const FloatField = callable<FloatFactory, typeof FloatFieldBase>(
  FloatFieldBase,
  "FloatField",
);
