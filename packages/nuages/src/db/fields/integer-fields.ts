import type { CheckMessage } from "../../checks/index.ts";
import type { Validator } from "../../validation/index.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import { integerRange } from "../sql/integer-range.ts";
import { callable } from "../callable.ts";
import { ignoredLengthFindings } from "./field-checks.ts";
import { Field, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf, PrimaryKeyType } from "./field-types.ts";
import { rangeValidators } from "./range-validators.ts";

/** Longest digit string that is read as an integer; Python's limit. */
const MAX_DIGITS = 4_300;
const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*$/;

/** A whole number as `number` where that is exact, else as `bigint`. */
export function normalizeInteger(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The integer that `value` stands for, cut towards zero as Python's `int()` does; undefined when it is none. */
export function parseInteger(value: unknown): number | bigint | undefined {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) return undefined;
      return Number.isSafeInteger(value) ? value : normalizeInteger(BigInt(Math.trunc(value)));
    case "bigint":
      return normalizeInteger(value);
    case "boolean":
      return value ? 1 : 0;
    case "string": {
      const text = value.trim();
      if (text.length > MAX_DIGITS || !INTEGER_TEXT.test(text)) return undefined;
      const digits = text.replaceAll("_", "");
      return normalizeInteger(BigInt(digits.startsWith("+") ? digits.slice(1) : digits));
    }
    default:
      return parseNumericObject(value);
  }
}

function parseNumericObject(value: unknown): number | bigint | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("trunc" in value) || typeof value.trunc !== "function") return undefined;
  const whole: unknown = value.trunc();
  const text =
    typeof whole === "object" && whole !== null && "toFixed" in whole
      ? String((whole as { toFixed(n: number): string }).toFixed(0))
      : "";
  return INTEGER_TEXT.test(text) ? normalizeInteger(BigInt(text)) : undefined;
}

export interface IntegerOptions<V = number> extends FieldOptions<V> {
  /** Gives and takes `bigint`: exact beyond 2^53. Default: false, and such a value is an error. */
  readonly bigint?: boolean;
}

class IntegerFieldBase<V = number> extends Field<V> {
  // Says which options there are; subclasses take them over.
  // oxlint-disable-next-line no-useless-constructor
  constructor(options: IntegerOptions<V> = {}) {
    super(options);
  }

  override get kind(): ValueKind {
    return "integer";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value must be an integer.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  get usesBigInt(): boolean {
    return this.options["bigint"] === true;
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...ignoredLengthFindings(this)];
  }

  override toPython(value: unknown): V | null {
    if (value === null || value === undefined) return null;
    const parsed = parseInteger(value);
    if (parsed === undefined) this.fail("invalid", { value });
    // `bigint: true` is what makes V a bigint.
    return (this.usesBigInt ? BigInt(parsed) : parsed) as V;
  }

  override getPrepValue(value: unknown): unknown {
    if (value === null || value === undefined) return null;
    const parsed = parseInteger(value);
    if (parsed === undefined) {
      throw new InvalidValue(`${this.label} expected a number but got ${describe(value)}.`);
    }
    return parsed;
  }

  override getDbPrepSave(value: unknown, dialect: Dialect): unknown {
    const plain = typeof value === "number" && Number.isSafeInteger(value);
    return plain && this.getPrepValue === IntegerFieldBase.prototype.getPrepValue
      ? value
      : super.getDbPrepSave(value, dialect);
  }

  override fromDbValue(): ((value: unknown) => unknown) | undefined {
    if (this.usesBigInt) return (value) => (value === null ? null : BigInt(value as number));
    const { label } = this;
    return (value) => {
      if (typeof value === "bigint") {
        throw new InvalidValue(
          `${label} holds ${value}, which a JavaScript number cannot hold exactly.`,
          {
            hint: "Declare the field with { bigint: true }.",
          },
        );
      }
      return value;
    };
  }

  protected override defaultValidators(): readonly Validator[] {
    return rangeValidators(
      this.model?.columnRange(this) ?? integerRange(this.getInternalType()),
      this.options.validators ?? [],
    );
  }
}

