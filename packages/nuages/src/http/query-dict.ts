import { settings } from "../conf/index.ts";
import { decodeBytes, quote, unquoteToBytes } from "../utils/encoding.ts";
import { MultiValueDict } from "../utils/datastructures.ts";
import { urlencode } from "../utils/http.ts";
import { ImmutableQueryDict, TooManyFieldsSent } from "./errors.ts";

/** Options of {@link QueryDict}. */
export interface QueryDictOptions {
  /** Whether it can be changed. Default: false. */
  readonly mutable?: boolean;
  /** Encoding of the text. Default: `defaultCharset` of the settings. */
  readonly encoding?: string;
}

function decodePart(text: string, encoding: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodeBytes(unquoteToBytes(spaced), encoding) : spaced;
}

/** Names and values of a query string; only `&` separates, and blank values count. */
function* parseQuery(query: string, encoding: string): Generator<[string, string]> {
  const limit = settings.dataUploadMaxNumberFields;
  let fields = 0;
  for (let start = 0; start <= query.length;) {
    let end = query.indexOf("&", start);
    if (end < 0) end = query.length;
    fields += 1;
    if (limit !== null && fields > limit) throw TooManyFieldsSent.limit(limit);
    if (end > start) {
      const part = query.slice(start, end);
      const at = part.indexOf("=");
      yield at < 0
        ? [decodePart(part, encoding), ""]
        : [decodePart(part.slice(0, at), encoding), decodePart(part.slice(at + 1), encoding)];
    }
    start = end + 1;
  }
}

/**
 * The fields of a query string or a form, each with one or several values. Immutable, unless it is a
 * {@link copy} or `mutable`. Django: `QueryDict`.
 *
 * @throws TooManyFieldsSent when it has more fields than `dataUploadMaxNumberFields`.
 * @example
 * const query = new QueryDict("genre=novel&genre=essay&page=2");
 * query.get("page"); // "2"
 * query.getlist("genre"); // ["novel", "essay"]
 */
export class QueryDict extends MultiValueDict<string> {
  readonly encoding: string;
  #mutable = true;

  constructor(query: string | Uint8Array = "", options: QueryDictOptions = {}) {
    super();
    const { mutable = false, encoding = settings.defaultCharset } = options;
    this.encoding = encoding;
    const text = typeof query === "string" ? query : decodeBytes(query, encoding);
    if (text !== "") {
      for (const [key, value] of parseQuery(text, encoding)) super.appendlist(key, value);
    }
    this.#mutable = mutable;
  }

  /** A dictionary with the same value for each key. */
  static fromkeys(keys: Iterable<string>, value = "", options: QueryDictOptions = {}): QueryDict {
    const filled = new QueryDict("", { ...options, mutable: true });
    for (const key of keys) filled.appendlist(key, value);
    return options.mutable === true ? filled : filled.freeze();
  }

  /**
   * Makes this dictionary immutable, once it is filled.
   * @internal
   */
  freeze(): this {
    this.#mutable = false;
    return this;
  }

  #assertMutable(): void {
    if (!this.#mutable) {
      throw new ImmutableQueryDict("This QueryDict instance is immutable.", {
        hint: "Change a copy: const query = request.GET.copy().",
      });
    }
  }

  override set(key: string, value: string): this {
    this.#assertMutable();
    return super.set(key, value);
  }

  override setlist(key: string, values: readonly string[]): void {
    this.#assertMutable();
    super.setlist(key, values);
  }

  override appendlist(key: string, value: string): void {
    this.#assertMutable();
    super.appendlist(key, value);
  }

  override delete(key: string): boolean {
    this.#assertMutable();
    return super.delete(key);
  }

  override clear(): void {
    this.#assertMutable();
    super.clear();
  }

  override pop(key: string): string[] | undefined {
    this.#assertMutable();
    return super.pop(key);
  }

  override popitem(): [string, string[]] | undefined {
    this.#assertMutable();
    return super.popitem();
  }

  /** A mutable dictionary with the same values. */
  override copy(): QueryDict {
    const copy = new QueryDict("", { mutable: true, encoding: this.encoding });
    for (const [key, values] of this.lists()) copy.setlist(key, values);
    return copy;
  }

  /**
   * The query string that gives this dictionary.
   *
   * @param safe Characters that are not encoded, such as `/`.
   */
  urlencode(safe = ""): string {
    if (safe === "") return urlencode(this);
    const parts: string[] = [];
    for (const [key, values] of this.lists()) {
      for (const value of values) parts.push(`${quote(key, safe)}=${quote(value, safe)}`);
    }
    return parts.join("&");
  }

  override toString(): string {
    return this.urlencode();
  }
}
