export {
  type BytesLike,
  constantTimeCompare,
  getRandomString,
  InvalidAlgorithm,
  type SaltedHmacOptions,
} from "../utils/crypto.ts";
export { b62Decode, b62Encode } from "./base62.ts";
export {
  getCookieSigner,
  signCookie,
  type SigningBackend,
  unsignCookie,
  type UnsignCookieOptions,
} from "./cookies.ts";
export { dumps, type DumpsOptions, loads, type LoadsOptions } from "./dumps.ts";
export { BadSignature, SignatureExpired, UnsafeSigner, UnsignableValue } from "./errors.ts";
export { jsonSerializer, type SigningSerializer } from "./json-serializer.ts";
export { saltedHmac } from "./salted-hmac.ts";
export {
  Signer,
  type SignerOptions,
  type SignObjectOptions,
  type UnsignObjectOptions,
} from "./signer.ts";
export { type MaxAgeOptions, TimestampSigner } from "./timestamp-signer.ts";
