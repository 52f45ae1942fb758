import { Decimal, decimalDigits, decimalExponent } from "./decimal.ts";
import { numberText } from "./value-text.ts";

/** How {@link formatNumber} writes a number. Django: the arguments of `numberformat.format`. */
export interface NumberFormatOptions {
  /** Stands between whole part and fraction. */
  readonly decimalSeparator: string;
  /** Digits of the fraction: more are cut, fewer filled with zeros. Default: as many as there are. */
  readonly decimalPlaces?: number | null;
  /** Digits in a group; a list gives the sizes from the right, of which 0 repeats the one before. Default: 0. */
  readonly grouping?: number | readonly number[];
  readonly thousandSeparator?: string;
  /** Whether groups are made at all. Default: false. */
  readonly useGrouping?: boolean;
}

/** Digits above which a number is written with an exponent instead of in full. */
const MAX_DIGITS = 200;

/**
 * The text of a number in the manner of a language. Beyond 200 digits it has an exponent, whatever the
 * size of the number. Django: `numberformat.format`.
 *
 * @param number A number, or the text of one, which is not checked.
 */
export function formatNumber(
  number: number | bigint | Decimal | string,
  options: NumberFormatOptions,
): string {
  const text = plainText(number, options.decimalPlaces ?? undefined);
  const at = text.indexOf("e");
  return at < 0
    ? formatDigits(text, options)
    : formatDigits(text.slice(0, at), options) + text.slice(at);
}

function plainText(number: number | bigint | Decimal | string, places: number | undefined): string {
  if (typeof number === "string") return number;
  if (typeof number === "bigint") return String(number);
  if (typeof number === "object") return decimalText(number, places);
  const text = numberText(number);
  return text.includes("e") ? decimalText(new Decimal(text), places) : text;
}

function decimalText(decimal: Decimal, places: number | undefined): string {
  if (!decimal.isFinite()) return String(decimal);
  const isInvisible =
    places !== undefined && decimal.abs().lt(new Decimal(`1e-${Math.max(places, 1)}`));
  const value = isInvisible ? new Decimal(0) : decimal;
  const exponent = decimalExponent(value);
  const digits = decimalDigits(value);
  const sign = value.isNegative() ? "-" : "";
  if (Math.abs(exponent) + digits.length > MAX_DIGITS) {
    const power = exponent + digits.length - 1;
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits.charAt(0)}${fraction}e${power < 0 ? "-" : "+"}${Math.abs(power)}`;
  }
  if (exponent >= 0) return sign + (digits === "0" ? "0" : digits + "0".repeat(exponent));
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function formatDigits(text: string, options: NumberFormatOptions): string {
  const { decimalSeparator, decimalPlaces, grouping = 0, thousandSeparator = "" } = options;
  const dot = text.indexOf(".");
  const signed = dot < 0 ? text : text.slice(0, dot);
  const fraction = dot < 0 ? "" : text.slice(dot + 1);
  const places = decimalPlaces ?? fraction.length;
  const shown =
    fraction.length === places ? fraction : fraction.slice(0, places).padEnd(places, "0");
  const whole =
    options.useGrouping === true && grouping !== 0
      ? groupedWithSign(signed, grouping, thousandSeparator)
      : signed;
  return shown === "" ? whole : whole + decimalSeparator + shown;
}

function groupedWithSign(
  signed: string,
  grouping: number | readonly number[],
  separator: string,
): string {
  return signed.startsWith("-")
    ? `-${grouped(signed.slice(1), grouping, separator)}`
    : grouped(signed, grouping, separator);
}

function grouped(whole: string, grouping: number | readonly number[], separator: string): string {
  const sizes = typeof grouping === "number" ? [grouping, 0] : [...grouping];
  const groups: string[] = [];
  let size = sizes.shift() ?? 0;
  let end = whole.length;
  while (end > 0 && size > 0 && end > size) {
    groups.push(whole.slice(end - size, end));
    end -= size;
    size = sizes.shift() || size;
  }
  groups.push(whole.slice(0, end));
  return groups.reverse().join(separator);
}
