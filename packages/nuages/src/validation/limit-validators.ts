import { gettextLazy, ngettextLazy } from "../i18n/index.ts";
import { compareValues } from "../utils/compare.ts";
import { NoLength } from "./errors.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** A limit, or a function that gives it each time a value is checked. */
export type Limit<Value> = Value | (() => Value);

/**
 * Compares a value with a limit. Base of the validators below and of your own: override `compare`,
 * `clean`, `static message` and `static code`. Messages may use `%(limit_value)s`,
 * `%(show_value)s` and `%(value)s`. Django: `BaseValidator`.
 */
export abstract class BaseValidator<Value = unknown> extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "Ensure this value is %(limit_value)s (it is %(show_value)s).",
  );
  static override readonly code: string = "limit_value";

  /** The limit as it was given: a value, or a function that gives it. */
  readonly limitValue: Limit<Value>;

  constructor(limitValue: Limit<Value>, options?: ValidatorOptions) {
    super(options);
    this.limitValue = limitValue;
  }

  validate(value: unknown): void {
    const cleaned = this.clean(value);
    const limit = this.currentLimit();
    if (this.compare(cleaned, limit)) this.fail({ limit_value: limit, show_value: cleaned, value });
  }

  /** Whether the value is wrong: true fails it. */
  protected abstract compare(cleaned: unknown, limit: Value): boolean;

  /** What of the value is compared; the value itself unless overridden. */
  protected clean(value: unknown): unknown {
    return value;
  }

  protected currentLimit(): Value {
    const limit = this.limitValue;
    return typeof limit === "function" ? (limit as () => Value)() : limit;
  }

  protected override args(): readonly unknown[] {
    return [this.limitValue];
  }

  protected override identity(): readonly unknown[] {
    return [this.currentLimit(), this.options(), this.message, this.code];
  }
}

/** Refuses values above a limit: numbers, decimals, dates, anything with an order. */
export class MaxValueValidator extends BaseValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "Ensure this value is less than or equal to %(limit_value)s.",
  );
  static override readonly code: string = "max_value";

  protected override compare(cleaned: unknown, limit: unknown): boolean {
    return compareValues(cleaned, limit) > 0;
  }
}

/** Refuses values below a limit: numbers, decimals, dates, anything with an order. */
export class MinValueValidator extends BaseValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "Ensure this value is greater than or equal to %(limit_value)s.",
  );
  static override readonly code: string = "min_value";

  protected override compare(cleaned: unknown, limit: unknown): boolean {
    return compareValues(cleaned, limit) < 0;
  }
}

/** Refuses texts, arrays, maps, sets and bytes that are shorter than a limit. */
export class MinLengthValidator extends BaseValidator<number> {
  static override readonly message: ValidationMessage = ngettextLazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
  );
  static override readonly code: string = "min_length";

  protected override compare(cleaned: unknown, limit: number): boolean {
    return (cleaned as number) < limit;
  }

  protected override clean(value: unknown): number {
    return lengthOf(value);
  }
}

/** Refuses texts, arrays, maps, sets and bytes that are longer than a limit. */
export class MaxLengthValidator extends BaseValidator<number> {
  static override readonly message: ValidationMessage = ngettextLazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
  );
  static override readonly code: string = "max_length";

  protected override compare(cleaned: unknown, limit: number): boolean {
    return (cleaned as number) > limit;
  }

  protected override clean(value: unknown): number {
    return lengthOf(value);
  }
}

/** Characters of a text as people and databases count them (code points), items of a collection. */
export function lengthOf(value: unknown): number {
  if (typeof value === "string") return codePoints(value);
  if (typeof value !== "object" || value === null) throw new NoLength(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return Object.keys(value).length;
  const text: unknown = value.valueOf();
  if (typeof text === "string") return codePoints(text);
  if ("length" in value && typeof value.length === "number") return value.length;
  if ("size" in value && typeof value.size === "number") return value.size;
  throw new NoLength(value);
}

function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) index += 1;
    count += 1;
  }
  return count;
}
