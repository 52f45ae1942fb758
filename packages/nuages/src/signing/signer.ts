import { deflateSync, inflateSync } from "node:zlib";

import { settings } from "../conf/index.ts";
import { type BytesLike, constantTimeCompare, saltedHmac } from "../utils/crypto.ts";
import { BadSignature, UnsafeSigner, UnsignableValue } from "./errors.ts";
import { jsonSerializer, type SigningSerializer } from "./json-serializer.ts";

/** How a signer signs. Signatures are right only for the same options. */
export interface SignerOptions {
  /** Default: the setting `secretKey`. */
  readonly key?: BytesLike | null;
  /** Former keys that still verify. Default: the setting `secretKeyFallbacks`. */
  readonly fallbackKeys?: readonly BytesLike[] | null;
  /** Name of the purpose: a signature for one is worth nothing for another. Give your own. */
  readonly salt?: string | null;
  /** Between value and signature. Default: a colon. */
  readonly sep?: string;
  /** Hash algorithm. Default: `sha256`. */
  readonly algorithm?: string | null;
}

/** How an object is written before it is signed. */
export interface SignObjectOptions {
  /** Compress when that makes it shorter. Default: false. */
  readonly compress?: boolean;
  /** Default: JSON. */
  readonly serializer?: SigningSerializer;
}

/** How a signed object is read. */
export interface UnsignObjectOptions {
  /** Default: JSON. */
  readonly serializer?: SigningSerializer;
}

/** What the signature itself is made of, and what could not be told from it. */
const UNSAFE_SEPARATOR = /^[A-z0-9\-_=]*$/;
const COMPRESSED = ".";
/** Bytes that a compressed value may have; with the key in wrong hands, memory stays bounded. */
const MAX_INFLATED = 64 * 1_024 * 1_024;

/**
 * Appends a signature to values and checks it again, so that a value may pass through foreign hands
 * and come back unchanged. Anybody can read it. Byte-compatible with Django's `Signer`.
 */
export class Signer {
  /** Salt of the class, where none is given. */
  static readonly defaultSalt: string = "django.core.signing.Signer";

  readonly salt: string;
  readonly sep: string;
  readonly algorithm: string;
  readonly #key: BytesLike;
  readonly #fallbackKeys: readonly BytesLike[];

  /** @throws UnsafeSigner when the separator could be part of a signature. */
  constructor(options: SignerOptions = {}) {
    const { key, fallbackKeys, salt, sep = ":", algorithm } = options;
    if (UNSAFE_SEPARATOR.test(sep))
      throw new UnsafeSigner(`The separator "${sep}" could be part of a signature.`, {
        hint: "Use a separator with another character than A-z, 0-9, -, _ and =.",
      });
    this.#key = key || settings.secretKey;
    this.#fallbackKeys = fallbackKeys ?? settings.secretKeyFallbacks;
    this.salt = salt || new.target.defaultSalt;
    this.sep = sep;
    this.algorithm = algorithm || "sha256";
  }

  /** The signature alone. */
  signature(value: string, key: BytesLike = this.#key): string {
    const hmac = saltedHmac(`${this.salt}signer`, value, {
      secret: key,
      algorithm: this.algorithm,
    });
    return hmac.toString("base64url");
  }

  /**
   * The value, separator and signature.
   *
   * @throws UnsignableValue when the text has half a surrogate pair, which has no bytes.
   */
  sign(value: string): string {
    if (!value.isWellFormed())
      throw new UnsignableValue("The text has half of a surrogate pair, so it cannot be signed.", {
        hint: "Use toWellFormed() to replace it.",
      });
    return `${value}${this.sep}${this.signature(value)}`;
  }

  /**
   * The value of a signed text.
   *
   * @throws BadSignature when the signature is not that of the value.
   */
  unsign(signed: string): string {
    const at = signed.lastIndexOf(this.sep);
    if (at < 0) throw new BadSignature(`No "${this.sep}" found in value`);
    const value = signed.slice(0, at);
    const signature = signed.slice(at + this.sep.length);
    const keys = value.isWellFormed() ? [this.#key, ...this.#fallbackKeys] : [];
    if (keys.some((key) => constantTimeCompare(signature, this.signature(value, key))))
      return value;
    throw new BadSignature(`Signature "${signature}" does not match`);
  }

  /**
   * A plain object, array or other JSON value as a signed text that is safe in URLs.
   *
   * @throws UnsignableValue when JSON has no form for the value.
   */
  signObject(value: unknown, options: SignObjectOptions = {}): string {
    const { compress = false, serializer = jsonSerializer } = options;
    const data = serializer.dumps(value);
    const smaller = compress ? compressed(data) : undefined;
    const text = Buffer.from(smaller ?? data).toString("base64url");
    return this.sign(smaller ? COMPRESSED + text : text);
  }

  /**
   * The object of a signed text.
   *
   * @throws BadSignature when the signature is wrong, or what was signed is no object.
   */
  unsignObject(signed: string, options: UnsignObjectOptions = {}): unknown {
    return readObject(this.unsign(signed), options);
  }
}

function compressed(data: Uint8Array): Uint8Array | undefined {
  const smaller = deflateSync(data);
  return smaller.length < data.length - 1 ? smaller : undefined;
}

/** @internal */
export function readObject(text: string, options: UnsignObjectOptions): unknown {
  const { serializer = jsonSerializer } = options;
  const isCompressed = text.startsWith(COMPRESSED);
  const data = Buffer.from(isCompressed ? text.slice(1) : text, "base64url");
  try {
    return serializer.loads(
      isCompressed ? inflateSync(data, { maxOutputLength: MAX_INFLATED }) : data,
    );
  } catch (error) {
    throw new BadSignature("The signed value holds no object.", { cause: error });
  }
}
