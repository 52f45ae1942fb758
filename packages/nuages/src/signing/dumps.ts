import type { SignerOptions, SignObjectOptions, UnsignObjectOptions } from "./signer.ts";
import { type MaxAgeOptions, TimestampSigner } from "./timestamp-signer.ts";

const SALT = "django.core.signing";

/** How {@link dumps} signs. */
export interface DumpsOptions extends Pick<SignerOptions, "key" | "salt">, SignObjectOptions {}

/** How {@link loads} verifies. */
export interface LoadsOptions
  extends
    Pick<SignerOptions, "key" | "salt" | "fallbackKeys">,
    MaxAgeOptions,
    UnsignObjectOptions {}

/**
 * Writes a JSON value as a signed text with the time, safe in URLs and cookies. Give a `salt` that
 * names the purpose. Byte-compatible with Django's `signing.dumps`.
 *
 * @throws UnsignableValue when JSON has no form for the value.
 */
export function dumps(value: unknown, { key, salt = SALT, ...options }: DumpsOptions = {}): string {
  return new TimestampSigner({ key, salt }).signObject(value, options);
}

/**
 * Reads what {@link dumps} wrote with the same key and salt.
 *
 * @throws SignatureExpired when it is older than `maxAge`.
 * @throws BadSignature when it was changed.
 */
export function loads(signed: string, options: LoadsOptions = {}): unknown {
  const { key, salt = SALT, fallbackKeys, ...rest } = options;
  return new TimestampSigner({ key, salt, fallbackKeys }).unsignObject(signed, rest);
}
