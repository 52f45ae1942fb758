import { quote, quotePlus, unquote } from "./encoding.ts";
import { splitUrl } from "./url-split.ts";

/** Longest address that {@link urlHasAllowedHostAndScheme} looks at, in characters. */
export const MAX_URL_LENGTH = 2048;
/** Longest address that a redirect may lead to, in characters. */
export const MAX_URL_REDIRECT_LENGTH = 16_384;
/** Longest header that {@link parseHeaderParameters} reads, in characters. */
export const MAX_HEADER_LENGTH = 10_000;

/** What can stand in a query string. */
export type QueryValue = string | number | bigint | boolean | { toString(): string };
/** Names and values for {@link urlencode}: pairs, a `Map`, an object, or anything with `lists()` such as a `QueryDict`. */
export type QueryInput =
  | Iterable<readonly [string, unknown]>
  | { lists(): Iterable<readonly [string, readonly unknown[]]> }
  | Readonly<Record<string, unknown>>;

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function pairsOf(query: QueryInput): Iterable<readonly [string, unknown]> {
  if ("lists" in query && typeof query.lists === "function") {
    return query.lists() as Iterable<readonly [string, unknown]>;
  }
  if (isIterable(query)) return query as Iterable<readonly [string, unknown]>;
  return Object.entries(query);
}