/** A short, safe picture of a value for messages: never its whole content. */
export function describe(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === "object" && value !== null)
    return `an object (${value.constructor?.name ?? "no class"})`;
  return String(value);
}

type IntegerOf<O> = FieldOf<O extends { readonly bigint: true } ? bigint : number, O>;
type IntegerFactory = <
  const O extends IntegerOptions<number> | (IntegerOptions<bigint> & { readonly bigint: true }) =
    object,
>(
  options?: O & CheckedOptions<O, IntegerOptions>,
) => IntegerOf<O>;

/** A whole number of 32 bits (of 64 on SQLite). */
export const IntegerField = callable<IntegerFactory, typeof IntegerFieldBase>(
  IntegerFieldBase,
  "IntegerField",
);

class SmallIntegerFieldBase extends IntegerFieldBase {}
/** A whole number of 16 bits. */
export const SmallIntegerField = callable<IntegerFactory, typeof SmallIntegerFieldBase>(
  SmallIntegerFieldBase,
  "SmallIntegerField",
);

class BigIntegerFieldBase extends IntegerFieldBase {}
/** A whole number of 64 bits; `{ bigint: true }` for values beyond 2^53. */
export const BigIntegerField = callable<IntegerFactory, typeof BigIntegerFieldBase>(
  BigIntegerFieldBase,
  "BigIntegerField",
);

class PositiveIntegerFieldBase extends IntegerFieldBase {
  override relDbType(dialect: Parameters<Field["relDbType"]>[0]): string | undefined {
    return dialect.features.relatedFieldsMatchType
      ? this.dbType(dialect)
      : dialect.columnTypeOf("IntegerField", this);
  }
}
/** A whole number from 0; the database checks it. */
export const PositiveIntegerField = callable<IntegerFactory, typeof PositiveIntegerFieldBase>(
  PositiveIntegerFieldBase,
  "PositiveIntegerField",
);

class PositiveSmallIntegerFieldBase extends PositiveIntegerFieldBase {}
/** A whole number of 16 bits from 0; the database checks it. */
export const PositiveSmallIntegerField = callable<
  IntegerFactory,
  typeof PositiveSmallIntegerFieldBase
>(PositiveSmallIntegerFieldBase, "PositiveSmallIntegerField");

class PositiveBigIntegerFieldBase extends PositiveIntegerFieldBase {}
/** A whole number of 64 bits from 0; the database checks it. */
export const PositiveBigIntegerField = callable<IntegerFactory, typeof PositiveBigIntegerFieldBase>(
  PositiveBigIntegerFieldBase,
  "PositiveBigIntegerField",
);

type AutoFactory = <const O extends IntegerOptions = object>(
  options?: O & CheckedOptions<O, IntegerOptions>,
) => PrimaryKeyType<number>;

class AutoFieldBase extends IntegerFieldBase {
  static override readonly optionDefaults = { blank: true };

  constructor(options: IntegerOptions = {}) {
    if (options.primaryKey === false) {
      throw new InvalidUse("An automatic number is always the primary key.", {
        hint: "Leave out primaryKey: false.",
      });
    }
    super({ blank: true, ...options, primaryKey: true });
  }

  override get dbReturning(): boolean {
    return true;
  }

  override relDbType(dialect: Parameters<Field["relDbType"]>[0]): string | undefined {
    return dialect.columnTypeOf(this.getInternalType().replace("AutoField", "IntegerField"), this);
  }

  override validate(): void {}

  protected override defaultValidators(): readonly Validator[] {
    return [];
  }
}
/** A number that the database counts up: the primary key. */
export const AutoField = callable<AutoFactory, typeof AutoFieldBase>(AutoFieldBase, "AutoField");

class BigAutoFieldBase extends AutoFieldBase {}
/** The same with 64 bits: what models without a key of their own get. */
export const BigAutoField = callable<AutoFactory, typeof BigAutoFieldBase>(
  BigAutoFieldBase,
  "BigAutoField",
);

class SmallAutoFieldBase extends AutoFieldBase {}
/** The same with 16 bits. */
export const SmallAutoField = callable<AutoFactory, typeof SmallAutoFieldBase>(
  SmallAutoFieldBase,
  "SmallAutoField",
);
