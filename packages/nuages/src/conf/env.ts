import { resolve } from "node:path";

import { cacheUrl } from "./cache-url.ts";
import { database } from "./database-url.ts";
import { emailUrl, type EmailUrlSettings } from "./email-url.ts";
import { loadEnvFile, type LoadEnvOptions } from "./env-file.ts";
import { reportProblem } from "./env-problems.ts";
import { parseBoolean, parseFloatingPoint, parseInteger, parsePairs } from "./env-values.ts";
import { InvalidSetting } from "./errors.ts";
import type { CacheSettings, DatabaseSettings } from "./settings.ts";

/** What every reader of {@link env} takes. */
export interface EnvOptions<Default> {
  /** Used when the variable is not set; without it, the variable must be set. */
  readonly default?: Default;
}

/** Options of `env.list()`. */
export interface EnvListOptions<Item, Default> extends EnvOptions<Default> {
  /** Turns the text of one item into a value; returns undefined for text it cannot read. Default: the text. */
  readonly of?: (text: string) => Item | undefined;
  /** Default: a comma. */
  readonly separator?: string;
}

/** Options of `env.path()`. */
export interface EnvPathOptions<Default> extends EnvOptions<Default> {
  /** Folder that a relative path starts from. Default: the folder where the command runs. */
  readonly root?: string;
}

/** Reads the environment, typed; see {@link env}. */
export interface Env {
  /** The text of a variable. */
  <Default = never>(name: string, options?: EnvOptions<Default>): string | Default;
  /** Like `env()`; with `multiline`, `\n` in the text becomes a line break. */
  str<Default = never>(
    name: string,
    options?: EnvOptions<Default> & { readonly multiline?: boolean },
  ): string | Default;
  /** `true yes y on ok 1`, or `false no n off 0` and empty text; in any case of letters. */
  bool<Default = never>(name: string, options?: EnvOptions<Default>): boolean | Default;
  /** A whole number; `1_000` is allowed. */
  int<Default = never>(name: string, options?: EnvOptions<Default>): number | Default;
  float<Default = never>(name: string, options?: EnvOptions<Default>): number | Default;
  /** Items between commas, without the space around them; empty text is an empty list. */
  list<Item = string, Default = never>(
    name: string,
    options?: EnvListOptions<Item, Default>,
  ): Item[] | Default;
  /** `key=value` pairs between commas. */
  dict<Default = never>(
    name: string,
    options?: EnvOptions<Default>,
  ): Record<string, string> | Default;
  /** Any JSON. */
  json<Value = unknown, Default = never>(
    name: string,
    options?: EnvOptions<Default>,
  ): Value | Default;
  url<Default = never>(name: string, options?: EnvOptions<Default>): URL | Default;
  /** An absolute path. */
  path<Default = never>(name: string, options?: EnvPathOptions<Default>): string | Default;
  /** One of `values`. */
  choice<const Value extends string, Default = never>(
    name: string,
    values: readonly Value[],
    options?: EnvOptions<Default>,
  ): Value | Default;
  /** A database URL, as `database()` reads it; the default is a URL too. */
  database(name: string, options?: EnvOptions<string>): DatabaseSettings;
  /** A cache URL, as `cacheUrl()` reads it; the default is a URL too. */
  cache(name: string, options?: EnvOptions<string>): CacheSettings;
  /** A mail URL, as `emailUrl()` reads it; the default is a URL too. Spread it into the settings. */
  email(name: string, options?: EnvOptions<string>): EmailUrlSettings;
  /** Whether the variable is set, be it to empty text. */
  has(name: string): boolean;
  /** Reads a `.env` file; variables that are set already win. Gives whether the file was there. */
  load(path: string, options?: LoadEnvOptions): boolean;
}

interface Reader<Value, Default> {
  readonly options: EnvOptions<Default> | undefined;
  /** What the text must be, for the error. */
  readonly expected: string;
  readonly parse: (text: string) => Value | undefined;
  /** Goes on in place of a missing value while all problems are collected. */
  readonly placeholder: () => Value;
  /** Whether empty text is a value, not an absence. */
  readonly allowEmpty?: boolean;
}

function read<Value, Default>(name: string, reader: Reader<Value, Default>): Value | Default {
  const { options, expected, parse, placeholder, allowEmpty = false } = reader;
  const text = Object.hasOwn(process.env, name) ? process.env[name] : undefined;
  if (text === undefined || (text === "" && !allowEmpty)) {
    if (options !== undefined && "default" in options) return options.default as Default;
    return reportProblem(name, text === undefined ? "is missing" : "is empty", placeholder);
  }
  const value = parse(text);
  return value === undefined ? reportProblem(name, `must be ${expected}`, placeholder) : value;
}

function readText<Default>(name: string, options?: EnvOptions<Default>): string | Default {
  return read(name, {
    options,
    expected: "text",
    parse: (text) => text,
    placeholder: () => "",
    allowEmpty: true,
  });
}

