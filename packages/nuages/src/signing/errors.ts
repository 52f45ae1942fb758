import { NuagesError, NuagesRangeError, NuagesTypeError } from "../errors/index.ts";

/** A signed value was changed, or signed with another key or salt, or not at all. */
export class BadSignature extends NuagesError {
  readonly code: string = "signing.bad_signature";
}

/** The signature is right but older than allowed. */
export class SignatureExpired extends BadSignature {
  override readonly code = "signing.expired";
}

/** A signer was made with options that would not be safe. */
export class UnsafeSigner extends NuagesRangeError {
  readonly code = "signing.unsafe_signer";
}

/** A value cannot be signed: text with half a character, or a value that JSON has no form for. */
export class UnsignableValue extends NuagesTypeError {
  readonly code = "signing.unsignable_value";
}
