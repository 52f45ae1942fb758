import { createRequire } from "node:module";

import { DataError } from "../../errors.ts";
import { guardedMatch } from "./guarded-match.ts";
import { PatternProblem, translatePattern, type TranslatedPattern } from "./pattern-syntax.ts";

type Matcher = (text: string) => boolean;

const CACHE = new Map<string, Matcher>();
const CACHE_SIZE = 100;
/** A pattern longer than this, or a text, is not tried. */
const MAX_PATTERN = 1_000;
const MAX_TEXT = 1_000_000;
/** Optional parts of one pattern: each may double the work, and the limit of time sees loops only. */
const MAX_OPTIONAL = 25;

interface LinearEngine {
  compile(pattern: string): { test(text: string): boolean };
}

const require = createRequire(import.meta.url);
let engine: LinearEngine | undefined;

/** Loaded with the first pattern: functions of SQLite cannot wait, and most programs have none. */
function linearEngine(): LinearEngine {
  engine ??= (require("re2js") as { readonly RE2JS: LinearEngine }).RE2JS;
  return engine;
}

function refused(pattern: string, reason: string, cause: unknown): DataError {
  return new DataError(`"${pattern.slice(0, 60)}" is no regular expression: ${reason}.`, { cause });
}

/** Matches in a time that grows with the text alone; undefined for a pattern that the engine does not take. */
function linearMatcher({ linear }: TranslatedPattern): Matcher | undefined {
  if (linear === undefined) return undefined;
  try {
    const compiled = linearEngine().compile(linear);
    return (text) => compiled.test(text);
  } catch {
    return undefined;
  }
}

/** Matches by trying, under limits. */
function triedMatcher(pattern: string, { backtracking, flags }: TranslatedPattern): Matcher {
  if ((pattern.match(/[^(*+?}\\]\?/gu)?.length ?? 0) > MAX_OPTIONAL)
    throw new DataError(`The regular expression has more than ${MAX_OPTIONAL} optional parts.`);
  let compiled: RegExp;
  try {
    compiled = new RegExp(backtracking, flags);
  } catch (error) {
    throw refused(pattern, error instanceof Error ? error.message : String(error), error);
  }
  return (text) => guardedMatch(compiled, text);
}

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

function makeMatcher(pattern: string): Matcher {
  let translated: TranslatedPattern;
  try {
    translated = translatePattern(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) throw refused(pattern, error.message, error);
    throw error;
  }
  const linear = linearMatcher(translated);
  if (linear === undefined) return triedMatcher(pattern, translated);
  if (!translated.hasBoundary) return linear;
  let tried: Matcher | undefined;
  return (text) => {
    if (ASCII.test(text)) return linear(text);
    tried ??= triedMatcher(pattern, translated);
    return tried(text);
  };
}

/**
 * Does `pattern` match somewhere in `text`, as Python's `re.search()` says?
 *
 * @throws DataError for what is no pattern, and for what would take too long
 */
export function regexpMatches(pattern: string, text: string): boolean {
  if (pattern.length > MAX_PATTERN || text.length > MAX_TEXT)
    throw new DataError("The regular expression or the text is too long.");
  let matcher = CACHE.get(pattern);
  if (matcher === undefined) {
    matcher = makeMatcher(pattern);
    if (CACHE.size >= CACHE_SIZE) CACHE.clear();
    CACHE.set(pattern, matcher);
  }
  return matcher(text);
}
