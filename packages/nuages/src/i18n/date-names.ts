import { activeCatalog, type Catalog } from "./catalog.ts";
import { getLanguage } from "./language.ts";

/** Names of months (January first) and weekdays (Sunday first) in one language. */
export interface DateNames {
  readonly months: readonly string[];
  /** Three letters or so, in lower case. */
  readonly monthsAbbreviated: readonly string[];
  /** Abbreviated as the press does: `Jan.`, `March`, `Sept.`. */
  readonly monthsPress: readonly string[];
  /** As they stand beside a day, where the language has a form of its own for that. */
  readonly monthsAlternative: readonly string[];
  readonly weekdays: readonly string[];
  readonly weekdaysAbbreviated: readonly string[];
}

const englishMonths =
  "January February March April May June July August September October November December".split(
    " ",
  );
const englishDays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const english: DateNames = {
  months: englishMonths,
  monthsAbbreviated: englishMonths.map((name) => name.slice(0, 3).toLowerCase()),
  monthsPress: "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split(" "),
  monthsAlternative: englishMonths,
  weekdays: englishDays,
  weekdaysAbbreviated: englishDays.map((name) => name.slice(0, 3)),
};

const known = new WeakMap<Catalog, Map<string, DateNames>>();
const MAX_KNOWN = 200;

/** The names in the active language: of its catalogs, else those of `Intl`; in English those of Django. */
export function dateNames(): DateNames {
  const language = getLanguage();
  if (language === null) return english;
  const catalog = activeCatalog();
  const byLanguage = known.get(catalog) ?? new Map<string, DateNames>();
  known.set(catalog, byLanguage);
  let names = byLanguage.get(language);
  if (names === undefined) {
    const isEnglish = /^en(?:-|$)/.test(language);
    names = translatedNames(catalog, isEnglish ? english : namesFromIntl(language));
    if (byLanguage.size >= MAX_KNOWN) byLanguage.clear();
    byLanguage.set(language, names);
  }
  return names;
}

/** Names that a catalog translates win over those of `Intl`. */
function translatedNames(catalog: Catalog, others: DateNames): DateNames {
  const translate = (
    messages: readonly string[],
    names: readonly string[],
    context?: string,
  ): string[] =>
    messages.map((message, index) => {
      const translation = catalog.text(message, context);
      return translation === message ? (names[index] ?? message) : translation;
    });
  return {
    months: translate(english.months, others.months),
    monthsAbbreviated: translate(english.monthsAbbreviated, others.monthsAbbreviated),
    monthsPress: translate(english.monthsPress, others.monthsPress, "abbrev. month"),
    monthsAlternative: translate(english.months, others.monthsAlternative, "alt. month"),
    weekdays: translate(english.weekdays, others.weekdays),
    weekdaysAbbreviated: translate(english.weekdaysAbbreviated, others.weekdaysAbbreviated),
  };
}

/** A language's own form of a month's name where there is one, such as `Μάρτιος` for `Μαρτίου`. */
function namesFromIntl(language: string): DateNames {
  if (!isKnownToIntl(language)) return english;
  const format = (
    options: Intl.DateTimeFormatOptions,
    moment: number,
    part: "month" | "weekday",
  ): string =>
    new Intl.DateTimeFormat(`${language}-u-ca-gregory`, { ...options, timeZone: "UTC" })
      .formatToParts(moment)
      .find(({ type }) => type === part)?.value ?? "";
  const months = (options: Intl.DateTimeFormatOptions): string[] =>
    englishMonths.map((_, month) => format(options, Date.UTC(2024, month, 15), "month"));
  const days = (weekday: "long" | "short"): string[] =>
    // 2024-09-01 was a Sunday.
    englishDays.map((_, day) => format({ weekday }, Date.UTC(2024, 8, 1 + day), "weekday"));
  const short = months({ month: "short" }).map((name) => name.replace(/\.$/, ""));
  return {
    months: months({ month: "long" }),
    monthsAbbreviated: short.map((name) => name.toLowerCase()),
    monthsPress: short,
    monthsAlternative: months({ month: "long", day: "numeric" }),
    weekdays: days("long"),
    weekdaysAbbreviated: days("short").map((name) => name.replace(/\.$/, "")),
  };
}

function isKnownToIntl(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
