import type { Sql } from "./fragment.ts";

/** A key of an object, or a position in a list. */
export type JsonKey = string | number;

/** How a kind of database looks into JSON values. */
export interface JsonSql {
  /** The value at `keys` of a column. */
  extract(column: Sql, keys: readonly JsonKey[]): Sql;
  /** The same as text. */
  extractText(column: Sql, keys: readonly JsonKey[]): Sql;
  /** Is nothing there, not even JSON's null? */
  isMissing(column: Sql, keys: readonly JsonKey[], missing: boolean): Sql;
  /** Has the object at `keys` all, or any, of the keys that `wanted` ends with? */
  hasKeys(column: Sql, wanted: readonly (readonly JsonKey[])[], mode: "all" | "any" | "one"): Sql;
  /** May `hasKeys` ask for no key at all? */
  readonly takesNoKeys: boolean;
  /** A whole column compares with this form of a value. */
  value(bound: unknown): Sql;
  /** The value at a key compares with this form of a value; `inList` as one of several. */
  keyValue(bound: unknown, inList: boolean): Sql;
  /** Comparisons by size take the bare number or text; else JSON. */
  readonly comparesBare: boolean;
  /** What a lookup that ignores case puts around both sides of a comparison of texts. */
  readonly folded: string | undefined;
  /** Does one value contain another? Undefined where the database cannot tell. */
  readonly contains: ((whole: Sql, part: Sql) => Sql) | undefined;
}
