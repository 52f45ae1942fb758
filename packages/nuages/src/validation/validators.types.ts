import {
  BaseValidator,
  EmailValidator,
  MaxLengthValidator,
  MaxValueValidator,
  RegexValidator,
  runValidator,
  URLValidator,
  ValidationError,
  validateSlug,
  type Validator,
} from "./index.ts";

export const validators: Validator[] = [
  validateSlug,
  new MaxLengthValidator(3),
  new MaxLengthValidator(() => 3, { message: "no", code: "c" }),
  new MaxValueValidator(new Date()),
  { validate: async () => undefined },
  async () => undefined,
];

// @ts-expect-error a length is a number
export const wrongLimit = new MaxLengthValidator("3");
// @ts-expect-error there is no such option
export const wrongOption = new EmailValidator({ allowList: [] });
// @ts-expect-error schemes are a list
export const wrongSchemes = new URLValidator({ schemes: "http" });
// @ts-expect-error a pattern is a text or a regular expression
export const wrongPattern = new RegexValidator(3);
// @ts-expect-error a validator validates
export const wrongValidator: Validator = { check: () => undefined };

export const done: void | Promise<void> = runValidator(validateSlug, 1);

/** Texts and codes of a subclass may be of any kind that the base takes. */
export class MaxWordsValidator extends BaseValidator<number> {
  static override readonly message = "At most %(limit_value)d words.";
  static override readonly code = "max_words";

  protected override compare(words: unknown, limit: number): boolean {
    return Number(words) > limit;
  }
}

export class IntranetEmailValidator extends EmailValidator {
  static override readonly message = "No address of ours.";
  static override readonly domainAllowlist = ["intern"];
}

// @ts-expect-error comparison is what a subclass must add
export class NoComparison extends BaseValidator<number> {}

export const byField = new ValidationError({ title: ["a", new ValidationError("b")], year: "c" });
// @ts-expect-error a number is no message
export const noMessage = new ValidationError(3);
// @ts-expect-error parameters have names
export const noParams = new ValidationError("a", { params: [1] });

const dict = byField.errorDict;
// @ts-expect-error it may not have been given by field
export const errors = dict.title;
export const titleErrors: readonly ValidationError[] | undefined = dict?.["title"];
