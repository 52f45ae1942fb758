import { SafeString, toHtml, isHtmlSource } from "../../utils/safestring.ts";
import { escapeText } from "../../utils/escape.ts";
import type { Context } from "../context.ts";
import { localizedText } from "./localized-text.ts";
import type { RenderState } from "./render-state.ts";
import { speaksForItself, text } from "./text.ts";

/** The output of a value that is no plain string: localized, escaped where the context asks. */
export function show(
  value: unknown,
  state: RenderState,
  context: Context,
  expression: string,
): string {
  switch (typeof value) {
    case "string":
      return context.autoescape ? escapeText(value) : value;
    case "symbol":
    case "undefined": {
      const invalid = state.missing(expression);
      return context.autoescape ? escapeText(invalid) : invalid;
    }
    case "number":
      // Without groups a whole number looks the same in every language.
      if (!state.groupsThousands && Number.isSafeInteger(value)) return String(value);
      return localizedText(value, context);
    case "bigint":
      return localizedText(value, context);
    case "object":
      return value === null ? "" : showObject(value, context);
    default:
      return text(value);
  }
}

function showObject(value: object, context: Context): string {
  if (value instanceof SafeString) return value.valueOf();
  if (isHtmlSource(value)) return value[toHtml]();
  const content = speaksForItself(value) ? String(value) : localizedText(value, context);
  return context.autoescape ? escapeText(content) : content;
}

/** The result of a filter that adds nothing unsafe: safe when its input was. */
export function keep(input: unknown, output: unknown): unknown {
  if (!(input instanceof SafeString) || output instanceof SafeString) return output;
  return typeof output === "string" || Array.isArray(output)
    ? new SafeString(text(output))
    : output;
}
