import type { FormPart, ReverseForm } from "../utils/regex-helper.ts";
import { type Converter, converterHint, findConverter } from "./converters.ts";
import { BadUrlPattern } from "./errors.ts";
import { NO_ARGS, NO_CONVERTERS, NO_KWARGS, type Pattern, type PatternMatch } from "./pattern.ts";

/** A text that depends on the language, such as `gettextLazy()` gives. */
export interface LazyRoute {
  toString(): string;
}

interface Parameter {
  readonly name: string;
  readonly converter: Converter;
}

interface Compiled {
  readonly text: string;
  readonly literal: string;
  /** `undefined` for a route without parameters. */
  readonly regex: RegExp | undefined;
  readonly parameters: readonly Parameter[];
  readonly form: ReverseForm;
  readonly source: string;
}

const PARAMETER = /<(?:([^>:]+):)?([^>]+)>/g;
const ASCII_IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
// Compiling it takes milliseconds, so most names should not come here.
const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

function escapeRegex(text: string): string {
  return text.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
}

function checkParameter(route: string, name: string, seen: readonly Parameter[]): void {
  const isIdentifier = ASCII_IDENTIFIER.test(name) || IDENTIFIER.test(name);
  if (!isIdentifier || name === "__proto__") {
    throw new BadUrlPattern(
      `URL route ${JSON.stringify(route)} uses parameter name ${JSON.stringify(name)} which isn't a valid identifier.`,
    );
  }
  if (seen.some((parameter) => parameter.name === name)) {
    throw new BadUrlPattern(
      `URL route ${JSON.stringify(route)} uses parameter name ${JSON.stringify(name)} more than once.`,
    );
  }
}

function converterOf(route: string, name: string): Converter {
  const converter = findConverter(name);
  if (converter === undefined) {
    throw new BadUrlPattern(
      `URL route ${JSON.stringify(route)} uses invalid converter ${JSON.stringify(name)}.`,
      { hint: converterHint(name) },
    );
  }
  return converter;
}

/** What is left of a parameter whose brackets do not fit would only match itself, letter by letter. */
function checkBrackets(route: string, parts: readonly FormPart[]): void {
  const stray = parts.find((part) => typeof part === "string" && /[<>]/.test(part));
  if (stray === undefined) return;
  throw new BadUrlPattern(
    `URL route ${JSON.stringify(route)} has an angle bracket that opens or closes no parameter, in ${JSON.stringify(stray)}.`,
    { hint: "A parameter is written <name> or <converter:name>." },
  );
}

function compile(route: string, isEndpoint: boolean): Compiled {
  if (/<[^>]*\s[^>]*>/.test(route)) {
    throw new BadUrlPattern(
      `URL route ${JSON.stringify(route)} cannot contain whitespace in angle brackets <…>.`,
    );
  }
  const parameters: Parameter[] = [];
  const parts: FormPart[] = [];
  let source = "";
  let read = 0;
  for (const match of route.matchAll(PARAMETER)) {
    const [all, converterName = "str", name = ""] = match;
    checkParameter(route, name, parameters);
    const converter = converterOf(route, converterName);
    const before = route.slice(read, match.index);
    source += `${escapeRegex(before)}(${withoutGroups(converter.regex)})`;
    if (before !== "") parts.push(before);
    parts.push({ group: name });
    parameters.push({ name, converter });
    read = match.index + all.length;
  }
  const after = route.slice(read);
  if (after !== "") parts.push(after);
  checkBrackets(route, parts);
  source += escapeRegex(after) + (isEndpoint ? "$" : "");
  const open = route.search(PARAMETER);
  return {
    text: route,
    literal: open < 0 ? route : route.slice(0, open),
    regex: parameters.length === 0 ? undefined : new RegExp(`^${source}`, "u"),
    parameters,
    form: { parts, groups: parameters.map(({ name }) => name) },
    source,
  };
}

/** The groups of a converter's expression must not shift those of the route. */
function withoutGroups(regex: string): string {
  return regex
    .replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?P?<(?![=!])[^>]*>/g, (piece) =>
      piece.startsWith("(") ? "(?:" : piece,
    )
    .replaceAll("\\-", "-");
}

/** A route as `path()` takes it: text with `<converter:name>`. */
export class RoutePattern implements Pattern {
  readonly #route: string | LazyRoute;
  readonly #isEndpoint: boolean;
  #compiled: Compiled | undefined;

  /** @throws ImproperlyConfigured when a parameter is not valid. */
  constructor(route: string | LazyRoute, isEndpoint: boolean) {
    this.#route = route;
    this.#isEndpoint = isEndpoint;
    if (typeof route === "string") this.#compiled = compile(route, isEndpoint);
  }

  get #current(): Compiled {
    const compiled = this.#compiled;
    if (compiled !== undefined && typeof this.#route === "string") return compiled;
    const text = String(this.#route);
    if (compiled?.text !== text) this.#compiled = compile(text, this.#isEndpoint);
    return this.#compiled as Compiled;
  }

  get dependsOnLanguage(): boolean {
    return typeof this.#route !== "string";
  }

  get literal(): string {
    return typeof this.#route === "string" ? this.#current.literal : "";
  }

  get converters(): ReadonlyMap<string, Converter> {
    const { parameters } = this.#current;
    if (parameters.length === 0) return NO_CONVERTERS;
    return new Map(parameters.map(({ name, converter }) => [name, converter]));
  }

  toString(): string {
    return String(this.#route);
  }

  match(path: string): PatternMatch | undefined {
    const { regex, text, parameters } = this.#current;
    if (regex === undefined) {
      const fits = this.#isEndpoint ? path === text : path.startsWith(text);
      return fits ? { rest: path.slice(text.length), args: NO_ARGS, kwargs: NO_KWARGS } : undefined;
    }
    const found = regex.exec(path);
    if (found === null) return undefined;
    const kwargs: Record<string, unknown> = {};
    for (let index = 0; index < parameters.length; index += 1) {
      const { name, converter } = parameters[index] as Parameter;
      try {
        kwargs[name] = converter.toValue(found[index + 1] ?? "");
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    }
    return { rest: path.slice(found[0].length), args: NO_ARGS, kwargs };
  }

  forms(): readonly ReverseForm[] {
    return [this.#current.form];
  }

  regex(): { readonly source: string; readonly flags: string } {
    return { source: this.#current.source, flags: "u" };
  }
}
