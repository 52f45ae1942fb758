import { valueText } from "./value-text.ts";
import { isHtmlSource, SafeString, toHtml } from "./safestring.ts";

const SPECIAL = /[&<>"']/;

/** The reference that stands for a character in HTML, or `undefined` when it stands for itself. */
function referenceOf(code: number): string | undefined {
  switch (code) {
    case 34:
      return "&quot;";
    case 38:
      return "&amp;";
    case 39:
      return "&#x27;";
    case 60:
      return "&lt;";
    case 62:
      return "&gt;";
    default:
      return undefined;
  }
}

/** Below this length a loop is faster than a regular expression, which starts slower. */
const SHORT = 8;

function isClean(text: string): boolean {
  if (text.length > SHORT) return !SPECIAL.test(text);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // Letters lie behind all five.
    if (code <= 62 && referenceOf(code) !== undefined) return false;
  }
  return true;
}

/** The text with `& < > " '` as character references: the plain string that {@link escape} marks safe. */
export function escapeText(text: string): string {
  return isClean(text) ? text : replaceSpecial(text);
}

function replaceSpecial(text: string): string {
  let escaped = "";
  let copied = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const reference = code > 62 ? undefined : referenceOf(code);
    if (reference === undefined) continue;
    escaped += text.slice(copied, index) + reference;
    copied = index + 1;
  }
  return escaped + text.slice(copied);
}

/**
 * HTML that shows `value` as text: `& < > " '` become character references, always, even in text that
 * is marked safe. Django: `escape`.
 */
export function escape(value: unknown): SafeString {
  return new SafeString(escapeText(valueText(value)));
}

/** {@link escape} for what is not HTML yet; safe text and HTML sources pass. Django: `conditional_escape`. */
export function conditionalEscape(value: unknown): SafeString {
  if (value instanceof SafeString) return value;
  return isHtmlSource(value) ? new SafeString(value[toHtml]()) : escape(value);
}
