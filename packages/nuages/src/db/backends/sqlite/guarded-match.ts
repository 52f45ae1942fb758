import { createContext, Script } from "node:vm";

import { DataError } from "../../errors.ts";

/** Milliseconds that one pattern may work on one text. */
const LIMIT = 250;

const script = new Script("pattern.test(text)");
const context: { pattern?: RegExp; text?: string } = createContext(Object.create(null));

/**
 * Whether the pattern matches somewhere in the text, under a limit of time, which costs a tenth of a
 * millisecond.
 *
 * @throws DataError when the limit is over
 */
export function guardedMatch(pattern: RegExp, text: string): boolean {
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
