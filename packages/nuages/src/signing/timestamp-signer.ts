import type { Temporal } from "../utils/temporal.ts";
import { b62Decode, b62Encode } from "./base62.ts";
import { BadSignature, SignatureExpired } from "./errors.ts";
import { readObject, Signer, type UnsignObjectOptions } from "./signer.ts";

/** How old a signature may be. */
export interface MaxAgeOptions {
  /** Seconds or a duration. Default: any age. */
  readonly maxAge?: number | Temporal.Duration | null;
}

/** A {@link Signer} that also signs the time, so that a signature can expire. */
export class TimestampSigner extends Signer {
  static override readonly defaultSalt = "django.core.signing.TimestampSigner";

  /** The time of now as it is written: seconds since 1970 in base 62. */
  timestamp(): string {
    return b62Encode(Math.floor(Date.now() / 1_000));
  }

  override sign(value: string): string {
    return super.sign(`${value}${this.sep}${this.timestamp()}`);
  }

  /**
   * The value of a signed text.
   *
   * @throws SignatureExpired when it was signed longer than `maxAge` ago.
   * @throws BadSignature when the signature is not that of the value.
   */
  override unsign(signed: string, { maxAge }: MaxAgeOptions = {}): string {
    const result = super.unsign(signed);
    const at = result.lastIndexOf(this.sep);
    if (at < 0) throw new BadSignature("The signed value has no timestamp.");
    const signedAt = Number(b62Decode(result.slice(at + this.sep.length)));
    if (maxAge !== undefined && maxAge !== null) {
      const limit = typeof maxAge === "number" ? maxAge : maxAge.total({ unit: "seconds" });
      const age = Date.now() / 1_000 - signedAt;
      // Written so that NaN, from either side, expires.
      if (!(age <= limit)) throw new SignatureExpired(`Signature age ${age} > ${limit} seconds`);
    }
    return result.slice(0, at);
  }

  override unsignObject(
    signed: string,
    options: UnsignObjectOptions & MaxAgeOptions = {},
  ): unknown {
    return readObject(this.unsign(signed, options), options);
  }
}
