export { activeCatalog, type Catalog, type PluralForms } from "./catalog.ts";
export {
  gettext,
  gettextLazy,
  gettextNoop,
  ngettext,
  ngettextLazy,
  npgettext,
  npgettextLazy,
  pgettext,
  pgettextLazy,
} from "./gettext.ts";
export { interpolate, type MessageParams, MissingParameter } from "./interpolate.ts";
export { LazyPlural, LazyText } from "./lazy-text.ts";
export { type ActiveLocale, activeLocale, runWithLocale } from "./active-locale.ts";
export { strftime } from "./strftime.ts";
export { DateFormatError, type DateValue, formatDate, isDateValue } from "./date-format.ts";
export { dateNames, type DateNames } from "./date-names.ts";
export {
  dateFormat,
  type FormatName,
  type FormatOptions,
  getFormat,
  isNumeric,
  type LocalNumberOptions,
  localize,
  localizeInput,
  numberFormat,
  sanitizeSeparators,
  timeFormat,
} from "./formats.ts";
export {
  activate,
  deactivate,
  deactivateAll,
  getLanguage,
  getLanguageBidi,
  override,
} from "./language.ts";
export {
  activateTimezone,
  type AwareDateTime,
  deactivateTimezone,
  getCurrentTimezone,
  getCurrentTimezoneName,
  getDefaultTimezone,
  getDefaultTimezoneName,
  getFixedTimezone,
  isAware,
  isNaive,
  isTimezone,
  localdate,
  localtime,
  makeAware,
  makeNaive,
  now,
  overrideTimezone,
  templateLocaltime,
  toZoned,
  UnknownTimezone,
} from "./timezone.ts";
export {
  timesince,
  type TimesinceOptions,
  type TimesinceValue,
  timeuntil,
  type TimeUnit,
  timeUnitText,
  type UnitText,
} from "./timesince.ts";
export { toLanguage, toLocale } from "./language-codes.ts";
export {
  type AcceptedLanguage,
  checkForLanguage,
  getLanguageFromPath,
  getLanguageInfo,
  getSupportedLanguageVariant,
  languageForHeader,
  type LanguageInfo,
  parseAcceptLanguage,
  UnknownLanguage,
  type VariantOptions,
} from "./language-info.ts";
export { type CatalogMessage, MessageCatalog } from "./message-catalog.ts";
export { parseMo } from "./mo-file.ts";
export {
  defaultPluralRule,
  InvalidPluralForms,
  parsePluralForms,
  type PluralRule,
} from "./plural-forms.ts";
export { InvalidCatalog, parsePo } from "./po-file.ts";
export {
  addCatalog,
  forgetTranslations,
  type LocaleFolders,
  registerLocaleFolders,
} from "./translations.ts";
