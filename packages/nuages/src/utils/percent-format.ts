import { codePoints } from "./code-points.ts";
import { decimalText, Decimal } from "./decimal.ts";
import { numberText, quotedText, valueText } from "./value-text.ts";

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly kind: string;
}

const SPEC = /^([-#0 +]*)(\d*)(?:\.(\d*))?[hlL]?([diouxXeEfFgGcrsa%])$/;
/** Wider results would only cost memory. */
const MAX_WIDTH = 10_000;

function readSpec(text: string): Spec {
  const match = SPEC.exec(text);
  if (match === null) throw new RangeError(`"%${text}" is no format.`);
  const [, flags = "", width = "", precision, kind = "s"] = match;
  const spec = {
    flags,
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
    kind,
  };
  if (spec.width > MAX_WIDTH || (spec.precision ?? 0) > MAX_WIDTH) {
    throw new RangeError(`"%${text}" makes a text that is too long.`);
  }
  return spec;
}

type Numeric = number | bigint | boolean | Decimal;

function isNumeric(value: unknown): value is Numeric {
  return (
    ["number", "bigint", "boolean"].includes(typeof value) ||
    (typeof value === "object" && value !== null && Decimal.isDecimal(value))
  );
}

function numberOf(value: unknown, kind: string): Numeric {
  if (isNumeric(value)) return value;
  throw new TypeError(`%${kind} needs a number.`);
}

function wholeOf(value: unknown, kind: string): bigint {
  const number = numberOf(value, kind);
  if (typeof number === "boolean" || typeof number === "bigint") return BigInt(number);
  if (typeof number === "object") {
    if (!number.isFinite()) throw new RangeError("The number is not finite.");
    return BigInt(number.trunc().toFixed(0));
  }
  if (!Number.isFinite(number)) throw new RangeError("The number is not finite.");
  return BigInt(Math.trunc(number));
}

const RADIXES: ReadonlyMap<string, readonly [number, string]> = new Map([
  ["o", [8, "0o"]],
  ["x", [16, "0x"]],
  ["X", [16, "0X"]],
]);

function wholeText(value: unknown, { kind, flags, precision = 0 }: Spec): string {
  const radix = RADIXES.get(kind);
  if (radix !== undefined && typeof value === "number" && !Number.isInteger(value)) {
    throw new TypeError(`%${kind} needs a whole number.`);
  }
  const number = wholeOf(value, kind);
  const digits = (number < 0n ? -number : number)
    .toString(radix?.[0] ?? 10)
    .padStart(precision, "0");
  const prefix = flags.includes("#") ? (radix?.[1] ?? "") : "";
  const text = prefix + (kind === "X" ? digits.toUpperCase() : digits);
  return number < 0n ? `-${text}` : text;
}

/** Two digits of exponent at least, as C has it. */
function withExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Digits that tell a number half way between two from one next to it. */
const SPARE = 30;
/** JavaScript writes no more digits. */
const MAX_DIGITS = 100;

/**
 * A number half way between two is rounded to the even one, as in Python; `toFixed` and
 * `toExponential` round it up. `longer` has {@link SPARE} digits more than `rounded`.
 */
function halfEven(rounded: string, longer: string): string {
  const kept = longer.slice(0, -SPARE);
  const isHalf = /^50*$/.test(longer.slice(-SPARE));
  return isHalf && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, "") : rounded;
}

function exponentialText(size: number, places: number): string {
  const digits = Math.min(MAX_DIGITS, places);
  const [mantissa = "", power = ""] = size.toExponential(digits).split("e");
  const [longer = ""] = size.toExponential(Math.min(MAX_DIGITS, digits + SPARE)).split("e");
  const exact = digits + SPARE > MAX_DIGITS ? mantissa : halfEven(mantissa, longer);
  return withExponent(`${exact}e${power}`);
}

function general(size: number, precision: number, keepZeros: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  if (size === 0) return keepZeros ? `0.${"0".repeat(digits - 1)}` : "0";
  const exponent = Number(exponentialText(size, digits - 1).split("e")[1]);
  const isPlain = exponent >= -4 && exponent < digits;
  const text = isPlain
    ? fixedText(size, Math.max(0, digits - 1 - exponent))
    : exponentialText(size, digits - 1);
  if (keepZeros) return text;
  const [mantissa = "", power] = text.split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0*$/, "") : mantissa;
  return power === undefined ? trimmed : `${trimmed}e${power}`;
}

