import { gettextLazy } from "../i18n/index.ts";
import { isValidIpv6Address, parseIpv4 } from "../utils/ipv6.ts";
import { isDomainName } from "./host-name.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Longest address: 64 characters before the @ and 255 after it (RFC 3696). */
const MAX_LENGTH = 320;

/** Words of the characters that RFC 5322 calls atext, with single dots between them. */
const DOT_ATOM = /^[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*$/;
/** A text in quotes as RFC 5322 writes it; a backslash quotes one character. */
const QUOTED = /^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/;
const LITERAL = /^\[([A-Fa-f0-9:.]+)\]$/;

/** Options of {@link EmailValidator}. */
export interface EmailOptions extends ValidatorOptions {
  /** Domains that are taken as they are. Default: `localhost`. */
  readonly allowlist?: readonly string[] | null;
}

/** Refuses what has not the form of an email address. Whether it exists, only a mail can tell. */
export class EmailValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy("Enter a valid email address.");
  /** Domains that are taken as they are, unless the constructor is told otherwise. */
  static readonly domainAllowlist: readonly string[] = ["localhost"];

  readonly domainAllowlist: readonly string[];

  constructor(options: EmailOptions = {}) {
    super(options);
    this.domainAllowlist = options.allowlist ?? new.target.domainAllowlist;
  }

  validate(value: unknown): void {
    if (typeof value !== "string" || value.length > MAX_LENGTH) this.fail({ value });
    const at = value.lastIndexOf("@");
    const user = value.slice(0, Math.max(at, 0));
    const domain = value.slice(at + 1);
    const valid =
      at >= 0 &&
      (DOT_ATOM.test(user) || QUOTED.test(user)) &&
      (this.domainAllowlist.includes(domain) || isMailDomain(domain));
    if (!valid) this.fail({ value });
  }

  protected override options(): Readonly<Record<string, unknown>> {
    const type = this.constructor as typeof EmailValidator;
    return this.domainAllowlist === type.domainAllowlist ? {} : { allowlist: this.domainAllowlist };
  }

  protected override identity(): readonly unknown[] {
    return [new Set(this.domainAllowlist), this.message, this.code];
  }
}

function isMailDomain(domain: string): boolean {
  const literal = LITERAL.exec(domain)?.[1];
  if (literal !== undefined) return parseIpv4(literal) !== undefined || isValidIpv6Address(literal);
  return isDomainName(domain, { idna: true, trailingDot: false });
}

const email = new EmailValidator();

/** Refuses what has not the form of an email address. */
export function validateEmail(value: unknown): void {
  email.validate(value);
}
