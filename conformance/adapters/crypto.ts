import { inflateSync } from "node:zlib";

import {
  b62Decode,
  b62Encode,
  dumps,
  getCookieSigner,
  loads,
  saltedHmac,
  Signer,
  type SignerOptions,
  TimestampSigner,
} from "nuages/signing";

import type { Adapter, Vector } from "../adapter.ts";
import { freezeClock } from "../clock.ts";
import { sameOutcome } from "../outcome.ts";
import { camelCase } from "../names.ts";
import { decode } from "../values.ts";

interface Input extends Readonly<Record<string, unknown>> {
  readonly value?: string;
  readonly signed?: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

type Operation = (input: Input) => unknown;

function options(kwargs: Readonly<Record<string, unknown>> = {}): SignerOptions {
  return Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [camelCase(key), value]));
}

function maxAge(input: Input): { maxAge: number | null } {
  return { maxAge: (input.max_age ?? null) as number | null };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  salted_hmac: ({ key_salt, value = "", secret, algorithm }) =>
    saltedHmac(String(key_salt), value, {
      secret: typeof secret === "string" ? secret : undefined,
      algorithm: String(algorithm),
    }).toString("hex"),
  b62_encode: ({ n }) => b62Encode(n as number | bigint),
  b62_decode: ({ s }) => b62Decode(String(s)),
  "Signer.sign": ({ kwargs, value = "" }) => new Signer(options(kwargs)).sign(value),
  "Signer.unsign": ({ kwargs, signed = "" }) => new Signer(options(kwargs)).unsign(signed),
  "Signer.signature": ({ kwargs, value = "" }) => new Signer(options(kwargs)).signature(value),
  "Signer.sign_object": ({ kwargs, obj }) => new Signer(options(kwargs)).signObject(obj),
  "Signer.unsign_object": ({ kwargs, signed = "" }) =>
    new Signer(options(kwargs)).unsignObject(signed),
  "TimestampSigner.sign": ({ kwargs, value = "" }) =>
    new TimestampSigner(options(kwargs)).sign(value),
  "TimestampSigner.unsign": (input) =>
    new TimestampSigner(options(input.kwargs)).unsign(input.signed ?? "", maxAge(input)),
  "signing.dumps": ({ kwargs, obj }) => dumps(obj, options(kwargs)),
  "signing.loads": ({ kwargs, signed = "" }) => loads(signed, options(kwargs)),
  "cookie_signer.sign": ({ salt, value = "" }) => getCookieSigner(String(salt)).sign(value),
};

function operationOf({ op }: Vector): Operation | undefined {
  return Object.hasOwn(OPERATIONS, String(op)) ? OPERATIONS[String(op)] : undefined;
}

/** The text with its compressed part, which may be written in several ways, as its content. */
function inflated(value: unknown): string {
  const text = String(value);
  if (!text.startsWith(".")) return text;
  const end = text.indexOf(":");
  return `.${inflateSync(Buffer.from(text.slice(1, end), "base64url")).toString("latin1")}`;
}

export const adapter: Adapter = {
  areas: ["crypto"],

  takes: (vector) => operationOf(vector) !== undefined,

  run(vector) {
    const input = decode(vector.input) as Input;
    if (typeof input.time === "number") freezeClock(input.time * 1_000);
    return { value: operationOf(vector)?.(input) };
  },

  matches(vector, outcome) {
    if (sameOutcome(vector.expect, outcome)) return true;
    return vector.zlib === true && inflated(vector.expect.value) === inflated(outcome.value);
  },
};
