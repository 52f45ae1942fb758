import { settings } from "../conf/index.ts";
import type { BytesLike } from "../utils/crypto.ts";
import { BadSignature, SignatureExpired } from "./errors.ts";
import type { SignerOptions } from "./signer.ts";
import { type MaxAgeOptions, TimestampSigner } from "./timestamp-signer.ts";

/** Makes the signers of cookies; the setting `signingBackend` may name another class than the usual. */
export type SigningBackend = new (options: SignerOptions) => TimestampSigner;

declare module "../conf/settings.ts" {
  interface SettingValues {
    signingBackend: SigningBackend;
  }
}

const SIGNER_SALT = "django.core.signing.get_cookie_signer";
const KEY_PREFIX = "django.http.cookies";

function cookieKey(key: BytesLike): Buffer {
  return Buffer.concat([Buffer.from(KEY_PREFIX), Buffer.from(key)]);
}

/** The signer of cookies, which has a key of its own made from `secretKey`. */
export function getCookieSigner(salt = SIGNER_SALT): TimestampSigner {
  const { signingBackend, secretKey, secretKeyFallbacks } = settings;
  const Backend = signingBackend === "timestamp" ? TimestampSigner : signingBackend;
  const fallbackKeys = secretKeyFallbacks.map(cookieKey);
  return new Backend({ key: cookieKey(secretKey), fallbackKeys, salt });
}

// The length in front keeps ("a", "bc") and ("ab", "c") apart; they once had one salt.
function cookieSalt(name: string, salt: string): string {
  return `${KEY_PREFIX}.v2:${Array.from(salt).length}:${salt}${name}`;
}

function legacyCookieSalt(name: string, salt: string): string {
  return name + salt;
}

/** Options of {@link unsignCookie}. */
export interface UnsignCookieOptions extends MaxAgeOptions {
  /** The salt that the cookie was signed with. Default: none. */
  readonly salt?: string;
}

/** The signed value of the cookie `name`; it is right for this name and salt only. */
export function signCookie(name: string, value: string, salt = ""): string {
  return getCookieSigner(cookieSalt(name, salt)).sign(value);
}

/**
 * The value of the signed cookie `name`. With the setting `signedCookieLegacySaltFallback`, also of
 * one whose salt was made the former way, in which name and salt ran into each other.
 *
 * @throws SignatureExpired when it was signed longer than `maxAge` ago.
 * @throws BadSignature when it was changed, or signed for another name or salt.
 */
export function unsignCookie(
  name: string,
  signed: string,
  options: UnsignCookieOptions = {},
): string {
  const { salt = "", maxAge } = options;
  try {
    return getCookieSigner(cookieSalt(name, salt)).unsign(signed, { maxAge });
  } catch (error) {
    const mayBeOld = error instanceof BadSignature && !(error instanceof SignatureExpired);
    if (!mayBeOld || !settings.signedCookieLegacySaltFallback) throw error;
    return getCookieSigner(legacyCookieSalt(name, salt)).unsign(signed, { maxAge });
  }
}
