import { equalValues } from "../utils/compare.ts";

/** Something that checks a value: a function, or an object with `validate()`. */
export type Validator =
  | ((value: unknown) => void | Promise<void>)
  | { validate(value: unknown): void | Promise<void> };

/**
 * Checks a value; await what it gives, as a validator may be asynchronous.
 *
 * @throws ValidationError when the value is not valid.
 */
export function runValidator(validator: Validator, value: unknown): void | Promise<void> {
  return typeof validator === "function" ? validator(value) : validator.validate(value);
}

/** The class of a value object and what its constructor takes, enough to make an equal one. */
export interface Deconstruction {
  readonly type: abstract new (...args: never[]) => object;
  readonly args: readonly unknown[];
}

/** Whether two validators do the same: one function, or equal objects of one class. */
export function equalValidators(a: Validator, b: Validator): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && equalValues(a, b));
}
