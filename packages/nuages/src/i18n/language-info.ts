import { settingOrDefault } from "../conf/index.ts";
import { NuagesError } from "../errors/index.ts";
import { gettext } from "./gettext.ts";
import { languageNames } from "./language-names.ts";

/** What is known of a language. Django: the result of `get_language_info`. */
export interface LanguageInfo {
  readonly code: string;
  /** English name. */
  readonly name: string;
  /** Its name in itself. */
  readonly nameLocal: string;
  /** Its name in the active language. */
  readonly nameTranslated: string;
  /** Whether it is written from right to left. */
  readonly bidi: boolean;
}

/** No such language is known. */
export class UnknownLanguage extends NuagesError {
  readonly code = "i18n.unknown_language";

  constructor(language: string) {
    const shown = language.length > 40 ? `${language.slice(0, 40)}…` : language;
    super(`"${shown}" is not a language that is known.`, {
      hint: 'Language codes look like "fr", "pt-br" or "zh-hans"; settings.languages lists those of the site.',
    });
  }
}

const RIGHT_TO_LEFT = new Set(["ar", "ar-dz", "ckb", "fa", "he", "ug", "ur"]);

/** Codes that others use for a language of the list. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["no", "nb"],
  ["zh-cn", "zh-hans"],
  ["zh-my", "zh-hans"],
  ["zh-sg", "zh-hans"],
  ["zh-hk", "zh-hant"],
  ["zh-mo", "zh-hant"],
  ["zh-tw", "zh-hant"],
]);

/**
 * Names and direction of a language; of the language it varies when the variant is not known.
 *
 * @throws UnknownLanguage when neither is.
 */
export function getLanguageInfo(language: string): LanguageInfo {
  const [base = ""] = language.split("-");
  for (const code of [language, ALIASES.get(language) ?? "", base]) {
    const names = languageNames.get(code);
    if (names !== undefined) {
      const [name, nameLocal] = names;
      return {
        code,
        name,
        nameLocal,
        nameTranslated: gettext(name),
        bidi: RIGHT_TO_LEFT.has(code),
      };
    }
  }
  throw new UnknownLanguage(language);
}

function supportedCodes(): ReadonlySet<string> {
  return new Set(settingOrDefault("languages").map(([code]) => code));
}

const CODE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*(?:@[a-z0-9]{1,20})?$/i;
const MAX_CODE_LENGTH = 500;

/** True for the form of a language code; whether there are translations is another question. */
export function checkForLanguage(language: string): boolean {
  return (
    CODE.test(language) &&
    (languageNames.has(language.toLowerCase()) || supportedCodes().has(language))
  );
}

/** How {@link getSupportedLanguageVariant} chooses. */
export interface VariantOptions {
  /** True: take no other variant of the same language. Default: false. */
  readonly strict?: boolean;
}

/**
 * The language of the site that serves a code best: itself, a generic one (`es` for `es-ar`), or
 * another variant (`pt-br` for `pt`).
 *
 * @throws UnknownLanguage when there is none.
 */
export function getSupportedLanguageVariant(
  language: string,
  { strict = false }: VariantOptions = {},
): string {
  const asked = withinCodeLimit(language, strict);
  const supported = supportedCodes();
  for (const code of candidates(asked)) {
    if (supported.has(code) && checkForLanguage(code)) return code;
    if (supported.has(code.toLowerCase()) && code !== code.toLowerCase()) return code;
  }
  if (!strict) {
    const [base = ""] = asked.split("-");
    for (const code of supported) if (code.startsWith(`${base}-`)) return code;
  }
  throw new UnknownLanguage(language);
}

/** The first parts of a code that is too long. @throws UnknownLanguage for none, or where all must be taken */
function withinCodeLimit(language: string, strict: boolean): string {
  if (language !== "" && language.length <= MAX_CODE_LENGTH) return language;
  const end = strict ? -1 : language.lastIndexOf("-", MAX_CODE_LENGTH);
  if (end <= 0) throw new UnknownLanguage(language.slice(0, MAX_CODE_LENGTH));
  return language.slice(0, end);
}

/** `zh-hant-hk`, `zh-hant`, `zh`, with what others call them. */
function candidates(language: string): string[] {
  const parts = language.split("-");
  const found = [language];
  const alias = ALIASES.get(language.toLowerCase());
  if (alias !== undefined) found.push(alias);
  for (let length = parts.length - 1; length > 0; length -= 1) {
    found.push(parts.slice(0, length).join("-"));
  }
  return found;
}

/** The language that a path begins with; `null` when it begins with none of the site's. */
export function getLanguageFromPath(path: string, options: VariantOptions = {}): string | null {
  const [, code] = /^\/(\w{2,3}(?:[@-]\w{1,20}){0,2})(?:\/|$)/.exec(path) ?? [];
  if (code === undefined) return null;
  try {
    return getSupportedLanguageVariant(code, options);
  } catch (error) {
    if (error instanceof UnknownLanguage) return null;
    throw error;
  }
}

const ACCEPTED =
  /^\s*([a-z]{1,8}(?:-[a-z\d]{1,8})*|\*)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*$/i;

/** A language that a browser accepts, with its weight between 0 and 1. */
export type AcceptedLanguage = readonly [language: string, weight: number];

/**
 * The languages of a header `Accept-Language`, the preferred first; empty when it is malformed. Of a
 * header beyond 500 characters the beginning counts.
 */
export function parseAcceptLanguage(header: string): AcceptedLanguage[] {
  const accepted: AcceptedLanguage[] = [];
  for (const part of withinLimit(header).split(",")) {
    if (part.trim() === "") continue;
    const [match, language = "", weight] = ACCEPTED.exec(part) ?? [];
    if (match === undefined) return [];
    const value = weight === undefined ? 1 : Number(weight);
    if (value > 0) accepted.push([language.toLowerCase(), value]);
  }
  return accepted.sort(([, left], [, right]) => right - left);
}

function withinLimit(header: string): string {
  if (header.length <= MAX_CODE_LENGTH) return header;
  const end = header.lastIndexOf(",", MAX_CODE_LENGTH - 1);
  return end < 0 ? "" : header.slice(0, end);
}

/** The language of the site for a header `Accept-Language`; that of the settings when none fits. */
export function languageForHeader(header: string): string {
  for (const [language] of parseAcceptLanguage(header)) {
    if (language === "*") break;
    try {
      return getSupportedLanguageVariant(language);
    } catch (error) {
      if (!(error instanceof UnknownLanguage)) throw error;
    }
  }
  return settingOrDefault("languageCode");
}
