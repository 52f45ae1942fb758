import { Decimal as DecimalJs } from "decimal.js";

import { NuagesRangeError } from "../errors/index.ts";

/** A text is no decimal number, or one whose exponent is out of reach. */
export class InvalidDecimal extends NuagesRangeError {
  readonly code = "utils.invalid_decimal";

  constructor(text: string, cause?: unknown) {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    super(`"${shown}" is not a decimal number.`, {
      hint: 'Expected digits with an optional sign, point and exponent, such as "-12.50" or "1.5e3".',
      cause,
    });
  }
}

/** Significant digits of a result: enough for the exact product of two columns of 65 digits. */
const PRECISION = 130;
const WORD_DIGITS = 7;
/** Longest text that {@link parseDecimal} reads; Python's limit for digits of an integer. */
const MAX_INPUT_LENGTH = 4_300;

const NUMBER_TEXT = /^[+-]?(?=\.?\d)\d*(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const SPECIAL_TEXT = /^([+-]?)(?:(inf(?:inity)?)|s?nan)$/i;

const Base = DecimalJs.clone({
  defaults: true,
  precision: PRECISION,
  rounding: DecimalJs.ROUND_HALF_EVEN,
});

/** Power of ten of the last digit that is not zero; `undefined` for zero, infinity and NaN. */
function naturalExponent({ d: words, e }: DecimalJs): number | undefined {
  const last = words?.at(-1);
  if (last === undefined || last === 0) return undefined;
  let exponent = (Math.floor(e / WORD_DIGITS) - (words.length - 1)) * WORD_DIGITS;
  for (let rest = last; rest % 10 === 0; rest /= 10) exponent += 1;
  return exponent;
}

/** The exponent that a text or number writes out: -2 for `1.10`, 0 for `100`, 3 for `1e3`. */
function writtenExponent(source: string | number | bigint): number {
  if (typeof source !== "string" && (typeof source === "bigint" || Number.isSafeInteger(source)))
    return 0;
  const text = String(source);
  const match = NUMBER_TEXT.exec(text);
  if (match !== null) return Number(match[2] ?? 0) - (match[1]?.length ?? 0);
  if (SPECIAL_TEXT.test(text)) return 0;
  throw new InvalidDecimal(text);
}

/** Infinity and NaN in the spelling of decimal.js; anything else as it is. */
function normalize(source: DecimalJs.Value): DecimalJs.Value {
  const match = typeof source === "string" ? SPECIAL_TEXT.exec(source) : null;
  if (match === null) return source;
  return match[2] === undefined ? Number.NaN : match[1] === "-" ? -Infinity : Infinity;
}

/**
 * decimal.js keeps the value alone; this keeps the number of written places too, as Python's
 * Decimal and SQL's DECIMAL do: a price of 1.10 stays 1.10.
 */
class ScaledDecimal extends Base {
  /** Power of ten of the last written digit, never above that of the last digit that counts. */
  #exponent: number;

  constructor(source: DecimalJs.Value) {
    const written = typeof source === "object" ? undefined : writtenExponent(source);
    super(normalize(source));
    // decimal.js makes its results with `new x.constructor(…)`.
    (this as { constructor: unknown }).constructor = ScaledDecimal;
    if (typeof source === "object") this.#exponent = exponentOfOperand(source);
    else this.#exponent = written ?? 0;
    if (typeof source === "string" && !this.isFinite() && /\d/.test(source))
      throw new InvalidDecimal(source);
  }

  static exponentOf(value: DecimalJs): number {
    const natural = naturalExponent(value);
    const written = value instanceof ScaledDecimal ? value.#exponent : 0;
    return natural === undefined ? written : Math.min(natural, written);
  }

  static withExponent<Value extends DecimalJs>(value: Value, exponent: number): Value {
    if (value instanceof ScaledDecimal)
      value.#exponent = Math.max(exponent, value.isZero() ? exponent : value.e - PRECISION + 1);
    return value;
  }

  override toString(): string {
    return decimalText(this);
  }

  override valueOf(): string {
    return decimalText(this);
  }

  override toJSON(): string {
    return decimalText(this);
  }

  override toFixed(places?: number, rounding?: DecimalJs.Rounding): string {
    if (places === undefined) return super.toFixed(Math.max(0, -ScaledDecimal.exponentOf(this)));
    return rounding === undefined ? super.toFixed(places) : super.toFixed(places, rounding);
  }
}

type Operand = DecimalJs.Value;
type ExponentRule = (own: number, argument: Operand | undefined, result: DecimalJs) => number;

function exponentOfOperand(value: Operand | undefined): number {
  if (value === undefined) return 0;
  return typeof value === "object" ? ScaledDecimal.exponentOf(value) : writtenExponent(value);
}

const keep: ExponentRule = (own) => own;
const finer: ExponentRule = (own, argument) => Math.min(own, exponentOfOperand(argument));
const whole: ExponentRule = (own) => Math.max(own, 0);
const sum: ExponentRule = (own, argument) => own + exponentOfOperand(argument);
const difference: ExponentRule = (own, argument) => own - exponentOfOperand(argument);
const places: ExponentRule = (own, argument) =>
  argument === undefined ? own : Math.max(own, -Number(argument));
const digits: ExponentRule = (own, argument, result) =>
  argument === undefined ? own : Math.max(own, result.e - Number(argument) + 1);

/** How many places a result shows: the rules of Python's Decimal (General Decimal Arithmetic). */
const RULES: ReadonlyMap<ExponentRule, readonly string[]> = new Map([
  [keep, ["abs", "absoluteValue", "neg", "negated"]],
  [finer, ["plus", "add", "minus", "sub", "mod", "modulo"]],
  [whole, ["ceil", "floor", "round", "trunc", "truncated"]],
  [sum, ["times", "mul"]],
  [difference, ["div", "dividedBy"]],
  [places, ["toDecimalPlaces", "toDP"]],
  [digits, ["toSignificantDigits", "toSD"]],
]);

type Method = (this: DecimalJs, ...values: unknown[]) => DecimalJs;

function applyRule(name: string, rule: ExponentRule): void {
  const prototype = Base.prototype as unknown as Record<string, Method>;
  const method = prototype[name];
  Object.defineProperty(ScaledDecimal.prototype, name, {
    configurable: true,
    writable: true,
    value(this: DecimalJs, ...values: unknown[]): DecimalJs | undefined {
      const own = ScaledDecimal.exponentOf(this);
      const result = method?.apply(this, values);
      return (
        result &&
        ScaledDecimal.withExponent(result, rule(own, values[0] as Operand | undefined, result))
      );
    },
  });
}

/** Methods whose results show no more places than they need. */
const UNSCALED =
  "cbrt cubeRoot divToInt dividedToIntegerBy exp naturalExponential ln log logarithm naturalLogarithm " +
  "pow toPower sqrt squareRoot toNearest";

for (const [rule, names] of RULES) for (const name of names) applyRule(name, rule);
for (const name of UNSCALED.split(" ")) applyRule(name, () => 0);

/** The class {@link Decimal}: that of decimal.js, always called with `new`. */
export interface DecimalConstructor extends Omit<typeof DecimalJs, never> {
  new (value: DecimalJs.Value): DecimalJs;
}

/**
 * Exact decimal number: decimal.js with 130 significant digits and half-even rounding that keeps
 * trailing zeros (`new Decimal("1.10")` prints as `1.10`) and prints as Python's Decimal does.
 *
 * @throws InvalidDecimal when a text is no decimal number; hexadecimal and binary are refused.
 */
export const Decimal: DecimalConstructor = ScaledDecimal;
export type Decimal = DecimalJs;

/** Power of ten of the last written digit: -2 for 1.10, 0 for 100, 3 for 1E+3. */
export function decimalExponent(value: Decimal): number {
  return ScaledDecimal.exponentOf(value);
}

/** Digits of a finite value without sign and point, trailing zeros included: `110` for -1.10. */
export function decimalDigits(value: Decimal): string {
  if (value.isZero()) return "0";
  const text = value.toExponential();
  const [significant = ""] = text.replace(/[-.]/g, "").split("e");
  const zeros = value.e - significant.length + 1 - decimalExponent(value);
  return significant.replace(/0+$/, "").padEnd(significant.length + Math.max(0, zeros), "0");
}

/** `value` with exactly `count` digits after the point, rounded half to even. Python: `quantize`. */
export function quantize(value: Decimal, count: number): Decimal {
  const rounded = value.toDecimalPlaces(count, DecimalJs.ROUND_HALF_EVEN);
  return new Decimal(rounded.toFixed(count));
}

/** The text of a decimal as Python writes it: `1.10`, `0E-10`, `1.5E+3`, `NaN`, `-Infinity`. */
export function decimalText(value: Decimal): string {
  if (!value.isFinite())
    return value.isNaN() ? "NaN" : value.isNegative() ? "-Infinity" : "Infinity";
  const sign = value.isNegative() ? "-" : "";
  const exponent = decimalExponent(value);
  const text = decimalDigits(value);
  const adjusted = exponent + text.length - 1;
  if (exponent > 0 || adjusted < -6) {
    const mantissa = text.length > 1 ? `${text[0]}.${text.slice(1)}` : text;
    return `${sign}${mantissa}E${adjusted < 0 ? "-" : "+"}${Math.abs(adjusted)}`;
  }
  if (exponent === 0) return sign + text;
  const padded = text.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/**
 * Reads a decimal that a person wrote: digits with sign, point and exponent, blanks around it, as
 * Python's Decimal reads them. `undefined` for anything else and for more than 4,300 characters.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = text.trim();
  if (
    trimmed.length > MAX_INPUT_LENGTH ||
    (!NUMBER_TEXT.test(trimmed) && !SPECIAL_TEXT.test(trimmed))
  )
    return undefined;
  try {
    return new Decimal(trimmed);
  } catch (error) {
    if (error instanceof InvalidDecimal) return undefined;
    throw error;
  }
}
