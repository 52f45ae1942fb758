import { gettext, interpolate, ngettext, numberFormat } from "../../i18n/index.ts";
import { Decimal, decimalDigits, decimalExponent, parseDecimal } from "../../utils/decimal.ts";
import { avoidWrapping } from "../../utils/html.ts";
import { SafeString } from "../../utils/safestring.ts";
import { stripSpace } from "../../utils/space.ts";
import { isIterable } from "../../utils/iterables.ts";
import { TemplateValueError } from "../errors.ts";
import type { Library } from "../library.ts";
import { asciiDigits, toFloat, toInteger } from "../../utils/numbers.ts";
import { text } from "../runtime/text.ts";
import { sizeOf } from "../runtime/truth.ts";

/** Numbers with more digits come back as they are. */
const MAX_DIGITS = 200;
const MAX_PLACES = 1_000;

interface FloatFormat {
  readonly places: number | undefined;
  readonly forceGrouping: boolean;
  readonly useL10n: boolean;
}

function readFloatFormat(argument: unknown): FloatFormat {
  if (typeof argument === "number" && Number.isInteger(argument)) {
    return { places: clamp(argument), forceGrouping: false, useL10n: true };
  }
  const written = argument === undefined ? "-1" : text(argument);
  const [, number = "", flags = ""] = /^(.*?)(g|u|gu|ug)?$/s.exec(written) ?? [];
  const places = toInteger(number === "" && flags !== "" ? "-1" : number);
  return {
    places: places === undefined ? undefined : clamp(Number(places)),
    forceGrouping: flags.includes("g"),
    useL10n: !flags.includes("u"),
  };
}

function clamp(places: number): number {
  return Math.max(-MAX_PLACES, Math.min(MAX_PLACES, places));
}

/** The exact decimal that a value stands for; `undefined` when it stands for none. */
function toDecimal(value: unknown): Decimal | undefined {
  if (typeof value === "boolean") return new Decimal(value ? 1 : 0);
  const written = asciiDigits(stripSpace(text(value)));
  const special = toFloat(written);
  if (special !== undefined && !Number.isFinite(special) && !/\d/.test(written)) {
    return new Decimal(special);
  }
  return parseDecimal(written.replace(/(?<=\d)_(?=\d)/g, ""));
}

/** Digits and exponent together: what writing the number in full would cost. */
function writtenSize(value: Decimal): number {
  return decimalDigits(value).length + Math.abs(decimalExponent(value));
}

/** Sizes of texts such as `1e1000000000000`, which no decimal can hold. */
const HUGE_EXPONENT = /^\s*[-+]?[\d.]+e[-+]?\d{5,}\s*$/i;

/**
 * A number with a fixed count of places. Django: `floatformat`.
 *
 * @param argument Places; negative ones only where there is a fraction; `g` groups, `u` ignores the language.
 */
export function floatformat(value: unknown, argument?: unknown): unknown {
  if (typeof value === "number" && Math.abs(value) < 1e15 && Math.abs(value) >= 1e-6) {
    return plainFloatformat(value, argument);
  }
  const written = text(value);
  if (HUGE_EXPONENT.test(written) || written.length > 4_000)
    return /^[-+\d.eE\s]+$/.test(written) ? written : "";
  const number = toDecimal(value);
  if (number === undefined) return "";
  const { places, ...options } = readFloatFormat(argument);
  if (places === undefined || !number.isFinite() || writtenSize(number) > MAX_DIGITS)
    return written;
  if (places <= 0 && number.isInteger()) {
    return new SafeString(numberFormat(number.toFixed(0), { decimalPlaces: 0, ...options }));
  }
  const decimalPlaces = Math.abs(places);
  const rounded = number.toFixed(decimalPlaces, Decimal.ROUND_HALF_UP);
  const signed = /[1-9]/.test(rounded) ? rounded : rounded.replace("-", "");
  return new SafeString(numberFormat(signed, { decimalPlaces, ...options }));
}

/** {@link floatformat} for numbers whose digits are no more than they write: no exponent. */
function plainFloatformat(value: number, argument: unknown): unknown {
  const { places, forceGrouping, useL10n } = readFloatFormat(argument);
  if (places === undefined) return text(value);
  const decimalPlaces = places <= 0 && Number.isInteger(value) ? 0 : Math.abs(places);
  const rounded = roundHalfUp(String(Math.abs(value)), decimalPlaces);
  const sign = value < 0 && /[1-9]/.test(rounded) ? "-" : "";
  return new SafeString(numberFormat(sign + rounded, { decimalPlaces, forceGrouping, useL10n }));
}

/** The digits of a number rounded to a count of places; what binary fractions hide does not count. */
function roundHalfUp(digits: string, places: number): string {
  const dot = digits.indexOf(".");
  if (dot < 0 || digits.length - dot - 1 <= places) return digits;
  const whole = digits.slice(0, dot);
  const fraction = digits.slice(dot + 1);
  const kept = whole + fraction.slice(0, places);
  const isUp = fraction.charCodeAt(places) >= 53;
  const rounded = isUp ? String(BigInt(kept) + 1n).padStart(kept.length, "0") : kept;
  const point = rounded.length - places;
  return places === 0 ? rounded : `${rounded.slice(0, point)}.${rounded.slice(point)}`;
}

