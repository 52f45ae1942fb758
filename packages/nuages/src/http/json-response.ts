import { HttpResponse } from "./response.ts";
import type { ResponseOptions } from "./response-base.ts";

/** Turns a value that JSON does not know into one that it does; as the `replacer` of `JSON.stringify`. */
export type JsonEncoder = (this: unknown, key: string, value: unknown) => unknown;

/** Options of {@link JsonResponse}. */
export interface JsonResponseOptions extends ResponseOptions {
  /** Default: dates, decimals, `Temporal` values by their `toJSON`, `bigint` as a number of any size. */
  readonly encoder?: JsonEncoder;
  /** Whether only objects are taken, no arrays or single values. Default: true. */
  readonly safe?: boolean;
  /** Spaces to indent by. Default: none. */
  readonly indent?: number;
}

declare global {
  interface JSON {
    /** A JSON text that `stringify` puts in as it is. */
    rawJSON(text: string): unknown;
  }
}

const exactIntegers: JsonEncoder = (_key, value) =>
  typeof value === "bigint" ? JSON.rawJSON(String(value)) : value;

/**
 * A response whose body is `data` as JSON.
 *
 * @throws TypeError when `data` is no object and `safe` is on, or holds what JSON cannot say.
 * @example
 * return new JsonResponse({ id: book.id, title: book.title });
 */
export class JsonResponse extends HttpResponse {
  constructor(data: unknown, options: JsonResponseOptions = {}) {
    const { encoder, safe = true, indent, ...rest } = options;
    if (safe && (typeof data !== "object" || data === null || Array.isArray(data))) {
      throw new TypeError(
        "In order to allow non-object values to be serialized set the safe option to false.",
      );
    }
    const contentType = rest.contentType === undefined ? "application/json" : rest.contentType;
    super(stringify(data, encoder, indent), { ...rest, contentType });
  }
}

function stringify(data: unknown, encoder?: JsonEncoder, indent?: number): string {
  try {
    return JSON.stringify(data, encoder, indent) ?? "null";
  } catch (error) {
    const hasBigInt = error instanceof TypeError && /BigInt/.test(error.message);
    if (hasBigInt && encoder === undefined) return JSON.stringify(data, exactIntegers, indent);
    throw error;
  }
}
