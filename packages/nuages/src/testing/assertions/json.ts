import { isDeepStrictEqual } from "node:util";

import { fail } from "./fail.ts";
import type { HtmlOptions } from "./html.ts";

function parsed(json: unknown, which: string): unknown {
  if (typeof json !== "string") return json;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(`${which} is no JSON: ${error.message}`, { operator: "assertJSON", actual: json });
  }
}

/**
 * Two texts of JSON mean the same; the second may be the data itself. Django: `assertJSONEqual`.
 *
 * @throws AssertionError when they do not
 */
export function assertJSONEqual(
  actual: string,
  expected: unknown,
  options: HtmlOptions = {},
): void {
  const [ours, theirs] = [parsed(actual, "The first"), parsed(expected, "The second")];
  if (isDeepStrictEqual(ours, theirs)) return;
  fail(
    `The JSON does not mean the same:\n\n${JSON.stringify(ours)}\n\n!=\n\n${JSON.stringify(theirs)}`,
    {
      operator: "assertJSONEqual",
      actual: ours,
      expected: theirs,
      ...options,
    },
  );
}

/** The opposite of {@link assertJSONEqual}. @throws AssertionError when they mean the same */
export function assertJSONNotEqual(
  actual: string,
  expected: unknown,
  options: HtmlOptions = {},
): void {
  const ours = parsed(actual, "The first");
  if (!isDeepStrictEqual(ours, parsed(expected, "The second"))) return;
  fail(`The JSON means the same: ${JSON.stringify(ours)}`, {
    operator: "assertJSONNotEqual",
    ...options,
  });
}
