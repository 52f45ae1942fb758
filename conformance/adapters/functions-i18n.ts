import {
  dateFormat,
  type DateValue,
  getFormat,
  getLanguageBidi,
  getLanguageFromPath,
  getLanguageInfo,
  getSupportedLanguageVariant,
  localize,
  localizeInput,
  numberFormat,
  parseAcceptLanguage,
  sanitizeSeparators,
  timeFormat,
  toLanguage,
  toLocale,
} from "nuages/i18n";
import type { Decimal } from "nuages/utils/decimal";
import { valueText } from "nuages/utils/value-text";

import type { Adapter, Vector } from "../adapter.ts";
import { call, type Calls, functionAreas, isForeign } from "../functions.ts";

const text = (value: unknown): string => value as string;
const format = (value: unknown): string | null => (value ?? null) as string | null;

const calls: Calls = {
  "utils.formats.date_format": ([value, name], kwargs) =>
    dateFormat(value as DateValue, format(name ?? kwargs["format"]), {
      useL10n: (kwargs["use_l10n"] ?? true) === true,
    }),
  "utils.formats.get_format": ([name, language], kwargs) => {
    const code = language ?? kwargs["lang"];
    return getFormat(text(name), {
      ...(typeof code === "string" ? { language: code } : {}),
      useL10n: (kwargs["use_l10n"] ?? true) === true,
    });
  },
  "utils.formats.localize": ([value, useL10n], kwargs) => {
    const localized = localize(value, {
      useL10n: (useL10n ?? kwargs["use_l10n"] ?? true) === true,
    });
    return typeof localized === "boolean" ? valueText(localized) : localized;
  },
  "utils.formats.localize_input": ([value, name], kwargs) =>
    localizeInput(value, format(name ?? kwargs["default"]) ?? undefined),
  "utils.formats.number_format": ([value, places, useL10n, force], kwargs) =>
    numberFormat(value as number | Decimal | string, {
      decimalPlaces: (places ?? kwargs["decimal_pos"] ?? null) as number | null,
      useL10n: (useL10n ?? kwargs["use_l10n"] ?? true) === true,
      forceGrouping: (force ?? kwargs["force_grouping"]) === true,
    }),
  "utils.formats.sanitize_separators": ([value]) => sanitizeSeparators(value),
  "utils.formats.time_format": ([value, name], kwargs) =>
    timeFormat(value as DateValue, format(name ?? kwargs["format"]), {
      useL10n: (kwargs["use_l10n"] ?? true) === true,
    }),
  "utils.translation.get_language_bidi": () => getLanguageBidi(),
  "utils.translation.get_language_from_path": ([path, strict], kwargs) =>
    getLanguageFromPath(text(path), { strict: (strict ?? kwargs["strict"]) === true }),
  "utils.translation.get_language_info": ([code]) => {
    const { code: own, name, nameLocal, nameTranslated, bidi } = getLanguageInfo(text(code));
    return { bidi, code: own, name, name_local: nameLocal, name_translated: nameTranslated };
  },
  "utils.translation.get_supported_language_variant": ([code, strict], kwargs) =>
    getSupportedLanguageVariant(text(code), { strict: (strict ?? kwargs["strict"]) === true }),
  "utils.translation.to_language": ([locale]) => toLanguage(text(locale)),
  "utils.translation.to_locale": ([language]) => toLocale(text(language)),
  "utils.translation.trans_real.parse_accept_lang_header": ([header]) =>
    parseAcceptLanguage(text(header)),
};

const NAMES = /[DlbMFNEaAP]/;

/** Names of months and days, "a.m." and the like come from a translation. */
function printsNames({ fn, args, kwargs }: Vector): boolean {
  const [value, name] = args as readonly unknown[];
  const isDate = typeof value === "object" && value !== null && "$" in value;
  const written = name ?? (kwargs as Record<string, unknown>)["format"];
  if (fn === "utils.formats.localize")
    return isDate && !["decimal", "int", "float"].includes(String((value as { $: string }).$));
  if (fn !== "utils.formats.date_format" && fn !== "utils.formats.time_format") return false;
  return NAMES.test(getFormat(typeof written === "string" ? written : "DATE_FORMAT"));
}

export const adapter: Adapter = {
  ...functionAreas(["functions_i18n"]),
  part: (vector) => (isForeign(vector) && printsNames(vector) ? "translated" : undefined),
  run: (vector) => call(calls, vector),
};
