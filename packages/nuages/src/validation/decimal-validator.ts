import { gettextLazy, type MessageParams, ngettextLazy } from "../i18n/index.ts";
import { Decimal, decimalDigits, decimalExponent } from "../utils/decimal.ts";
import { ValidationError, type ValidationMessage } from "./validation-error.ts";
import type { Deconstruction } from "./validator.ts";

const MESSAGES = {
  invalid: gettextLazy("Enter a number."),
  max_digits: ngettextLazy(
    "Ensure that there are no more than %(max)s digit in total.",
    "Ensure that there are no more than %(max)s digits in total.",
    "max",
  ),
  max_decimal_places: ngettextLazy(
    "Ensure that there are no more than %(max)s decimal place.",
    "Ensure that there are no more than %(max)s decimal places.",
    "max",
  ),
  max_whole_digits: ngettextLazy(
    "Ensure that there are no more than %(max)s digit before the decimal point.",
    "Ensure that there are no more than %(max)s digits before the decimal point.",
    "max",
  ),
} as const satisfies Record<string, ValidationMessage>;

/** Refuses decimals with more digits than a column holds. Trailing zeros count as written. */
export class DecimalValidator {
  readonly maxDigits: number | undefined;
  readonly decimalPlaces: number | undefined;

  /** @param maxDigits Digits in all. @param decimalPlaces Digits after the point. `null`: no limit. */
  constructor(maxDigits?: number | null, decimalPlaces?: number | null) {
    this.maxDigits = maxDigits ?? undefined;
    this.decimalPlaces = decimalPlaces ?? undefined;
  }

  /** @throws ValidationError with the code `invalid`, `max_digits`, `max_decimal_places` or `max_whole_digits`. */
  validate(value: unknown): void {
    const decimal = value instanceof Decimal ? value : new Decimal(value as number | string);
    if (!decimal.isFinite()) fail("invalid", { value });
    const { digits, decimals } = measure(decimal);
    const { maxDigits = Infinity, decimalPlaces = Infinity } = this;
    if (digits > maxDigits) fail("max_digits", { max: maxDigits, value });
    if (decimals > decimalPlaces) fail("max_decimal_places", { max: decimalPlaces, value });
    const maxWhole = decimalPlaces === Infinity ? Infinity : maxDigits - decimalPlaces;
    if (digits - decimals > maxWhole) fail("max_whole_digits", { max: maxWhole, value });
  }

  equals(other: unknown): boolean {
    return (
      other instanceof DecimalValidator &&
      other.constructor === this.constructor &&
      other.maxDigits === this.maxDigits &&
      other.decimalPlaces === this.decimalPlaces
    );
  }

  /** The class and the arguments that make an equal validator. */
  deconstruct(): Deconstruction {
    const type = this.constructor as typeof DecimalValidator;
    return { type, args: [this.maxDigits, this.decimalPlaces] };
  }
}

/** How many digits a decimal has in all and after the point, when written without exponent. */
function measure(value: Decimal): { readonly digits: number; readonly decimals: number } {
  const exponent = decimalExponent(value);
  const written = decimalDigits(value).length;
  if (exponent >= 0) return { digits: written + (value.isZero() ? 0 : exponent), decimals: 0 };
  return { digits: Math.max(written, -exponent), decimals: -exponent };
}

function fail(code: keyof typeof MESSAGES, params: MessageParams): never {
  throw new ValidationError(MESSAGES[code], { code, params });
}
