import { httpDate } from "../utils/http.ts";
import { CookieError } from "./errors.ts";

/**
 * Names and values of a `Cookie` header. Later cookies of a name win; a part without `=` is a value
 * without a name, as browsers see it. Django: `parse_cookie`.
 */
export function parseCookie(header: string): Record<string, string> {
  const cookies = Object.create(null) as Record<string, string>;
  for (const part of header.split(";")) {
    const at = part.indexOf("=");
    const name = at < 0 ? "" : part.slice(0, at).trim();
    const value = (at < 0 ? part : part.slice(at + 1)).trim();
    if (name !== "" || value !== "") cookies[name] = unquoteCookie(value);
  }
  return cookies;
}

function unquoteCookie(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replaceAll(/\\(?:([0-3][0-7][0-7])|([^]))/g, (_, octal, char) =>
      typeof octal === "string" ? String.fromCharCode(Number.parseInt(octal, 8)) : String(char),
    );
}

const LEGAL_VALUE = /^[\w!#$%&'*+.^`|~:-]*$/;
/** What may stand between the quotes as it is; other bytes become `\ooo`. */
const NEEDS_OCTAL = /[\u0000-\u001f,;\u007f-\u00ff]/g;

function quoteCookie(value: string): string {
  if (value !== "" && LEGAL_VALUE.test(value)) return value;
  const escaped = value
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(NEEDS_OCTAL, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `"${escaped}"`;
}

/** What a `SameSite` attribute may say. */
export type SameSite = "Lax" | "Strict" | "None" | "lax" | "strict" | "none";

/** A length of time, as `Temporal.Duration` is. */
export interface Duration {
  total(unit: "seconds"): number;
}

/** The attributes of a cookie that a response sets. */
export interface CookieOptions {
  /** Seconds, or the duration, that it lives. `expires` is computed from it. Default: until the browser closes. */
  readonly maxAge?: number | Duration | null;
  /** When it ends; `maxAge` is computed from it. A text is sent as it is. */
  readonly expires?: Date | string | null;
  /** Default: `/`. */
  readonly path?: string | null;
  readonly domain?: string | null;
  /** Only over HTTPS. Default: false. */
  readonly secure?: boolean;
  /** Out of reach of scripts in the page. Default: false. */
  readonly httponly?: boolean;
  readonly samesite?: SameSite | null;
}

// RFC 6265 §4.1.1: a name is a token.
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** A cookie as a response sends it. */
export class Cookie {
  readonly name: string;
  readonly value: string;
  readonly expires: string;
  readonly maxAge: number | undefined;
  readonly path: string;
  readonly domain: string;
  readonly secure: boolean;
  readonly httponly: boolean;
  readonly samesite: string;

  /** @throws RangeError when the name or an attribute holds what would end it, or `samesite` is unknown. */
  constructor(name: string, value: string, options: CookieOptions = {}) {
    if (!TOKEN.test(name)) throw CookieError.badName(name);
    const { path = "/", domain = "", secure = false, httponly = false, samesite } = options;
    this.name = name;
    this.value = value;
    [this.maxAge, this.expires] = lifetime(options);
    this.path = attribute("path", path ?? "");
    this.domain = attribute("domain", domain ?? "");
    this.secure = secure;
    this.httponly = httponly;
    if (samesite && !["lax", "none", "strict"].includes(samesite.toLowerCase())) {
      throw new RangeError('samesite must be "lax", "none", or "strict".');
    }
    this.samesite = samesite ?? "";
  }

  /** The value of the `Set-Cookie` header. */
  toString(): string {
    let text = `${this.name}=${quoteCookie(this.value)}`;
    if (this.domain !== "") text += `; Domain=${this.domain}`;
    if (this.expires !== "") text += `; expires=${this.expires}`;
    if (this.httponly) text += "; HttpOnly";
    if (this.maxAge !== undefined) text += `; Max-Age=${this.maxAge}`;
    if (this.path !== "") text += `; Path=${this.path}`;
    if (this.samesite !== "") text += `; SameSite=${this.samesite}`;
    return this.secure ? `${text}; Secure` : text;
  }
}

const CONTROL = /[\u0000-\u001f\u007f]/;

function attribute(name: string, text: string): string {
  if (text.includes(";") || CONTROL.test(text)) {
    throw new RangeError(`A cookie's ${name} must not hold ";" or control characters.`);
  }
  return text;
}

function lifetime({ maxAge, expires }: CookieOptions): [number | undefined, string] {
  const given = typeof maxAge === "object" && maxAge !== null ? maxAge.total("seconds") : maxAge;
  const seconds = typeof given === "number" ? Math.trunc(given) : undefined;
  if (typeof expires === "string") return [seconds, attribute("expires", expires)];
  if (expires instanceof Date) {
    if (seconds !== undefined) {
      throw new RangeError("'expires' and 'maxAge' can't be used together.");
    }
    // One second more, so that the part of a second that has passed is not lost.
    const left = Math.floor((expires.getTime() - Date.now()) / 1000) + 1;
    return [Math.max(0, left), httpDate(Date.now() / 1000 + Math.max(0, left))];
  }
  return seconds === undefined ? [undefined, ""] : [seconds, httpDate(Date.now() / 1000 + seconds)];
}

/** A cookie of another program's response: sent on as it is. */
class ForeignCookie extends Cookie {
  readonly #header: string;

  constructor(name: string, value: string, header: string) {
    super(name, value);
    if (CONTROL.test(header)) throw new RangeError("A cookie must not hold control characters.");
    this.#header = header;
  }

  override toString(): string {
    return this.#header;
  }
}

/**
 * The cookie of a `Set-Cookie` header, to be sent on with all its attributes.
 *
 * @throws RangeError when it has no valid name, or holds control characters
 */
export function cookieFromHeader(header: string): Cookie {
  const [pair = ""] = header.split(";", 1);
  const at = pair.indexOf("=");
  return new ForeignCookie(
    pair.slice(0, Math.max(0, at)).trim(),
    pair.slice(at + 1).trim(),
    header,
  );
}
