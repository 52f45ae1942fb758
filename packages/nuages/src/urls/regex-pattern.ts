import { NotReversible, type ReverseForm, reverseForms } from "../utils/regex-helper.ts";
import { BadUrlPattern } from "./errors.ts";
import { NO_ARGS, NO_CONVERTERS, NO_KWARGS, type Pattern, type PatternMatch } from "./pattern.ts";
import { literalPrefix, type RegexSource, translateRegex } from "./python-regex.ts";

/** A route as `rePath()` takes it: a regular expression. */
export class RegexPattern implements Pattern {
  readonly literal: string;
  readonly converters = NO_CONVERTERS;
  readonly #written: string;
  readonly #regex: RegExp;
  readonly #isNative: boolean;
  #forms: readonly ReverseForm[] | undefined;

  /**
   * @param route Text in Django's syntax, or a regular expression of JavaScript.
   * @throws ImproperlyConfigured when it is no valid expression.
   */
  constructor(route: string | RegExp, isEndpoint: boolean) {
    this.#isNative = typeof route !== "string";
    this.#written = typeof route === "string" ? route : route.source;
    const translated: RegexSource =
      typeof route === "string"
        ? translateRegex(route)
        : { source: route.source, flags: route.flags.replaceAll(/[gy]/g, "") };
    const whole = isEndpoint && /(?:^|[^\\])\$$/.test(this.#written);
    try {
      this.#regex = whole
        ? new RegExp(`^(?:${translated.source})$`, translated.flags)
        : new RegExp(translated.source, translated.flags);
    } catch (error) {
      throw new BadUrlPattern(
        `${JSON.stringify(this.#written)} is not a valid regular expression: ${String(error)}`,
        { cause: error },
      );
    }
    this.literal = this.#regex.flags.includes("i") ? "" : literalPrefix(this.#written);
  }

  toString(): string {
    return this.#written;
  }

  match(path: string): PatternMatch | undefined {
    const found = this.#regex.exec(path);
    if (found === null) return undefined;
    const rest = path.slice(found.index + found[0].length);
    if (found.groups !== undefined) {
      const given = Object.entries(found.groups).filter(([, value]) => value !== undefined);
      return { rest, args: NO_ARGS, kwargs: Object.fromEntries(given) };
    }
    return { rest, args: found.length === 1 ? NO_ARGS : found.slice(1), kwargs: NO_KWARGS };
  }

  forms(): readonly ReverseForm[] {
    if (this.#forms === undefined) {
      try {
        this.#forms = reverseForms(this.#written);
      } catch (error) {
        if (!(error instanceof NotReversible)) throw error;
        this.#forms = [];
      }
    }
    return this.#forms;
  }

  regex(): RegexSource {
    const keepNames = /\(\?P=|\\k</.test(this.#written);
    const { source, flags } = this.#isNative
      ? this.#regex
      : translateRegex(this.#written, keepNames);
    return { source: source.replace(/^\^/, ""), flags };
  }
}
