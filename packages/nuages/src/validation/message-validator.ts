import type { MessageParams } from "../i18n/index.ts";
import { equalValues } from "../utils/compare.ts";
import { ValidationError, type ValidationMessage } from "./validation-error.ts";
import type { Deconstruction } from "./validator.ts";

/** What every validator that is a class can be told. */
export interface ValidatorOptions {
  /** Message in place of that of the class. `%(value)s` stands for the value. */
  readonly message?: ValidationMessage | null;
  /** Code of the error in place of that of the class. */
  readonly code?: string | null;
}

/**
 * Base of the validators that are classes: message, code, equality, and what migrations need to
 * write them down. A subclass changes `static message` and `static code`.
 */
export abstract class MessageValidator {
  static readonly message: ValidationMessage = "";
  static readonly code: string = "invalid";

  readonly message: ValidationMessage;
  readonly code: string;

  constructor({ message, code }: ValidatorOptions = {}) {
    this.message = message ?? new.target.message;
    this.code = code ?? new.target.code;
  }

  /** @throws ValidationError when the value is not valid. */
  abstract validate(value: unknown): void;

  /** Whether `other` is of the same class and does the same. */
  equals(other: unknown): boolean {
    return (
      other instanceof MessageValidator &&
      other.constructor === this.constructor &&
      equalValues(this.identity(), other.identity())
    );
  }

  /** The class and the arguments that make an equal validator. */
  deconstruct(): Deconstruction {
    const type = this.constructor as typeof MessageValidator;
    const options = {
      ...this.options(),
      ...(this.message === type.message ? {} : { message: this.message }),
      ...(this.code === type.code ? {} : { code: this.code }),
    };
    const some = Object.keys(options).length > 0;
    return { type, args: some ? [...this.args(), options] : this.args() };
  }

  /** Leading arguments of the constructor. */
  protected args(): readonly unknown[] {
    return [];
  }

  /** Options of the constructor besides message and code that are not the usual ones. */
  protected options(): Readonly<Record<string, unknown>> {
    return {};
  }

  /** What makes two validators of this class equal. */
  protected identity(): readonly unknown[] {
    return [...this.args(), this.options(), this.message, this.code];
  }

  protected fail(params: MessageParams): never {
    throw new ValidationError(this.message, { code: this.code, params });
  }
}
