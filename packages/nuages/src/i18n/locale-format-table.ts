import { type LocaleFormats } from "./locale-formats.ts";

const english: Partial<LocaleFormats> = {
  DATE_FORMAT: "N j, Y",
  TIME_FORMAT: "P",
  DATETIME_FORMAT: "N j, Y, P",
  YEAR_MONTH_FORMAT: "F Y",
  MONTH_DAY_FORMAT: "F j",
  SHORT_DATE_FORMAT: "m/d/Y",
  SHORT_DATETIME_FORMAT: "m/d/Y P",
  FIRST_DAY_OF_WEEK: 0,
  DECIMAL_SEPARATOR: ".",
  THOUSAND_SEPARATOR: ",",
  NUMBER_GROUPING: 3,
};

/** How dates and numbers are written, by language code. */
export const formatsByLanguage: ReadonlyMap<string, Partial<LocaleFormats>> = new Map([
  ["en", english],
]);