/** Reads a URL of a service with the function that knows its form. */
function readService<Value>(
  name: string,
  options: EnvOptions<string> | undefined,
  service: { parse: (url: string) => Value; placeholder: () => Value },
): Value {
  const { parse, placeholder } = service;
  const url = read(name, {
    options,
    expected: "a URL",
    parse: (text) => text,
    placeholder: () => null,
  });
  if (url === null) return placeholder();
  try {
    return parse(url);
  } catch (error) {
    if (!(error instanceof InvalidSetting)) throw error;
    return reportProblem(name, `is no such URL: ${error.details["reason"]}`, placeholder);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseList<Item>(text: string, options: EnvListOptions<Item, unknown>): Item[] | undefined {
  const { separator = ",", of } = options;
  const parts = text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  // Without `of`, Item is string: nothing else can be inferred for it.
  if (of === undefined) return parts as unknown[] as Item[];
  const items = parts.map((part) => of(part)).filter((item) => item !== undefined);
  return items.length === parts.length ? items : undefined;
}

/**
 * Reads variables of the environment, typed. While a settings file loads, all that is missing or
 * malformed is collected and reported at once, with the places where it is used; at any other time it is
 * an error at once. Errors never show a value.
 *
 * @throws InvalidEnvironment
 * @example
 * export default defineSettings({
 *   debug: env.bool("DEBUG", { default: false }),
 *   secretKey: env("SECRET_KEY"),
 *   allowedHosts: env.list("ALLOWED_HOSTS", { default: [] }),
 * });
 */
export const env: Env = Object.assign(readText, {
  str<Default = never>(
    name: string,
    options?: EnvOptions<Default> & { readonly multiline?: boolean },
  ): string | Default {
    const text = readText(name, options);
    return typeof text === "string" && options?.multiline === true
      ? text.replaceAll("\\n", "\n")
      : text;
  },
  bool<Default = never>(name: string, options?: EnvOptions<Default>): boolean | Default {
    return read(name, {
      options,
      expected: "true or false",
      parse: parseBoolean,
      placeholder: () => false,
      allowEmpty: options === undefined || !("default" in options),
    });
  },
  int<Default = never>(name: string, options?: EnvOptions<Default>): number | Default {
    return read(name, {
      options,
      expected: "a whole number",
      parse: parseInteger,
      placeholder: () => 0,
    });
  },
  float<Default = never>(name: string, options?: EnvOptions<Default>): number | Default {
    return read(name, {
      options,
      expected: "a number",
      parse: parseFloatingPoint,
      placeholder: () => 0,
    });
  },
  list<Item = string, Default = never>(
    name: string,
    options: EnvListOptions<Item, Default> = {},
  ): Item[] | Default {
    return read(name, {
      options,
      expected: `a list, with ${JSON.stringify(options.separator ?? ",")} between items`,
      parse: (text) => parseList(text, options),
      placeholder: () => [],
      allowEmpty: true,
    });
  },
  dict<Default = never>(
    name: string,
    options?: EnvOptions<Default>,
  ): Record<string, string> | Default {
    return read(name, {
      options,
      expected: "pairs such as key=value,other=value",
      parse: parsePairs,
      placeholder: () => ({}),
      allowEmpty: true,
    });
  },
  json<Value = unknown, Default = never>(
    name: string,
    options?: EnvOptions<Default>,
  ): Value | Default {
    // The caller names the type of data that only they know.
    return read(name, {
      options,
      expected: "JSON",
      parse: (text) => parseJson(text) as Value | undefined,
      placeholder: () => ({}) as Value,
    });
  },
  url<Default = never>(name: string, options?: EnvOptions<Default>): URL | Default {
    return read(name, {
      options,
      expected: "a URL such as https://example.com/",
      parse: (text) => URL.parse(text) ?? undefined,
      placeholder: () => new URL("about:blank"),
    });
  },
  path<Default = never>(name: string, options: EnvPathOptions<Default> = {}): string | Default {
    return read(name, {
      options,
      expected: "a path",
      parse: (text) => resolve(options.root ?? ".", text),
      placeholder: () => "",
    });
  },
  choice<const Value extends string, Default = never>(
    name: string,
    values: readonly Value[],
    options?: EnvOptions<Default>,
  ): Value | Default {
    return read(name, {
      options,
      expected: `one of ${values.join(", ")}`,
      parse: (text) => values.find((value) => value === text),
      placeholder: () => values[0] ?? ("" as Value),
    });
  },
  database(name: string, options?: EnvOptions<string>): DatabaseSettings {
    return readService(name, options, {
      parse: (url) => database(url),
      placeholder: () => database("sqlite://:memory:"),
    });
  },
  cache(name: string, options?: EnvOptions<string>): CacheSettings {
    return readService(name, options, {
      parse: cacheUrl,
      placeholder: () => cacheUrl("locmemcache://"),
    });
  },
  email(name: string, options?: EnvOptions<string>): EmailUrlSettings {
    return readService(name, options, {
      parse: emailUrl,
      placeholder: () => emailUrl("dummymail://"),
    });
  },
  has(name: string): boolean {
    return Object.hasOwn(process.env, name);
  },
  load(path: string, options?: LoadEnvOptions): boolean {
    return loadEnvFile(path, options);
  },
});
