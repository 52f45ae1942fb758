/**
 * What Python counts as white space, for use between the brackets of a regular expression; `\s` of
 * JavaScript differs in a few characters.
 */
export const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** Matches one character of white space. */
export const IS_SPACE: RegExp = new RegExp(`[${SPACE}]`);

const LEADING = new RegExp(`^[${SPACE}]+`);

const WORD = new RegExp(`[^${SPACE}]+`, "g");

/** The words of a text, parted by white space, at most `limit` of them. Python: `str.split()`. */
export function splitWords(text: string, limit = Infinity): string[] {
  if (limit === Infinity) return text.match(WORD) ?? [];
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (words.length < limit) {
    const [word] = WORD.exec(text) ?? [];
    if (word === undefined) break;
    words.push(word);
  }
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
