import { parseBoolean, parseInteger } from "./env-values.ts";
import { InvalidSetting } from "./errors.ts";

/** The parts of a URL that names a database, a cache or a mail server. */
export interface ServiceUrl {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Each host of a comma-separated list, with its port. */
  readonly hosts: readonly { readonly host: string; readonly port: number | undefined }[];
  /** Without the slash before it; decoded. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** The error for a URL whose parts do not make sense. */
  readonly wrong: (reason: string) => InvalidSetting;
}

/** A parameter of the query that is a setting of its own. */
export class QueryParameter {
  readonly #key: string;
  readonly #text: string;
  readonly #wrong: (reason: string) => InvalidSetting;

  constructor(key: string, text: string, { wrong }: Pick<ServiceUrl, "wrong">) {
    this.#key = key;
    this.#text = text;
    this.#wrong = wrong;
  }

  string(): string {
    return this.#text;
  }

  /** @throws InvalidSetting for other text than a whole number */
  integer(): number {
    const value = parseInteger(this.#text);
    if (value === undefined) throw this.#wrong(`${this.#key} must be a whole number`);
    return value;
  }

  /** @throws InvalidSetting for other text than a whole number or `none` */
  integerOrNone(): number | null {
    return this.#text.toLowerCase() === "none" ? null : this.integer();
  }

  /** @throws InvalidSetting for other text than yes or no, in the words that `env.bool()` reads */
  boolean(): boolean {
    const value = parseBoolean(this.#text);
    if (value === undefined) throw this.#wrong(`${this.#key} must be true or false`);
    return value;
  }
}

interface Kind {
  readonly kind: string;
  readonly example: string;
}

/**
 * Takes a service's URL apart. The URL class does not do: passwords hold raw `#` and `@` in practice,
 * hosts come in lists, socket folders stand percent-encoded in place of a host.
 */
export function parseServiceUrl(url: string, { kind, example }: Kind): ServiceUrl {
  const wrong = (reason: string): InvalidSetting =>
    InvalidSetting.serviceUrl(kind, reason, example);
  const colon = url.indexOf("://");
  if (colon < 1) throw wrong('it has no scheme before "://"');
  const scheme = url.slice(0, colon).toLowerCase();
  const [beforeQuery, query = ""] = splitOnce(url.slice(colon + 3), "?");
  const [netloc, rawPath = ""] = splitOnce(beforeQuery, "/");
  const at = netloc.lastIndexOf("@");
  if (at < 0 && rawPath.includes("@") && netloc !== "") {
    throw wrong("a slash before the @ must be written as %2F");
  }
  const [user, password] = at < 0 ? [] : splitOnce(netloc.slice(0, at), ":");
  const decode = (text: string): string => decodePart(text, wrong);
  return {
    scheme,
    user: user === undefined ? undefined : decode(user),
    password: password === undefined ? undefined : decode(password),
    hosts: netloc
      .slice(at + 1)
      .split(",")
      .filter((host) => host !== "")
      .map((host) => splitHost(host, { wrong, decode })),
    path: decode(rawPath),
    query: new Map(new URLSearchParams(query)),
    wrong,
  };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decodePart(text: string, wrong: (reason: string) => InvalidSetting): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw wrong("a percent sign in it encodes nothing; write %25 for the sign itself");
  }
}

function splitHost(
  text: string,
  { wrong, decode }: { wrong: (reason: string) => InvalidSetting; decode: (t: string) => string },
): { host: string; port: number | undefined } {
  const [, bracketed, plain = "", portText] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/su.exec(text) ?? [];
  if (portText === undefined || portText === "") {
    return { host: decode(bracketed ?? plain), port: undefined };
  }
  const port = Number(portText);
  if (!/^\d{1,5}$/u.test(portText) || port > 65_535)
    throw wrong("its port is no number up to 65535");
  return { host: decode(bracketed ?? plain), port };
}

/** A value of the query as the boolean or number it looks like, else as text. */
export function guessType(text: string): string | number | boolean {
  if (/^(?:true|false)$/iu.test(text)) return text.toLowerCase() === "true";
  return /^-?\d{1,15}$/u.test(text) ? Number(text) : text;
}