function add(value: unknown, argument: unknown): unknown {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(argument)) {
    return sum(value as number, argument as number);
  }
  const left = toInteger(value);
  const right = toInteger(argument);
  if (left !== undefined && right !== undefined) return sum(left, right);
  if (isText(value) && isText(argument)) {
    const joined = value.toString() + argument.toString();
    const isSafe = value instanceof SafeString && argument instanceof SafeString;
    return isSafe ? new SafeString(joined) : joined;
  }
  if (Array.isArray(value) && Array.isArray(argument)) return [...value, ...argument];
  const isNumbers = [value, argument].every((each) => typeof each === "number");
  return isNumbers ? Number(value) + Number(argument) : addTimes(value, argument);
}

interface Addable {
  add(other: unknown): unknown;
}

/** A date and a duration, or two durations, as Temporal adds them. */
function addTimes(value: unknown, argument: unknown): unknown {
  const isTemporal = (each: unknown): boolean =>
    Object.prototype.toString.call(each).startsWith("[object Temporal.");
  const isDuration = Object.prototype.toString.call(argument) === "[object Temporal.Duration]";
  if (!isTemporal(value) || !isDuration) return "";
  return (value as Addable).add(argument);
}

function sum(left: number | bigint, right: number | bigint): number | bigint {
  if (typeof left === "number" && typeof right === "number" && Number.isSafeInteger(left + right)) {
    return left + right;
  }
  return BigInt(left) + BigInt(right);
}

function isText(value: unknown): value is string | SafeString {
  return typeof value === "string" || value instanceof String;
}

function getDigit(value: unknown, argument: unknown): unknown {
  const place = toInteger(argument);
  const number = toInteger(value);
  if (place === undefined || number === undefined || place < 1) {
    return number !== undefined && place !== undefined ? number : value;
  }
  const digit = String(number).at(-Number(place));
  return digit === undefined ? 0 : digit === "-" ? "" : Number(digit);
}

function divisibleby(value: unknown, argument: unknown): boolean {
  const number = toInteger(value);
  const divisor = toInteger(argument);
  if (number === undefined || divisor === undefined) {
    throw new TemplateValueError('"divisibleby" needs two whole numbers.');
  }
  if (BigInt(divisor) === 0n) throw new TemplateValueError('"divisibleby" got 0 as its argument.');
  return BigInt(number) % BigInt(divisor) === 0n;
}

const SIZES: readonly (readonly [string, number])[] = [
  ["%s KB", 2 ** 10],
  ["%s MB", 2 ** 20],
  ["%s GB", 2 ** 30],
  ["%s TB", 2 ** 40],
  ["%s PB", 2 ** 50],
];

/** 1024 bytes are a KB. */
export function filesizeformat(value: unknown): string {
  const bytes = Number(toInteger(value) ?? 0);
  const size = Math.abs(bytes);
  const written = avoidWrapping(sizeText(size));
  return bytes < 0 ? `-${written}` : written;
}

function sizeText(size: number): string {
  if (size < 1024) {
    return interpolate(ngettext("%(size)d byte", "%(size)d bytes", size), { size });
  }
  const [unit, bytes] = SIZES.findLast(([, least]) => size >= least) ?? ["%s KB", 1024];
  const number = numberFormat(roundedTenth(size / bytes), { decimalPlaces: 1 });
  return gettext(unit).replace("%s", () => number);
}

/** One decimal place, halves to the even digit. */
function roundedTenth(value: number): Decimal {
  return new Decimal(value).toDecimalPlaces(1, Decimal.ROUND_HALF_EVEN);
}

function pluralize(value: unknown, argument: unknown): string {
  const written = argument === undefined ? "s" : text(argument);
  const forms = (written.includes(",") ? written : `,${written}`).split(",");
  const [singular = "", plural = ""] = forms;
  if (forms.length > 2) return "";
  const number = toFloat(value);
  if (number !== undefined) return number === 1 ? singular : plural;
  if (isText(value) || typeof value !== "object" || value === null) return "";
  const size = sizeOf(value) ?? (isIterable(value) ? [...value].length : undefined);
  if (size === undefined) return "";
  return size === 1 ? singular : plural;
}

/** Registers the filters for numbers. */
export function registerNumberFilters(library: Library): void {
  library
    .filter("add", add, { isSync: true, safeLiterals: true })
    .filter("divisibleby", divisibleby, { isSync: true })
    .filter("filesizeformat", filesizeformat, { isSafe: true, isSync: true, argument: "none" })
    .filter("floatformat", floatformat, { isSafe: true, isSync: true, argument: "optional" })
    .filter("get_digit", getDigit, { isSync: true })
    .filter("pluralize", pluralize, { isSync: true, argument: "optional" });
}
