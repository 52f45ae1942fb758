import { activeCatalog } from "./catalog.ts";
import { LazyPlural, LazyText } from "./lazy-text.ts";

/** The translation of `message` in the active language. */
export function gettext(message: string): string {
  return activeCatalog().text(message);
}

/** The translation of a message that means different things in different contexts. */
export function pgettext(context: string, message: string): string {
  return activeCatalog().text(message, context);
}

/** The translation in the form that `count` needs: `ngettext("%(n)d book", "%(n)d books", n)`. */
export function ngettext(singular: string, plural: string, count: number | bigint): string {
  return activeCatalog().plural({ singular, plural }, count);
}

/** {@link ngettext} with a context. */
export function npgettext(
  context: string,
  singular: string,
  plural: string,
  count: number | bigint,
): string {
  return activeCatalog().plural({ singular, plural }, count, context);
}

/** {@link gettext} each time the text is shown: for what is written at module level. */
export function gettextLazy(message: string): LazyText {
  return new LazyText(() => gettext(message));
}

/** {@link pgettext} each time the text is shown. */
export function pgettextLazy(context: string, message: string): LazyText {
  return new LazyText(() => pgettext(context, message));
}

/**
 * {@link ngettext} each time the text is shown. `count` is the number, or the name of the
 * parameter that holds it when `interpolate()` fills the text.
 */
export function ngettextLazy(
  singular: string,
  plural: string,
  count: number | bigint | string,
): LazyText {
  if (typeof count === "string")
    return new LazyPlural(count, (number) => ngettext(singular, plural, number));
  return new LazyText(() => ngettext(singular, plural, count));
}

/** {@link npgettext} each time the text is shown; `count` as for {@link ngettextLazy}. */
export function npgettextLazy(
  context: string,
  singular: string,
  plural: string,
  count: number | bigint | string,
): LazyText {
  if (typeof count === "string")
    return new LazyPlural(count, (number) => npgettext(context, singular, plural, number));
  return new LazyText(() => npgettext(context, singular, plural, count));
}

/** Marks a text for translation and returns it as it is; `gettext()` is called elsewhere. */
export function gettextNoop(message: string): string {
  return message;
}
