/** What happens to rows that point at a row that is deleted. */
export type OnDelete = OnDeleteKind | { readonly set: unknown };
type OnDeleteKind = "CASCADE" | "PROTECT" | "RESTRICT" | "SET_NULL" | "SET_DEFAULT" | "DO_NOTHING";

/** They are deleted too. */
export const CASCADE = "CASCADE";
/** The deletion is refused. */
export const PROTECT = "PROTECT";
/** The deletion is refused, unless they go anyway by another way. */
export const RESTRICT = "RESTRICT";
/** Their key becomes NULL. */
export const SET_NULL = "SET_NULL";
/** Their key becomes the field's default. */
export const SET_DEFAULT = "SET_DEFAULT";
/** Nothing: the database has to see to it. */
export const DO_NOTHING = "DO_NOTHING";

/** Their key becomes `value`; a function is called at each deletion. */
export function SET(value: unknown): { readonly set: unknown } {
  return { set: value };
}