/** A value as query text; booleans are spelled as Django spells them. */
function queryText(key: string, value: unknown): string {
  if (value === null || value === undefined) {
    throw new TypeError(
      `Cannot encode null for key '${key}' in a query string. Did you mean to pass an empty string or omit the value?`,
    );
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}

/** Whether the `MultiValueDict`-like input always means several values. */
function isMulti(query: QueryInput): boolean {
  return "lists" in query && typeof query.lists === "function";
}

/**
 * A query string without `?`. With `doseq` a list gives its name once for each item.
 * `true` and `false` become `True` and `False`, as in Django: `urlencode`.
 *
 * @throws TypeError when a value is null or undefined.
 */
export function urlencode(query: QueryInput, { doseq = false } = {}): string {
  const several = doseq || isMulti(query);
  const parts: string[] = [];
  for (const [key, value] of pairsOf(query)) {
    const name = quotePlus(String(key));
    if (several && isIterable(value) && !(value instanceof Uint8Array)) {
      for (const item of value) parts.push(`${name}=${quotePlus(queryText(key, item))}`);
    } else parts.push(`${name}=${quotePlus(queryText(key, value))}`);
  }
  return parts.join("&");
}

/**
 * A moment as HTTP writes it, such as `Wed, 14 May 2025 14:30:45 GMT`.
 *
 * @param epochSeconds Seconds since 1970, UTC. Default: now.
 */
export function httpDate(epochSeconds: number = Date.now() / 1000): string {
  return new Date(Math.floor(epochSeconds) * 1000).toUTCString();
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const CLOCK = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";
const DATE_FORMATS = [
  new RegExp(`^\\w{3}, (?<day>\\d{2}) (?<month>\\w{3}) (?<year>\\d{4}) ${CLOCK} GMT$`),
  new RegExp(`^\\w{6,9}, (?<day>\\d{2})-(?<month>\\w{3})-(?<year>\\d{2}) ${CLOCK} GMT$`),
  new RegExp(`^\\w{3} (?<month>\\w{3}) (?<day>[ \\d]\\d) ${CLOCK} (?<year>\\d{4})$`),
];

/** Two digits mean the year that is not more than 50 years ahead (RFC 9110 §5.6.7). */
function fullYear(year: number): number {
  if (year >= 100) return year;
  const now = new Date().getUTCFullYear();
  const candidate = now - (now % 100) + year;
  return candidate > now + 50 ? candidate - 100 : candidate;
}

/**
 * Seconds since 1970 of a date in one of HTTP's three formats.
 *
 * @throws RangeError when it is none.
 */
export function parseHttpDate(text: string): number {
  const groups = DATE_FORMATS.map((format) => format.exec(text)).find((match) => match)?.groups;
  if (groups === undefined) {
    throw new RangeError(`${JSON.stringify(text)} is not in a valid HTTP date format`);
  }
  const month = MONTHS.indexOf((groups["month"] ?? "").toLowerCase());
  const [day, hour, minute, second] = ["day", "hour", "minute", "second"].map((part) =>
    Number(groups[part]),
  ) as [number, number, number, number];
  const moment = new Date(0);
  moment.setUTCFullYear(fullYear(Number(groups["year"])), month, day);
  const rolledOver = moment.getUTCDate() !== day || moment.getUTCMonth() !== month;
  if (rolledOver || hour > 23 || minute > 59 || second > 59) {
    throw new RangeError(`${JSON.stringify(text)} is not a valid date`);
  }
  return moment.setUTCHours(hour, minute, second) / 1000;
}

/** {@link parseHttpDate}, or `undefined` when the text is no date. */
export function parseHttpDateSafe(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    return parseHttpDate(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The number that a text of digits 0-9 and a-z stands for; at most 13 digits.
 *
 * @throws RangeError when it is too long, no such number, or beyond 2^53.
 */
export function base36ToInt(text: string): number {
  if (text.length > 13) throw new RangeError("Base36 input too large");
  if (!/^[+-]?[0-9a-z]+$/i.test(text)) {
    throw new RangeError(`invalid literal for int() with base 36: '${text}'`);
  }
  const value = Number.parseInt(text, 36);
  if (!Number.isSafeInteger(value)) throw new RangeError("Base36 input too large");
  return value;
}

/**
 * A number in digits 0-9 and a-z.
 *
 * @throws RangeError when it is negative; TypeError when it is no integer.
 */
export function intToBase36(value: number | bigint): string {
  if (typeof value === "number" && !Number.isInteger(value)) {
    throw new TypeError("intToBase36 takes an integer.");
  }
  if (value < 0) throw new RangeError("Negative base36 conversion input.");
  return value.toString(36);
}

/** Base64 with `-` and `_` for addresses, without padding. */
export function urlsafeBase64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/**
 * Decodes {@link urlsafeBase64Encode}; missing padding is added, and characters that are not of the
 * alphabet are passed over, as Python does. Django: `urlsafe_base64_decode`.
 *
 * @throws RangeError when what is left is no base64.
 */
export function urlsafeBase64Decode(text: string): Buffer {
  const missing = "=".repeat(Buffer.byteLength(text) % 4);
  let digits = "";
  let pads = 0;
  for (const char of text + missing) {
    if (char === "=") {
      const open = digits.length % 4;
      if (open >= 2) pads += 1;
      // Nothing that stands behind a full padding is read.
      if (open >= 2 && open + pads >= 4) return Buffer.from(digits, "base64");
    } else if (/[A-Za-z0-9+/_-]/.test(char)) {
      pads = 0;
      digits += char;
    }
  }
  if (digits.length % 4 !== 0)
    throw new RangeError(`${JSON.stringify(text.slice(0, 100))} is not base64.`);
  return Buffer.from(digits, "base64");
}

const ETAG = /^(?:W\/)?"[!\u0023-\u007e\u0080-\u00ff]*"$/;

/** The entity tags of an `If-None-Match` or `If-Match` header; `["*"]` for `*`; what is no tag is left out. */
export function parseEtags(header: string): string[] {
  if (header.trim() === "*") return ["*"];
  return header
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => ETAG.test(tag));
}

/** The tag in quotes, unless it is quoted already. */
export function quoteEtag(tag: string): string {
  return ETAG.test(tag) ? tag : `"${tag}"`;
}

/** Whether `host` is `pattern`, or a subdomain of it when the pattern begins with a dot. */
export function isSameDomain(host: string, pattern: string): boolean {
  if (pattern === "") return false;
  const wanted = pattern.toLowerCase();
  if (!wanted.startsWith(".")) return wanted === host;
  return host.endsWith(wanted) || host === wanted.slice(1);
}

/** Options of {@link urlHasAllowedHostAndScheme}. */
export interface AllowedUrlOptions {
  /** Hosts, with port where there is one, that the address may lead to. Default: none. */
  readonly allowedHosts?: string | Iterable<string> | null;
  /** Whether `http:` is refused. Default: false. */
  readonly requireHttps?: boolean;
}

/**
 * Whether it is safe to redirect to `url`: it stays on the site, or leads to one of `allowedHosts`, and
 * has no scheme but `http` and `https`. Everything that browsers could read in another way is refused.
 * Django: `url_has_allowed_host_and_scheme`.
 */
export function urlHasAllowedHostAndScheme(
  url: string | null | undefined,
  { allowedHosts = [], requireHttps = false }: AllowedUrlOptions = {},
): boolean {
  if (url === null || url === undefined || url.length > 4 * MAX_URL_LENGTH) return false;
  const stripped = url.trim();
  if (stripped === "") return false;
  const hosts = new Set(typeof allowedHosts === "string" ? [allowedHosts] : (allowedHosts ?? []));
  // Browsers read a backslash as a slash.
  return (
    isAllowed(stripped, hosts, requireHttps) &&
    isAllowed(stripped.replaceAll("\\", "/"), hosts, requireHttps) &&
    staysAllowedInBrowsers(stripped, hosts)
  );
}

function isAllowed(url: string, hosts: ReadonlySet<string>, requireHttps: boolean): boolean {
  if (url.length > MAX_URL_LENGTH || url.startsWith("///") || /^\p{C}/u.test(url)) return false;
  let parts;
  try {
    parts = splitUrl(url);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  const { netloc } = parts;
  if (netloc === "" && parts.scheme !== "") return false;
  const scheme = parts.scheme === "" && netloc !== "" ? "http" : parts.scheme;
  const hostAllowed = netloc === "" || hosts.has(netloc);
  const schemeAllowed = scheme === "" || scheme === "https" || (scheme === "http" && !requireHttps);
  return hostAllowed && schemeAllowed;
}

const ORIGIN = "nuages-origin.invalid";

/** What browsers make of the address must lead to the same place that was allowed. */
function staysAllowedInBrowsers(url: string, hosts: ReadonlySet<string>): boolean {
  for (const scheme of ["http", "https"]) {
    const resolved = URL.parse(url, `${scheme}://${ORIGIN}/`);
    if (resolved === null) return false;
    const asWritten = [...hosts].some(
      (host) => URL.parse(`${resolved.protocol}//${host}/`)?.host === resolved.host,
    );
    if (resolved.host !== ORIGIN && !asWritten) return false;
  }
  return true;
}

/** Keeps a path that begins with two slashes from being read as an address of another host. */
export function escapeLeadingSlashes(url: string): string {
  return url.startsWith("//") ? `/%2F${url.slice(2)}` : url;
}

/** Splits at the semicolons that stand outside of quotes. */
function splitParameters(line: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const char = line[index];
    if (quoted && char === "\\") index += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === ";" && !quoted) {
      parts.push(line.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(line.slice(start));
  // A quote that never closes hides no semicolon.
  const last = parts.at(-1) ?? "";
  if (quoted && last.includes(";")) parts.splice(-1, 1, ...last.split(";"));
  return parts;
}

/**
 * The main value, in lower case, and the parameters of a header such as `Content-Type`. A parameter
 * named `name*` is decoded as RFC 2231 says.
 *
 * @throws RangeError when the header is longer than `maxLength` characters (10,000).
 */
export function parseHeaderParameters(
  line: string,
  maxLength: number = MAX_HEADER_LENGTH,
): [value: string, parameters: Map<string, string>] {
  if (line.length > maxLength)
    throw new RangeError("Unable to parse header parameters (too long).");
  const [first = "", ...rest] = splitParameters(line);
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    let name = part.slice(0, at).trim().toLowerCase();
    let value = part.slice(at + 1).trim();
    const extended = name.endsWith("*");
    if (extended) name = name.slice(0, -1);
    const encoded = extended && part.split("'").length === 3;
    if (value.length >= 2 && value.startsWith('"') && value.endsWith('"')) {
      value = value.slice(1, -1).replaceAll("\\\\", "\\").replaceAll('\\"', '"');
    }
    if (encoded) {
      const [encoding = "utf-8", , text = ""] = value.split("'");
      value = unquote(text, encoding);
    }
    parameters.set(name, value);
  }
  return [first.trim().toLowerCase(), parameters];
}

/** The `Content-Disposition` of a file, or `undefined` when it is shown in place and has no name. */
export function contentDispositionHeader(
  asAttachment: boolean,
  filename: string | null | undefined,
): string | undefined {
  const kind = asAttachment ? "attachment" : "inline";
  if (!filename) return asAttachment ? kind : undefined;
  const plain = /^[\u0020-\u007e]*$/.test(filename);
  const file = plain
    ? `filename="${filename.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
    : `filename*=utf-8''${quote(filename, "")}`;
  return `${kind}; ${file}`;
}
