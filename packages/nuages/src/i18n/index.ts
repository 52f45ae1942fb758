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
