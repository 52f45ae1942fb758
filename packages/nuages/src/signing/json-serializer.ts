import { numberText } from "../utils/value-text.ts";
import { UnsignableValue } from "./errors.ts";

/** How objects become bytes that are signed, and back. */
export interface SigningSerializer {
  dumps(value: unknown): Uint8Array;
  loads(data: Uint8Array): unknown;
}

interface RawJson {
  rawJSON(text: string): object;
}

/** `JSON.rawJSON` is newer than the types of some runtimes. */
const { rawJSON } = JSON as unknown as RawJson;

/** Writes numbers as Python does, so that both sides make the same bytes. */
function writeNumber(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawJSON(String(value));
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  if (!Number.isFinite(value))
    throw new UnsignableValue(`${value} has no form in JSON, so it cannot be signed.`, {
      hint: "Sign null or a text in its place.",
    });
  return rawJSON(numberText(value));
}

interface ReviverContext {
  readonly source?: string;
}

/** Keeps integers beyond 2^53 exact. */
function readNumber(_key: string, value: unknown, context?: ReviverContext): unknown {
  const isBig =
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  const source = context?.source ?? "";
  return isBig && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function escapeUnit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Compact JSON in ASCII, byte for byte as Django signs it. Integers beyond 2^53 come back as
 * `bigint`.
 */
export const jsonSerializer: SigningSerializer = {
  dumps(value) {
    const text = JSON.stringify(value, writeNumber) as string | undefined;
    if (text === undefined)
      throw new UnsignableValue(`A value of type ${typeof value} has no form in JSON.`, {
        hint: "Sign plain objects, arrays, texts, numbers, booleans and null.",
      });
    return Buffer.from(text.replaceAll(/[\x7f-\uffff]/g, escapeUnit), "latin1");
  },

  loads(data) {
    return JSON.parse(Buffer.from(data).toString("latin1"), readNumber) as unknown;
  },
};