function floatText(value: unknown, { kind, flags, precision = 6 }: Spec): string {
  const input = numberOf(value, kind);
  const number = typeof input === "object" ? input.toNumber() : Number(input);
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  const size = Math.abs(number);
  const lower = kind.toLowerCase();
  const isAlternate = flags.includes("#") && Number.isFinite(size);
  const text = !Number.isFinite(size)
    ? numberText(size)
    : lower === "f"
      ? fixedText(size, precision)
      : lower === "e"
        ? exponentialText(size, precision)
        : general(size, precision, isAlternate);
  const pointed = isAlternate && !text.includes(".") ? text.replace(/^\d+/, "$&.") : text;
  return sign + (kind === lower ? pointed : pointed.toUpperCase());
}

/** `toFixed` of JavaScript ends at 1e21 and at 100 places. */
function fixedText(size: number, places: number): string {
  if (size >= 1e21) return BigInt(size).toString() + (places > 0 ? `.${"0".repeat(places)}` : "");
  if (places + SPARE > MAX_DIGITS)
    return (
      size.toFixed(Math.min(MAX_DIGITS, places)) + "0".repeat(Math.max(0, places - MAX_DIGITS))
    );
  return halfEven(size.toFixed(places), size.toFixed(places + SPARE));
}

function characterText(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint")
    return String.fromCodePoint(Number(value));
  const text = String(value);
  if (codePoints(text).length !== 1) throw new TypeError("%c needs one character or its number.");
  return text;
}

function textOf(value: unknown, spec: Spec): string {
  const { kind, flags, precision } = spec;
  if ("diu".includes(kind) || RADIXES.has(kind)) return signed(wholeText(value, spec), flags);
  if ("eEfFgG".includes(kind)) return signed(floatText(value, spec), flags);
  if (kind === "c") return characterText(value);
  const isText = typeof value === "string" || value instanceof String;
  const text =
    isText && kind !== "s"
      ? quoted(value.toString(), kind)
      : isDecimalValue(value)
        ? decimalText(value)
        : valueText(isText ? value.toString() : value);
  return precision === undefined ? text : codePoints(text).slice(0, precision).join("");
}

function isDecimalValue(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && Decimal.isDecimal(value);
}

function quoted(text: string, kind: string): string {
  const whole = quotedText(text);
  if (kind === "r") return whole;
  return whole.replace(/[\u0080-\uffff]/g, (char) => {
    const code = char.charCodeAt(0);
    return code < 256
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

function signed(text: string, flags: string): string {
  if (text.startsWith("-")) return text;
  return flags.includes("+") ? `+${text}` : flags.includes(" ") ? ` ${text}` : text;
}

function padded(text: string, { flags, width, kind }: Spec): string {
  const missing = width - codePoints(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || "csra".includes(kind)) return " ".repeat(missing) + text;
  const [sign = ""] = /^[-+ ]?(?:0[xXo])?/.exec(text) ?? [];
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

/**
 * One value after one format of Python's `%` operator, written without its `%`: `03d`, `.2f`, `s`.
 * Text may follow; a percent sign in it is written twice.
 *
 * @throws RangeError when the format is none, or the result would be too long.
 * @throws TypeError when the value is not what the format needs, or the format needs none.
 */
export function percentFormat(format: string, value: unknown): string {
  const [, spec = "", rest = ""] =
    /^([-#0 +]*\d*(?:\.\d*)?[hlL]?[a-zA-Z%])(.*)$/s.exec(format) ?? [];
  const parsed = readSpec(spec);
  if (parsed.kind === "%") throw new TypeError(`"%${spec}" takes no value.`);
  if (rest.replaceAll("%%", "").includes("%"))
    throw new RangeError(`"%${format.slice(0, 60)}" asks for more than one value.`);
  return padded(textOf(value, parsed), parsed) + rest.replaceAll("%%", "%");
}
