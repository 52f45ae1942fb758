import { NuagesRangeError, NuagesTypeError } from "./builtin-errors.ts";
import { NuagesError } from "./nuages-error.ts";

/** Is it an error of the framework, of whatever base: one with `code`, `hint` and `details`? */
export function isNuagesError(
  error: unknown,
): error is NuagesError | NuagesTypeError | NuagesRangeError {
  return (
    error instanceof NuagesError ||
    error instanceof NuagesTypeError ||
    error instanceof NuagesRangeError
  );
}
