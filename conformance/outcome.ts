import { interpolate } from "nuages/i18n";
import { ValidationError } from "nuages/validation";

import type { Outcome } from "./adapter.ts";
import { sameError } from "./python-errors.ts";
import { sameValue } from "./same-value.ts";
import { decode } from "./values.ts";

/**
 * A message as the vectors hold it: its text is read first and filled then. A lazy plural whose
 * number is among the parameters has no text of its own, so its recorded message is empty.
 */
function recordedMessage({ rawMessage = "", params = {} }: ValidationError): string {
  const text = String(rawMessage);
  return Object.keys(params).length > 0 ? interpolate(text, params) : text;
}

const BUILTIN = [RangeError, TypeError, SyntaxError];

/** The class of the language that an error of ours is made from. */
function builtinOf(error: Error): string | undefined {
  return BUILTIN.find((type) => error instanceof type)?.name;
}

/** What an adapter threw, in the form of a vector's `expect`. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof ValidationError)
    return {
      error: "ValidationError",
      errors: error.errorList.map((item) => ({
        code: item.code === "" ? null : item.code,
        message: recordedMessage(item),
      })),
    };
  if (error instanceof Error)
    return {
      error: error.name,
      builtin: builtinOf(error),
      message: error.message,
      stack: error.stack,
    };
  return { error: typeof error, message: String(error) };
}

function isSameError(theirs: string, { error, builtin }: Outcome): boolean {
  return [error, builtin].some((ours) => typeof ours === "string" && sameError(theirs, ours));
}

/** Whether our outcome is the expected one. Errors count by class, ValidationErrors by code and message too. */
export function sameOutcome(expect: Outcome, outcome: Outcome): boolean {
  if (typeof expect.error === "string") {
    if (typeof outcome.error !== "string" || !isSameError(expect.error, outcome)) return false;
    return expect.errors === undefined || sameValue(decode(expect.errors), outcome.errors);
  }
  return outcome.error === undefined && sameValue(decode(expect), outcome);
}
