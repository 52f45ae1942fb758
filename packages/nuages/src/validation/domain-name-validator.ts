import { gettextLazy } from "../i18n/index.ts";
import { isDomainName } from "./host-name.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Longest domain name that is looked at. */
const MAX_LENGTH = 255;

/** Options of {@link DomainNameValidator}. */
export interface DomainNameOptions extends ValidatorOptions {
  /** Accept letters beyond ASCII. Default: true. */
  readonly acceptIdna?: boolean;
}

/** Refuses what is no domain name of two or more parts; numbers alone and `localhost` are none. */
export class DomainNameValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy("Enter a valid domain name.");

  readonly acceptIdna: boolean;

  constructor(options: DomainNameOptions = {}) {
    super(options);
    this.acceptIdna = options.acceptIdna ?? true;
  }

  validate(value: unknown): void {
    const valid =
      typeof value === "string" &&
      value.length <= MAX_LENGTH &&
      isDomainName(value, { idna: this.acceptIdna, trailingDot: true });
    if (!valid) this.fail({ value });
  }

  protected override options(): Readonly<Record<string, unknown>> {
    return this.acceptIdna ? {} : { acceptIdna: false };
  }
}

const domainName = new DomainNameValidator();

/** Refuses what is no domain name; letters beyond ASCII are allowed. */
export function validateDomainName(value: unknown): void {
  domainName.validate(value);
}
