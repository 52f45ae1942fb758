import { didYouMean, NuagesRangeError } from "../errors/index.ts";
import { numberText, quotedText, valueText } from "../utils/value-text.ts";
import { LazyPlural, type LazyText } from "./lazy-text.ts";

/** A message asks for a parameter that was not given. */
export class MissingParameter extends NuagesRangeError {
  readonly code = "i18n.missing_parameter";

  constructor(name: string, message: string, known: readonly string[]) {
    super(`The message "${message}" needs the parameter "${name}", which was not given.`, {
      hint: didYouMean(name, known),
      details: { parameter: name },
    });
  }
}

/** What fills the placeholders of a message, by name. */
export type MessageParams = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /%(?:%|\(([^()]*)\)([-0 ]*)(\d{0,3})([sdir]))/g;

interface Format {
  readonly flags: string;
  readonly width: string;
  readonly kind: string;
}

/** Whole part of a number; other values as they are, for a message is no place to fail. */
function wholeText(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value))
    return numberText(BigInt(Math.trunc(value)));
  const isDecimal = Object.prototype.toString.call(value) === "[object Decimal]";
  if (isDecimal) return (value as { trunc(): { toFixed(): string } }).trunc().toFixed();
  return valueText(value);
}

function textOf(value: unknown, kind: string): string {
  if (kind === "s") return valueText(value);
  if (kind === "r") return typeof value === "string" ? quotedText(value) : valueText(value);
  return wholeText(value);
}

function format(value: unknown, { flags, width, kind }: Format): string {
  const text = textOf(value, kind);
  if (width === "") return text;
  if (flags.includes("-")) return text.padEnd(Number(width));
  return text.padStart(Number(width), flags.includes("0") && "di".includes(kind) ? "0" : " ");
}

function isCount(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** The text of a message; a lazy plural takes the form that its parameter asks for. */
function templateOf(message: string | LazyText, params: MessageParams): string {
  if (!(message instanceof LazyPlural)) return String(message);
  const name = message.parameter;
  if (!Object.hasOwn(params, name))
    throw new MissingParameter(name, message.forCount(2), Object.keys(params));
  const count = params[name];
  return message.forCount(isCount(count) ? count : Number(count));
}

/**
 * Fills the placeholders of a message: `%(name)s`, `%(name)d`, `%(name)r` (texts in quotes), and `%%`
 * for a percent sign. Any other `%` stays as it is.
 *
 * @throws MissingParameter when `params` lacks a name that the message uses.
 * @example
 * interpolate("At most %(limit)d characters.", { limit: 10 }); // At most 10 characters.
 */
export function interpolate(message: string | LazyText, params: MessageParams): string {
  const template = templateOf(message, params);
  if (!template.includes("%")) return template;
  return template.replace(PLACEHOLDER, (...match: (string | undefined)[]) => {
    const [, name, flags = "", width = "", kind = "s"] = match;
    if (name === undefined) return "%";
    if (!Object.hasOwn(params, name))
      throw new MissingParameter(name, template, Object.keys(params));
    return format(params[name], { flags, width, kind });
  });
}
