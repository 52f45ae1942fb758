import { Decimal } from "../utils/decimal.ts";
import { formatNumber } from "../utils/numberformat.ts";
import { Temporal } from "../utils/temporal.ts";
import { valueText } from "../utils/value-text.ts";
import { settingOrDefault } from "../conf/index.ts";
import { formatDate, isDateValue, type DateValue } from "./date-format.ts";
import { strftime } from "./strftime.ts";
import { getLanguage } from "./language.ts";
import { localeFormats, type LocaleFormats } from "./locale-formats.ts";

/** Name of a format, as templates and Django's settings spell it. */
export type FormatName = keyof LocaleFormats;

/** The setting that holds the format for languages without one of their own. */
const SETTING_NAMES = {
  DATE_FORMAT: "dateFormat",
  DATETIME_FORMAT: "datetimeFormat",
  TIME_FORMAT: "timeFormat",
  YEAR_MONTH_FORMAT: "yearMonthFormat",
  MONTH_DAY_FORMAT: "monthDayFormat",
  SHORT_DATE_FORMAT: "shortDateFormat",
  SHORT_DATETIME_FORMAT: "shortDatetimeFormat",
  FIRST_DAY_OF_WEEK: "firstDayOfWeek",
  DECIMAL_SEPARATOR: "decimalSeparator",
  THOUSAND_SEPARATOR: "thousandSeparator",
  NUMBER_GROUPING: "numberGrouping",
  DATE_INPUT_FORMATS: "dateInputFormats",
  TIME_INPUT_FORMATS: "timeInputFormats",
  DATETIME_INPUT_FORMATS: "datetimeInputFormats",
} as const;

/** Input formats that are understood in every language. */
const ISO_INPUT_FORMATS: Partial<Record<FormatName, readonly string[]>> = {
  DATE_INPUT_FORMATS: ["%Y-%m-%d"],
  TIME_INPUT_FORMATS: ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"],
  DATETIME_INPUT_FORMATS: [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
  ],
};

/** Which language a format is for. */
export interface FormatOptions {
  /** Language code; default: the active one. */
  readonly language?: string | null;
  /** False: as the settings say, whatever the language. Default: true. */
  readonly useL10n?: boolean;
}

function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(SETTING_NAMES, name);
}

/**
 * The format of that name in a language, else that of the settings. A name that is none is a format
 * itself and comes back as it is. Django: `get_format`.
 */
export function getFormat<Name extends FormatName>(
  name: Name,
  options?: FormatOptions,
): LocaleFormats[Name];
export function getFormat(name: string, options?: FormatOptions): string;
export function getFormat(
  name: string,
  { language, useL10n = true }: FormatOptions = {},
): LocaleFormats[FormatName] {
  if (!isFormatName(name)) return name;
  const code = language === undefined ? getLanguage() : language;
  const own = useL10n && code !== null ? localeFormats(code)[name] : undefined;
  if (own === undefined) return settingOrDefault(SETTING_NAMES[name]);
  const iso = ISO_INPUT_FORMATS[name];
  return iso === undefined ? own : [...new Set([...(own as readonly string[]), ...iso])];
}

/** The text of a date in the active language. `format`: a name, or letters. Default: `DATE_FORMAT`. */
export function dateFormat(
  value: DateValue,
  format: string | null = "DATE_FORMAT",
  { useL10n = true }: FormatOptions = {},
): string {
  return formatDate(value, getFormat(format || "DATE_FORMAT", { useL10n }));
}

/** The text of a time in the active language. `format`: a name, or letters. Default: `TIME_FORMAT`. */
export function timeFormat(
  value: DateValue,
  format: string | null = "TIME_FORMAT",
  { useL10n = true }: FormatOptions = {},
): string {
  return formatTime(value, getFormat(format || "TIME_FORMAT", { useL10n }));
}

/** {@link formatDate} for the time of a value alone: letters of dates are refused. */
function formatTime(value: DateValue, format: string): string {
  return formatDate(value, format, { timeOnly: true });
}

/** How {@link numberFormat} writes. */
export interface LocalNumberOptions extends FormatOptions {
  /** Digits of the fraction. Default: as many as there are. */
  readonly decimalPlaces?: number | null;
  /** Group thousands even where `settings.useThousandSeparator` is off. Default: false. */
  readonly forceGrouping?: boolean;
}

/** The text of a number in the active language. Django: `number_format`. */
export function numberFormat(
  value: number | bigint | Decimal | string,
  { decimalPlaces = null, useL10n = true, forceGrouping = false }: LocalNumberOptions = {},
): string {
  const language = useL10n ? getLanguage() : null;
  const options = { language, useL10n };
  const decimalSeparator = getFormat("DECIMAL_SEPARATOR", options);
  if (!forceGrouping && !(useL10n && settingOrDefault("useThousandSeparator"))) {
    return formatNumber(value, { decimalSeparator, decimalPlaces });
  }
  return formatNumber(value, {
    decimalSeparator,
    decimalPlaces,
    grouping: getFormat("NUMBER_GROUPING", options),
    thousandSeparator: getFormat("THOUSAND_SEPARATOR", options),
    useGrouping: true,
  });
}

/** True for values that {@link localize} writes as numbers. */
export function isNumeric(value: unknown): value is number | bigint | Decimal {
  return typeof value === "number" || typeof value === "bigint" || isDecimal(value);
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && Decimal.isDecimal(value);
}

/**
 * Numbers and dates as text in the active language; every other value as it is. Django: `localize`.
 */
export function localize(value: unknown, { useL10n = true }: FormatOptions = {}): unknown {
  if (typeof value === "string") return value;
  if (isNumeric(value)) return useL10n ? numberFormat(value) : valueText(value);
  if (!isDateValue(value)) return value;
  if (value instanceof Temporal.PlainTime) return timeFormat(value, null, { useL10n });
  const name = value instanceof Temporal.PlainDate ? "DATE_FORMAT" : "DATETIME_FORMAT";
  return dateFormat(value, name, { useL10n });
}

/** A value as a form field shows it, so that the same language reads it again. Django: `localize_input`. */
export function localizeInput(value: unknown, format?: string): unknown {
  if (typeof value === "boolean") return valueText(value);
  if (isNumeric(value)) return numberFormat(value);
  if (!isDateValue(value)) return value;
  const name =
    value instanceof Temporal.PlainTime
      ? "TIME_INPUT_FORMATS"
      : value instanceof Temporal.PlainDate
        ? "DATE_INPUT_FORMATS"
        : "DATETIME_INPUT_FORMATS";
  return strftime(value, format ?? getFormat(name)[0] ?? "");
}

/** A number that a visitor typed in the active language, as a program writes it. Django: `sanitize_separators`. */
export function sanitizeSeparators(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const decimalSeparator = getFormat("DECIMAL_SEPARATOR");
  const at = decimalSeparator === "" ? -1 : value.indexOf(decimalSeparator);
  const whole = at < 0 ? value : value.slice(0, at);
  const fraction = at < 0 ? undefined : value.slice(at + decimalSeparator.length);
  const cleaned = settingOrDefault("useThousandSeparator") ? withoutSeparators(whole) : whole;
  return fraction === undefined ? cleaned : `${cleaned}.${fraction}`;
}

function withoutSeparators(whole: string): string {
  const separator = getFormat("THOUSAND_SEPARATOR");
  const parts = whole.split(".");
  // "3.14" where the point groups thousands is meant as a decimal point.
  if (separator === "." && parts.length === 2 && parts[1]?.length !== 3) return whole;
  return whole.replaceAll(separator, "").replaceAll(separator.normalize("NFKD"), "");
}
