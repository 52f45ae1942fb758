import { settings } from "../conf/index.ts";
import { type BytesLike, saltedHmac as hmac, type SaltedHmacOptions } from "../utils/crypto.ts";

/**
 * The HMAC of a value under a key made of `keySalt` and the secret, by default the setting
 * `secretKey`. Give each purpose its own salt. Django: `salted_hmac`.
 *
 * @throws InvalidAlgorithm when the runtime does not know the algorithm.
 */
export function saltedHmac(
  keySalt: BytesLike,
  value: BytesLike,
  options: Partial<SaltedHmacOptions> = {},
): Buffer {
  const { secret = settings.secretKey, algorithm } = options;
  return hmac(keySalt, value, { secret, algorithm });
}
