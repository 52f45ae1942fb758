/**
 * What Python counts as white space, for use between the brackets of a regular expression; `\s` of
 * JavaScript differs in a few characters.
 */
export const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** Matches one character of white space. */
export const IS_SPACE: RegExp = new RegExp(`[${SPACE}]`);

const RUN = new RegExp(`[${SPACE}]+`);
const LEADING = new RegExp(`^[${SPACE}]+`);

/** The words of a text, parted by white space. Python: `str.split()`. */
export function splitWords(text: string): string[] {
  return text.split(RUN).filter((word) => word !== "");
}

/** The text without white space at both ends. Python: `str.strip()`. */
export function stripSpace(text: string): string {
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(LEADING, "");
}
