import { formatsByLanguage } from "./locale-format-table.ts";

/** The formats that a language may have of its own. */
export interface LocaleFormats {
  readonly DATE_FORMAT: string;
  readonly TIME_FORMAT: string;
  readonly DATETIME_FORMAT: string;
  readonly YEAR_MONTH_FORMAT: string;
  readonly MONTH_DAY_FORMAT: string;
  readonly SHORT_DATE_FORMAT: string;
  readonly SHORT_DATETIME_FORMAT: string;
  /** 0 is Sunday. */
  readonly FIRST_DAY_OF_WEEK: number;
  readonly DATE_INPUT_FORMATS: readonly string[];
  readonly TIME_INPUT_FORMATS: readonly string[];
  readonly DATETIME_INPUT_FORMATS: readonly string[];
  readonly DECIMAL_SEPARATOR: string;
  readonly THOUSAND_SEPARATOR: string;
  readonly NUMBER_GROUPING: number | readonly number[];
}

const merged = new Map<string, Partial<LocaleFormats>>();
const MAX_MERGED = 500;
const none: Partial<LocaleFormats> = {};

/** What is known of a language: its own formats over those of the language it varies. */
export function localeFormats(language: string): Partial<LocaleFormats> {
  const code = language.toLowerCase();
  const known = merged.get(code);
  if (known !== undefined) return known;
  const [base = ""] = code.split("-");
  const generic = formatsByLanguage.get(base);
  const own = formatsByLanguage.get(code);
  if (generic === undefined && own === undefined) return none;
  const formats = { ...generic, ...own };
  // Codes may come from visitors.
  if (merged.size >= MAX_MERGED) merged.clear();
  merged.set(code, formats);
  return formats;
}
