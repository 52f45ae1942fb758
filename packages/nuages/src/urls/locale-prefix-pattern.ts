import { settings } from "../conf/index.ts";
import { getLanguage } from "../i18n/index.ts";
import type { ReverseForm } from "../utils/regex-helper.ts";
import { NO_ARGS, NO_CONVERTERS, NO_KWARGS, type Pattern, type PatternMatch } from "./pattern.ts";

/** The active language at the beginning of a path: `de/`. */
export class LocalePrefixPattern implements Pattern {
  readonly literal = "";
  readonly converters = NO_CONVERTERS;
  readonly dependsOnLanguage = true;
  /** Whether the language of the settings has a prefix too. */
  readonly prefixDefaultLanguage: boolean;

  constructor(prefixDefaultLanguage: boolean) {
    this.prefixDefaultLanguage = prefixDefaultLanguage;
  }

  /** The prefix of the active language; empty for the default one, if that has none. */
  get languagePrefix(): string {
    const { languageCode } = settings;
    const language = getLanguage() ?? languageCode;
    return language === languageCode && !this.prefixDefaultLanguage ? "" : `${language}/`;
  }

  toString(): string {
    return this.languagePrefix;
  }

  match(path: string): PatternMatch | undefined {
    const prefix = this.languagePrefix;
    if (!path.startsWith(prefix)) return undefined;
    return { rest: path.slice(prefix.length), args: NO_ARGS, kwargs: NO_KWARGS };
  }

  forms(): readonly ReverseForm[] {
    const prefix = this.languagePrefix;
    return [{ parts: prefix === "" ? [] : [prefix], groups: [] }];
  }

  regex(): { readonly source: string; readonly flags: string } {
    // A code is data: what it holds means itself.
    const source = this.languagePrefix.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
    return { source, flags: "u" };
  }
}
