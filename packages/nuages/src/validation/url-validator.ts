import { gettextLazy } from "../i18n/index.ts";
import { isValidIpv6Address, parseIpv4 } from "../utils/ipv6.ts";
import { isDomainName } from "./host-name.ts";
import { lengthOf } from "./limit-validators.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Longest URL that is looked at. */
const MAX_LENGTH = 2_048;
/** Longest host name (RFC 1034, section 3.1). */
const MAX_HOST_LENGTH = 253;

/** White space as Python's regular expressions know it. */
const SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const ANY_SPACE = new RegExp(SPACE);
const USER_INFO = /^[^:@/]+(?::[^:@/]*)?@/;
const HOST = /^(?:\[[0-9a-f:.]+\]|[^:/?#@[\]]+)/i;
const PORT_AND_PATH = /^(?::[0-9]{1,5})?(?:[/?#].*)?$/s;
const SCHEME = /^[a-z0-9.+-]*$/i;
const BRACKETED = /^\[(.+)\](?::[0-9]{1,5})?$/;
const IP_FUTURE = /^v[a-f0-9]+\../i;

/** Options of {@link URLValidator}. */
export interface URLOptions extends ValidatorOptions {
  /** Schemes that are allowed, in lower case. Default: http, https, ftp, ftps. */
  readonly schemes?: readonly string[] | null;
}

/**
 * Refuses what is no absolute URL with an allowed scheme and a host that could exist: a name with
 * a dot, `localhost`, or an IP address. It does not make a URL safe to fetch from the server.
 */
export class URLValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy("Enter a valid URL.");
  /** Schemes that are allowed, unless the constructor is told otherwise. */
  static readonly schemes: readonly string[] = ["http", "https", "ftp", "ftps"];

  readonly schemes: readonly string[];

  constructor(options: URLOptions = {}) {
    super(options);
    this.schemes = options.schemes ?? new.target.schemes;
  }

  validate(value: unknown): void {
    if (!this.#isValid(value)) this.fail({ value });
  }

  #isValid(value: unknown): boolean {
    if (typeof value !== "string" || isTooLong(value) || !value.isWellFormed()) return false;
    const end = value.indexOf("://");
    if (end < 0 || ANY_SPACE.test(value)) return false;
    const scheme = value.slice(0, end);
    if (!SCHEME.test(scheme) || !this.schemes.includes(scheme.toLowerCase())) return false;
    return hasValidForm(value.slice(end + 3)) && hasValidAuthority(value.slice(end + 3));
  }

  protected override options(): Readonly<Record<string, unknown>> {
    const type = this.constructor as typeof URLValidator;
    return this.schemes === type.schemes ? {} : { schemes: this.schemes };
  }
}

function isTooLong(value: string): boolean {
  return value.length > 2 * MAX_LENGTH || lengthOf(value) > MAX_LENGTH;
}

/** Whether user, host, port and path follow each other, the user being optional. */
function hasValidForm(rest: string): boolean {
  const user = USER_INFO.exec(rest)?.[0];
  return (user !== undefined && startsWithHost(rest.slice(user.length))) || startsWithHost(rest);
}

function startsWithHost(rest: string): boolean {
  const host = HOST.exec(rest)?.[0];
  return host !== undefined && isHost(host) && PORT_AND_PATH.test(rest.slice(host.length));
}

function isHost(host: string): boolean {
  return (
    host.startsWith("[") ||
    host.toLowerCase() === "localhost" ||
    parseIpv4(host) !== undefined ||
    isDomainName(host, { idna: true, trailingDot: true })
  );
}

/** What is checked once more on the part before the first slash, question mark or hash. */
function hasValidAuthority(rest: string): boolean {
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  if (!hasValidBrackets(authority) || hidesDelimiter(authority)) return false;
  const ipv6 = BRACKETED.exec(authority)?.[1];
  if (ipv6 !== undefined) return isValidIpv6Address(ipv6);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const [name = ""] = host.startsWith("[") ? [host] : host.split(":");
  return name !== "" && name.length <= MAX_HOST_LENGTH;
}

function hasValidBrackets(authority: string): boolean {
  const open = authority.indexOf("[");
  const close = authority.indexOf("]", open + 1);
  if (open < 0) return close < 0;
  if (close < 0) return false;
  const inner = authority.slice(open + 1, close);
  return isValidIpv6Address(inner) || IP_FUTURE.test(inner);
}

/** Whether a character would turn into a delimiter when a browser normalizes the host (`℀` → `a/c`). */
function hidesDelimiter(authority: string): boolean {
  const plain = authority.replaceAll(/[@:#?]/g, "");
  const normal = plain.normalize("NFKC");
  return normal !== plain && /[/?#@:]/.test(normal);
}
