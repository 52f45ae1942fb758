import {
  createHash,
  createHmac,
  getHashes,
  pbkdf2 as derive,
  randomInt,
  timingSafeEqual,
} from "node:crypto";

import { NuagesRangeError } from "../errors/index.ts";

/** A name is no hash algorithm of this runtime. */
export class InvalidAlgorithm extends NuagesRangeError {
  readonly code = "utils.invalid_algorithm";

  constructor(algorithm: string) {
    super(`"${algorithm}" is not a hash algorithm of this runtime.`, {
      hint: "Common ones: sha256, sha512, sha1, md5.",
    });
  }
}

/** A number of iterations, a length … that the algorithm cannot work with. */
export class InvalidCryptoOption extends NuagesRangeError {
  readonly code = "utils.invalid_crypto_option";
}

/** What is hashed or is a key: bytes, or a text that stands for its UTF-8 bytes. */
export type BytesLike = string | Uint8Array;

/** Names that Python has for hash algorithms where they are not those of OpenSSL. */
const PYTHON_NAMES: ReadonlyMap<string, string> = new Map([
  ["sha3_224", "sha3-224"],
  ["sha3_256", "sha3-256"],
  ["sha3_384", "sha3-384"],
  ["sha3_512", "sha3-512"],
  ["blake2b", "blake2b512"],
  ["blake2s", "blake2s256"],
]);
let known: ReadonlySet<string> | undefined;

function algorithmName(algorithm: string): string {
  const name = PYTHON_NAMES.get(algorithm) ?? algorithm;
  known ??= new Set(getHashes().map((hash) => hash.toLowerCase()));
  if (!known.has(name.toLowerCase())) throw new InvalidAlgorithm(algorithm);
  return name;
}

/** What {@link saltedHmac} works with. */
export interface SaltedHmacOptions {
  readonly secret: BytesLike;
  /** Hash algorithm by Python's or OpenSSL's name. Default: `sha1`, as in Django. */
  readonly algorithm?: string;
}

/**
 * The HMAC of a value under a key made of `keySalt` and the secret. Use another salt for each
 * purpose, so that a signature made for one is worth nothing for another. Django: `salted_hmac`.
 *
 * @throws InvalidAlgorithm when the runtime does not know the algorithm.
 */
export function saltedHmac(
  keySalt: BytesLike,
  value: BytesLike,
  options: SaltedHmacOptions,
): Buffer {
  const algorithm = algorithmName(options.algorithm ?? "sha1");
  const key = createHash(algorithm).update(keySalt).update(options.secret).digest();
  return createHmac(algorithm, key).update(value).digest();
}

/**
 * Whether two values are the same bytes, in a time that tells nothing of where they differ; their
 * lengths are no secret. Django: `constant_time_compare`.
 */
export function constantTimeCompare(first: BytesLike, second: BytesLike): boolean {
  const a = Buffer.from(first);
  const b = Buffer.from(second);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Letters and digits: 62 characters, so that 22 of them are 131 bits. */
export const RANDOM_STRING_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * A random text that cannot be guessed, each character equally likely. Django: `get_random_string`.
 *
 * @throws InvalidCryptoOption when there is nothing to choose from.
 */
export function getRandomString(length: number, allowedChars = RANDOM_STRING_CHARS): string {
  if (allowedChars === "")
    throw new InvalidCryptoOption("A random string needs at least one allowed character.");
  let text = "";
  for (let index = 0; index < length; index += 1)
    text += allowedChars[randomInt(allowedChars.length)];
  return text;
}

/** What {@link pbkdf2} works with. */
export interface Pbkdf2Options {
  readonly iterations: number;
  /** Hash algorithm. Default: `sha256`. */
  readonly digest?: string;
  /** Bytes of the result. Default: as many as the algorithm gives. */
  readonly keyLength?: number;
}

/**
 * Derives a key from a password, off the main thread. Django: `pbkdf2`.
 *
 * @throws InvalidAlgorithm when the runtime does not know the algorithm.
 */
export async function pbkdf2(
  password: BytesLike,
  salt: BytesLike,
  options: Pbkdf2Options,
): Promise<Buffer> {
  const { iterations } = options;
  const digest = algorithmName(options.digest ?? "sha256");
  const keyLength = options.keyLength || createHash(digest).digest().length;
  return new Promise((resolve, reject) => {
    derive(password, salt, iterations, keyLength, digest, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
