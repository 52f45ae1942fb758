import { gettextLazy } from "../i18n/index.ts";
import { Decimal } from "../utils/decimal.ts";
import { floatText } from "../utils/value-text.ts";
import { BaseValidator, type Limit } from "./limit-validators.ts";
import type { ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** A number of any of the kinds that fields hold. */
export type NumberLike = number | bigint | Decimal;

/** Options of {@link StepValueValidator}. */
export interface StepValueOptions extends ValidatorOptions {
  /** Where the steps begin. Default: 0. */
  readonly offset?: NumberLike | null;
}

const WITH_OFFSET = gettextLazy(
  "Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, " +
    "e.g. %(offset)s, %(valid_value1)s, %(valid_value2)s, and so on.",
);

/** How far from a step a value may be: inputs such as 0.3 are no exact multiples of 0.1. */
const TOLERANCE = 1e-9;

/** Refuses numbers that are no whole number of steps away from `offset`. */
export class StepValueValidator extends BaseValidator<NumberLike> {
  static override readonly message: ValidationMessage = gettextLazy(
    "Ensure this value is a multiple of step size %(limit_value)s.",
  );
  static override readonly code: string = "step_size";

  readonly offset: NumberLike | undefined;

  constructor(limitValue: Limit<NumberLike>, options: StepValueOptions = {}) {
    const { offset } = options;
    const message =
      options.message ?? (offset === undefined || offset === null ? undefined : WITH_OFFSET);
    super(limitValue, { ...options, message });
    this.offset = offset ?? undefined;
  }

  override validate(value: unknown): void {
    if (this.offset === undefined) return super.validate(value);
    const cleaned = this.clean(value);
    const limit = this.currentLimit();
    if (!this.compare(cleaned, limit)) return;
    const offset = likeValue(this.offset, cleaned);
    const steps = [add(offset, limit, 1), add(offset, limit, 2)];
    const isFloat = isFraction(cleaned);
    const [first, second] = steps.map((step) => shown(step, isFloat || isFraction(limit)));
    this.fail({
      limit_value: limit,
      offset: shown(offset, isFloat),
      valid_value1: first,
      valid_value2: second,
      value,
    });
  }

  protected override compare(cleaned: unknown, limit: NumberLike): boolean {
    const distance = subtract(cleaned as NumberLike, this.offset ?? 0);
    return !(Math.abs(remainder(distance, toNumber(limit))) <= TOLERANCE);
  }

  protected override options(): Readonly<Record<string, unknown>> {
    return this.offset === undefined ? {} : { offset: this.offset };
  }
}

function toNumber(value: NumberLike): number {
  return typeof value === "object" ? value.toNumber() : Number(value);
}

function subtract(value: NumberLike, offset: NumberLike): number {
  if (typeof value === "number" && typeof offset === "number") return value - offset;
  return new Decimal(value).minus(new Decimal(offset)).toNumber();
}

function add(offset: NumberLike, step: NumberLike, times: number): NumberLike {
  if (typeof offset === "number" && typeof step === "number") return offset + times * step;
  if (typeof offset === "bigint" && typeof step === "bigint") return offset + BigInt(times) * step;
  return new Decimal(offset).plus(new Decimal(step).times(times));
}

/** The offset as a number of the value's own kind, as the message shows it. */
function likeValue(offset: NumberLike, value: unknown): NumberLike {
  if (typeof value === "object") return new Decimal(offset);
  if (Number.isSafeInteger(value)) return Math.trunc(toNumber(offset));
  return typeof value === "number" ? toNumber(offset) : offset;
}

function isFraction(value: unknown): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}

/** A number for the message; what was reckoned with fractions keeps a point: `3.0`. */
function shown(value: NumberLike, isFloat: boolean): NumberLike | string {
  return isFloat && typeof value === "number" ? floatText(value) : value;
}

/** What is left of `value` after the nearest whole number of steps, exactly (IEEE 754 remainder). */
function remainder(value: number, step: number): number {
  const size = Math.abs(step);
  const rest = Math.abs(value) % size;
  return rest > size / 2 ? rest - size : rest;
}
