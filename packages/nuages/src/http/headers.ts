import { BadHeaderError } from "./errors.ts";

/** One letter case for all spellings; underscores stand for hyphens, as templates write them. */
function fold(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes("_") ? lower.replaceAll("_", "-") : lower;
}

/** `user-agent` → `User-Agent`. */
function titleCase(name: string): string {
  return name.replaceAll(/(^|-)([a-z])/g, (_, before, letter) => before + letter.toUpperCase());
}

/**
 * The headers of a request: a map whose keys are found in any letter case, and with underscores for
 * hyphens (`{{ request.headers.user_agent }}`). Repeated headers are joined. Django: `HttpHeaders`.
 */
export class RequestHeaders extends Map<string, string> {
  /** @param raw Name, value, name, value … as received. Names with an underscore are dropped: they could imitate others. */
  constructor(raw: readonly string[] = []) {
    super();
    const repeated = new Map<string, string[]>();
    for (let index = 0; index < raw.length; index += 2) {
      const name = titleCase((raw[index] ?? "").toLowerCase());
      if (name.includes("_")) continue;
      const values = repeated.get(name);
      if (values === undefined) repeated.set(name, [raw[index + 1] ?? ""]);
      else values.push(raw[index + 1] ?? "");
    }
    for (const [name, values] of repeated) {
      super.set(name, values.join(name === "Cookie" ? "; " : ","));
    }
  }

  override get(name: string): string | undefined {
    return super.get(name) ?? super.get(titleCase(fold(name)));
  }

  override has(name: string): boolean {
    return super.has(titleCase(fold(name)));
  }

  override set(name: string, value: string): this {
    return super.set(titleCase(fold(name)), value);
  }

  override delete(name: string): boolean {
    return super.delete(titleCase(fold(name)));
  }
}

/** What a header may be set to. */
export type HeaderValue = string | number | bigint | Date;

const PLAIN = /^[\t\u0020-\u007e]*$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

function textOf(value: HeaderValue): string {
  if (typeof value === "string") return value;
  return value instanceof Date ? value.toUTCString() : String(value);
}

function checkName(name: string): void {
  if (TOKEN.test(name)) return;
  if (/[\r\n\u0000]/.test(name)) throw BadHeaderError.newline(name);
  throw BadHeaderError.badName(name);
}

/** A value that is not plain ASCII; beyond Latin-1 there is only the encoded word (RFC 2047). */
function encodeValue(text: string): string {
  if (/[\r\n\u0000]/.test(text)) throw BadHeaderError.newline(text);
  return /^[\u0001-\u00ff]*$/.test(text)
    ? text
    : `=?utf-8?b?${Buffer.from(text, "utf8").toString("base64")}?=`;
}

/**
 * The headers of a response: found in any letter case, sent in the case they were set in.
 * Django: `ResponseHeaders`.
 */
export class ResponseHeaders {
  readonly #entries = new Map<string, [name: string, value: string]>();
  #isPlain = true;

  constructor(initial?: HeaderInput) {
    if (initial === undefined) return;
    const pairs = Symbol.iterator in initial ? initial : Object.entries(initial);
    for (const [name, value] of pairs) this.set(name, value);
  }

  /**
   * Whether no value goes beyond ASCII.
   * @internal
   */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): string | undefined;
  get<D>(name: string, fallback: D): string | D;
  get<D>(name: string, fallback?: D): string | D | undefined {
    const entry = this.#entries.get(name) ?? this.#entries.get(name.toLowerCase());
    return entry === undefined ? fallback : entry[1];
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** @throws BadHeaderError when name or value holds a line break or NUL, or the name is no token. */
  set(name: string, value: HeaderValue): this {
    checkName(name);
    let text = textOf(value);
    if (!PLAIN.test(text)) {
      text = encodeValue(text);
      this.#isPlain = false;
    }
    this.#entries.set(name.toLowerCase(), [name, text]);
    return this;
  }

  /**
   * Sets a header whose name and value are constants of the framework, so need no check.
   * @internal
   */
  setTrusted(lowerName: string, name: string, value: string): void {
    this.#entries.set(lowerName, [name, value]);
  }

  /**
   * {@link setTrusted}, unless the header is there.
   * @internal
   */
  setDefaultTrusted(lowerName: string, name: string, value: string): void {
    if (!this.#entries.has(lowerName)) this.#entries.set(lowerName, [name, value]);
  }

  /** Sets the header unless it is there; gives the value it has then. */
  setdefault(name: string, value: HeaderValue): string {
    if (!this.has(name)) this.set(name, value);
    return this.get(name, "");
  }

  /** Takes the header out; one that is not there is no mistake. */
  delete(name: string): boolean {
    return this.#entries.delete(name.toLowerCase());
  }

  keys(): string[] {
    return [...this.#entries.values()].map(([name]) => name);
  }

  entries(): MapIterator<[name: string, value: string]> {
    return this.#entries.values();
  }

  /** {@link entries}, under Django's name. */
  items(): MapIterator<[name: string, value: string]> {
    return this.entries();
  }

  [Symbol.iterator](): MapIterator<[name: string, value: string]> {
    return this.entries();
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries());
  }

  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    return this.toJSON();
  }
}

/** Headers by name, or as pairs. */
export type HeaderInput =
  | Readonly<Record<string, HeaderValue>>
  | Iterable<readonly [string, HeaderValue]>;
