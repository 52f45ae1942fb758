import { gettextLazy } from "../i18n/index.ts";
import { valueText } from "../utils/value-text.ts";
import { InvalidValidator } from "./errors.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Options of {@link RegexValidator}. */
export interface RegexOptions extends ValidatorOptions {
  /** Refuse what matches instead of what does not. Default: false. */
  readonly inverseMatch?: boolean;
  /** Flags for a pattern that is given as text, such as `iu`. */
  readonly flags?: string;
}

/**
 * Refuses values whose text does not match a pattern anywhere; write `^…$` to match all of it. The
 * flags `g` and `y` have no effect, so that every value is judged alone. Values from visitors run
 * through your pattern: keep it free of nested repetition.
 */
export class RegexValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy("Enter a valid value.");

  readonly regex: RegExp;
  readonly inverseMatch: boolean;

  /** @throws InvalidValidator when the pattern is no regular expression, or flags come with a RegExp. */
  constructor(regex: RegExp | string = "", options: RegexOptions = {}) {
    super(options);
    this.regex = compile(regex, options.flags);
    this.inverseMatch = options.inverseMatch ?? false;
  }

  validate(value: unknown): void {
    const matches = this.regex.test(valueText(value));
    if (matches === this.inverseMatch) this.fail({ value });
  }

  protected override args(): readonly unknown[] {
    return [this.regex];
  }

  protected override options(): Readonly<Record<string, unknown>> {
    return this.inverseMatch ? { inverseMatch: true } : {};
  }

  protected override identity(): readonly unknown[] {
    return [String(this.regex), this.inverseMatch, this.message, this.code];
  }
}

function compile(regex: RegExp | string, flags: string | undefined): RegExp {
  if (typeof regex !== "string" && flags !== undefined && flags !== "")
    throw new InvalidValidator(
      "Flags are given twice: in the regular expression and as an option.",
      {
        hint: "Write the flags behind the expression, or give the pattern as text.",
      },
    );
  const [source, given] =
    typeof regex === "string" ? [regex, flags ?? ""] : [regex.source, regex.flags];
  try {
    return new RegExp(source, given.replace(/[gy]/g, ""));
  } catch (error) {
    throw new InvalidValidator(
      `The pattern of a RegexValidator is no regular expression: ${source}`,
      {
        hint: error instanceof Error ? error.message : undefined,
        cause: error,
      },
    );
  }
}
