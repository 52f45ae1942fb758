import { createContext, Script } from "node:vm";

import { DataError } from "../../errors.ts";

/** Milliseconds that one pattern may work on one text. */
const LIMIT = 250;
/** Up to this length a text cannot make a pattern with one repetition slow. */
const SHORT_TEXT = 10_000;

const script = new Script("pattern.test(text)");
const context: { pattern?: RegExp; text?: string } = createContext(Object.create(null));

/** Whether parts of the pattern can match in more than one way, so that backtracking may explode. */
export function mayBacktrack({ source }: RegExp): boolean {
  const plain = source.replaceAll(/\\./gsu, "x").replaceAll(/\[[^\]]*\]/gu, "x");
  return (plain.match(/[*+?{|]/gu)?.length ?? 0) > 1;
}

/**
 * Whether the pattern matches somewhere in the text. A pattern that may explode runs under a limit of
 * time, which costs a tenth of a millisecond; others run at once.
 *
 * @throws DataError when the limit is over
 */
export function guardedMatch(pattern: RegExp, risky: boolean, text: string): boolean {
  if (!risky && text.length <= SHORT_TEXT) return pattern.test(text);
  context.pattern = pattern;
  context.text = text;
  try {
    return script.runInContext(context, { timeout: LIMIT }) as boolean;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    throw new DataError(`A regular expression took more than ${LIMIT} ms for one row.`, {
      hint: "Write a pattern without repetitions inside repetitions, such as a+ in place of (a+)+; never take one from a visitor.",
      cause,
    });
  } finally {
    delete context.text;
  }
}
