import { SafeString } from "../../utils/safestring.ts";
import { unescapeStringLiteral } from "../../utils/text.ts";
import { TemplateSyntaxError } from "../errors.ts";

/** A value written in a template, or the path to one in the context. */
export type Variable =
  | { readonly kind: "literal"; readonly text: string; readonly value: unknown }
  | { readonly kind: "translated"; readonly text: string; readonly message: string }
  | { readonly kind: "path"; readonly text: string; readonly path: readonly string[] };

const NAMED_LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["None", null],
  ["True", true],
  ["False", false],
  ["null", null],
  ["true", true],
  ["false", false],
]);

const NUMBER = /^[-+]?(?:\d+|\d*\.\d+|\d+(?:\.\d*)?e[-+]?\d+|\d*\.\d+e[-+]?\d+)$/i;

/** Reads a literal or a dotted name. @throws TemplateSyntaxError for names that begin with `_`. */
export function parseVariable(text: string): Variable {
  if (NUMBER.test(text)) return { kind: "literal", text, value: numberOf(text) };
  if (NAMED_LITERALS.has(text)) return { kind: "literal", text, value: NAMED_LITERALS.get(text) };
  if (text.startsWith("_(") && text.endsWith(")")) {
    return { kind: "translated", text, message: literalText(text.slice(2, -1)) };
  }
  if (/^["']/.test(text)) {
    return { kind: "literal", text, value: new SafeString(literalText(text)) };
  }
  const path = text.split(".");
  if (path.some((part) => part.startsWith("_"))) {
    throw new TemplateSyntaxError(
      `Variables and attributes may not begin with underscores: "${text}".`,
      { hint: "Give the value a name without underscore in the view or in a property." },
    );
  }
  return { kind: "path", text, path };
}

function numberOf(text: string): number | bigint {
  const number = Number(text);
  const isWhole = /^[-+]?\d+$/.test(text);
  if (!isWhole || Number.isSafeInteger(number)) return number;
  return BigInt(text.startsWith("+") ? text.slice(1) : text);
}

function literalText(literal: string): string {
  try {
    return unescapeStringLiteral(literal);
  } catch (cause) {
    throw new TemplateSyntaxError(`${literal} is no complete text in quotes.`, { cause });
  }
}
