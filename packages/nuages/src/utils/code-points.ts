/** The characters (code points) of a text; what Python's `list` gives. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

/** How many characters (code points) a text has; what Python's `len` says. */
export function codePointLength(text: string): number {
  let surrogates = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const next = text.charCodeAt(index + 1);
    if (code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) surrogates += 1;
  }
  return text.length - surrogates;
}

/** Like `text.slice(start, end)`, counted in characters (code points) instead of UTF-16 units. */
export function sliceCodePoints(text: string, start: number, end = Infinity): string {
  return codePointLength(text) === text.length
    ? text.slice(start, end)
    : codePoints(text).slice(start, end).join("");
}
