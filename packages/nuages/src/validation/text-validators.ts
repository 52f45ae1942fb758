import { gettextLazy } from "../i18n/index.ts";
import type { ValidatorOptions } from "./message-validator.ts";
import { RegexValidator } from "./regex-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

const integer = new RegexValidator(/^-?\p{Nd}+$/u, {
  message: gettextLazy("Enter a valid integer."),
});
const slug = new RegexValidator(/^[-a-zA-Z0-9_]+$/, {
  message: gettextLazy(
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
  ),
});
const unicodeSlug = new RegexValidator(/^[-_\p{L}\p{N}]+$/u, {
  message: gettextLazy(
    "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.",
  ),
});

/** Refuses what is no whole number in digits, with an optional minus sign. */
export function validateInteger(value: unknown): void {
  integer.validate(value);
}

/** Refuses what has other characters than ASCII letters, digits, `_` and `-`, and the empty text. */
export function validateSlug(value: unknown): void {
  slug.validate(value);
}

/** Refuses what has other characters than letters, numbers, `_` and `-`, and the empty text. */
export function validateUnicodeSlug(value: unknown): void {
  unicodeSlug.validate(value);
}

/** Options of {@link intListValidator}. */
export interface IntListOptions extends ValidatorOptions {
  /** Text between two numbers. Default: a comma. */
  readonly separator?: string;
  /** Whether numbers may have a minus sign. Default: false. */
  readonly allowNegative?: boolean;
}

/** A validator of lists of whole numbers, such as `1,2,3`. Django: `int_list_validator`. */
export function intListValidator(options: IntListOptions = {}): RegexValidator {
  const { separator = ",", allowNegative = false, message, code } = options;
  const number = allowNegative ? "-?\\p{Nd}+" : "\\p{Nd}+";
  // RegExp.escape writes \x2c for a comma, which the flag u allows.
  const rest = `(?:${RegExp.escape(separator)}${number})*`;
  return new RegexValidator(`^${number}${rest}$`, { flags: "u", message, code });
}

const ONLY_COMMAS: ValidationMessage = gettextLazy("Enter only digits separated by commas.");
const commaSeparated = intListValidator({ message: ONLY_COMMAS });

/** Refuses what is no list of whole numbers with commas between them. */
export function validateCommaSeparatedIntegerList(value: unknown): void {
  commaSeparated.validate(value);
}
