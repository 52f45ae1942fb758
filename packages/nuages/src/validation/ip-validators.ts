import { gettextLazy, type LazyText } from "../i18n/index.ts";
import { isValidIpv6Address, normalizeIpv6, parseIpv4 } from "../utils/ipv6.ts";
import { valueText } from "../utils/value-text.ts";
import { InvalidValidator } from "./errors.ts";
import { ValidationError, type ValidationMessage } from "./validation-error.ts";
import type { Validator } from "./validator.ts";

const MESSAGE = gettextLazy("Enter a valid %(protocol)s address.");
const IPV4 = gettextLazy("IPv4");
const IPV6 = gettextLazy("IPv6");
const EITHER = gettextLazy("IPv4 or IPv6");

function isIpv4(value: unknown): boolean {
  return parseIpv4(valueText(value)) !== undefined;
}

function isIpv6(value: unknown): boolean {
  return isValidIpv6Address(valueText(value));
}

function fail(protocol: LazyText, value: unknown): never {
  throw new ValidationError(MESSAGE, { code: "invalid", params: { protocol, value } });
}

/** Refuses what is no IPv4 address; numbers with leading zeros are refused, as they are ambiguous. */
export function validateIpv4Address(value: unknown): void {
  if (!isIpv4(value)) fail(IPV4, value);
}

/** Refuses what is no IPv6 address. */
export function validateIpv6Address(value: unknown): void {
  if (!isIpv6(value)) fail(IPV6, value);
}

/** Refuses what is neither an IPv4 nor an IPv6 address. */
export function validateIpv46Address(value: unknown): void {
  if (!isIpv4(value) && !isIpv6(value)) fail(EITHER, value);
}

/** Which addresses a field takes. */
export type IpProtocol = "both" | "ipv4" | "ipv6";

/**
 * The validators for addresses of a protocol. Django: `ip_address_validators`.
 *
 * @throws InvalidValidator when `unpackIpv4` is asked for and not both protocols are taken.
 */
export function ipAddressValidators(protocol: IpProtocol, unpackIpv4 = false): Validator[] {
  if (unpackIpv4 && protocol !== "both")
    throw new InvalidValidator(`unpackIpv4 needs the protocol "both", not "${protocol}".`, {
      hint: "Leave unpackIpv4 out, or take both protocols.",
    });
  switch (protocol) {
    case "both":
      return [validateIpv46Address];
    case "ipv4":
      return [validateIpv4Address];
    case "ipv6":
      return [validateIpv6Address];
    default:
      throw new InvalidValidator(`"${String(protocol)}" is no protocol of IP addresses.`, {
        hint: 'Known: "both", "ipv4", "ipv6".',
      });
  }
}

/** Options of {@link cleanIpv6Address}. */
export interface CleanIpv6Options {
  /** Give IPv4-mapped addresses as IPv4. Default: false. */
  readonly unpackIpv4?: boolean;
  readonly errorMessage?: ValidationMessage;
  /** Longest text that is read. Default: 39 characters. */
  readonly maxLength?: number;
}

const NOT_IPV6 = gettextLazy("This is not a valid IPv6 address.");

/**
 * The normal form of an IPv6 address: `2001:0:a::beef`. Django: `clean_ipv6_address`.
 *
 * @throws ValidationError with the code `invalid` when the text is no such address.
 */
export function cleanIpv6Address(text: string, options: CleanIpv6Options = {}): string {
  const { unpackIpv4, maxLength, errorMessage = NOT_IPV6 } = options;
  const normal = normalizeIpv6(text, { unpackIpv4, maxLength });
  if (normal !== undefined) return normal;
  throw new ValidationError(errorMessage, { code: "invalid", params: { protocol: IPV6 } });
}
