import { DataError } from "../../errors.ts";
import { guardedMatch, mayBacktrack } from "./guarded-match.ts";

interface Compiled {
  readonly pattern: RegExp;
  readonly risky: boolean;
}

const CACHE = new Map<string, Compiled>();
const CACHE_SIZE = 100;
/** A pattern longer than this, or a text, is not tried. */
const MAX_PATTERN = 1_000;
const MAX_TEXT = 1_000_000;
/** Optional parts of one pattern: each may double the work, and the limit of time sees loops only. */
const MAX_OPTIONAL = 25;

/** The pattern as JavaScript reads it: Python's `(?i)` in front and `(?P<name>…)` are known. */
function translate(pattern: string): RegExp {
  let flags = "su";
  let body = pattern;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(body);
  if (inline !== null) {
    body = body.slice(inline[0].length);
    for (const flag of inline[1] ?? "")
      if ((flag === "i" || flag === "m") && !flags.includes(flag)) flags += flag;
  }
  if (pattern.length > 0 && inline === null) flags = "u";
  body = body
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replaceAll("\\A", "^")
    .replaceAll("\\Z", "$");
  try {
    return new RegExp(body, flags.replace("s", ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    try {
      // Escapes that the strict form of JavaScript refuses, such as "\-".
      return new RegExp(body, flags.replace(/[su]/g, ""));
    } catch (second) {
      throw new DataError(
        `"${pattern.slice(0, 60)}" is no regular expression: ${String(second)}.`,
        { cause: error },
      );
    }
  }
}

/** Does `pattern` match somewhere in `text`? */
export function regexpMatches(pattern: string, text: string): boolean {
  if (pattern.length > MAX_PATTERN || text.length > MAX_TEXT)
    throw new DataError("The regular expression or the text is too long.");
  let compiled = CACHE.get(pattern);
  if (compiled === undefined) {
    if ((pattern.match(/[^(*+?}\\]\?/gu)?.length ?? 0) > MAX_OPTIONAL)
      throw new DataError(`The regular expression has more than ${MAX_OPTIONAL} optional parts.`);
    const translated = translate(pattern);
    compiled = { pattern: translated, risky: mayBacktrack(translated) };
    if (CACHE.size >= CACHE_SIZE) CACHE.clear();
    CACHE.set(pattern, compiled);
  }
  return guardedMatch(compiled.pattern, compiled.risky, text);
}
