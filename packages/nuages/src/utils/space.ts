/**
 * What Python counts as white space, for use between the brackets of a regular expression; `\s` of
 * JavaScript differs in a few characters.
 */
export const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** Matches one character of white space. */
export const IS_SPACE: RegExp = new RegExp(`[${SPACE}]`);

const LEADING = new RegExp(`^[${SPACE}]+`);

function isSpaceAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code > 32 && code < 133) return false;
  return code === 32 || IS_SPACE.test(text.charAt(index));
}

/** The words of a text, parted by white space, at most `limit` of them. Python: `str.split()`. */
export function splitWords(text: string, limit = Infinity): string[] {
  const words: string[] = [];
  let start = -1;
  for (let index = 0; index < text.length && words.length < limit; index += 1) {
    if (!isSpaceAt(text, index)) {
      if (start < 0) start = index;
    } else if (start >= 0) {
      words.push(text.slice(start, index));
      start = -1;
    }
  }
  if (start >= 0 && words.length < limit) words.push(text.slice(start));
  return words;
}

/** Neither end of a plain text in ASCII has to be looked at twice. */
function isPlain(code: number): boolean {
  return code > 32 && code < 127;
}

/** The text without white space at both ends. Python: `str.strip()`. */
export function stripSpace(text: string): string {
  if (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))) return text;
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(LEADING, "");
}
