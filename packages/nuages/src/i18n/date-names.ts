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

const known = new Map<string, DateNames>();
const MAX_KNOWN = 200;

/** The names in the active language; those of `Intl`, in English those of Django. */
export function dateNames(): DateNames {
  const language = getLanguage();
  if (language === null || /^en(?:-|$)/.test(language)) return english;
  let names = known.get(language);
  if (names === undefined) {
    names = namesFromIntl(language);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(language, names);
  }
  return names;
}

function namesFromIntl(language: string): DateNames {
  if (Intl.DateTimeFormat.supportedLocalesOf(language).length === 0) return english;
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
  const short = months({ month: "short" });
  return {
    months: months({ month: "long" }),
    monthsAbbreviated: short.map((name) => name.toLowerCase()),
    monthsPress: short,
    monthsAlternative: months({ month: "long", day: "numeric" }),
    weekdays: days("long"),
    weekdaysAbbreviated: days("short"),
  };
}
