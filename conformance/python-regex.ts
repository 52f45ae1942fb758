const FLAGS: readonly (readonly [bit: number, flag: string])[] = [
  [2, "i"],
  [8, "m"],
  [16, "s"],
];

/** What an escape of Python's syntax is in JavaScript's, outside and inside of brackets. */
const ESCAPES: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  A: ["(?<![\\s\\S])", "A"],
  Z: ["(?![\\s\\S])", "Z"],
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  w: ["[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"],
  W: ["[^\\p{L}\\p{N}_]", "\\W"],
};
const MULTI_LINE = 8;
const KEPT_ESCAPES = /^[sSbBnrtfv0-9xu^$\\.*+?()[\]{}|/-]$/;

/** The same pattern in JavaScript's syntax; Python's patterns are written differently here and there. */
export function translatePattern(pattern: string, flags = 0): string {
  let text = "";
  let inside = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index] ?? "";
    if (char === "\\") {
      index += 1;
      const escaped = pattern[index] ?? "";
      const known = ESCAPES[escaped];
      if (known) text += known[inside ? 1 : 0];
      else text += KEPT_ESCAPES.test(escaped) ? `\\${escaped}` : escaped;
    } else if (char === "$" && !inside && (flags & MULTI_LINE) === 0) {
      text += "(?=\\n?(?![\\s\\S]))";
    } else {
      if (char === "[") inside = true;
      else if (char === "]") inside = false;
      text += char;
    }
  }
  return text.replaceAll("(?P<", "(?<").replaceAll(/\(\?P=(\w+)\)/g, "\\k<$1>");
}

/** JavaScript's flags for Python's; the flag `u` always, as Python's text is Unicode. */
export function translateFlags(flags: number): string {
  return `${FLAGS.filter(([bit]) => (flags & bit) !== 0)
    .map(([, flag]) => flag)
    .join("")}u`;
}

/** The regular expression of a tagged value. */
export function translateRegex(pattern: string, flags = 0): RegExp {
  return new RegExp(translatePattern(pattern, flags), translateFlags(flags));
}
