import { ValidationError } from "nuages/validation";

import { type Outcome } from "./adapter.ts";
import { sameError } from "./python-errors.ts";
import { sameValue } from "./same-value.ts";
import { decode } from "./values.ts";

/** What an adapter threw, in the form of a vector's `expect`. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof ValidationError)
    return {
      error: "ValidationError",
      errors: error.errorList.map((item) => ({
        code: item.code ?? null,
        message: item.messages[0],
      })),
    };
  if (error instanceof Error)
    return { error: error.name, message: error.message, stack: error.stack };
  return { error: typeof error, message: String(error) };
}

/** Whether our outcome is the expected one. Errors count by class, ValidationErrors by code and message too. */
export function sameOutcome(expect: Outcome, outcome: Outcome): boolean {
  if (typeof expect.error === "string") {
    if (typeof outcome.error !== "string" || !sameError(expect.error, outcome.error)) return false;
    return expect.errors === undefined || sameValue(decode(expect.errors), outcome.errors);
  }
  return outcome.error === undefined && sameValue(decode(expect), outcome);
}
