/** An object of the oracle's JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** `{"model": …, "ops": […]}`, or `{"from": …, "attr": …, "ops": […]}`. */
export interface QuerySetForm {
  readonly model?: string;
  readonly manager?: string;
  readonly from?: unknown;
  readonly attr?: string;
  readonly ops?: readonly Op[];
}

export type Op = readonly [name: string, ...args: unknown[]];
export type Terminal = readonly [name: string, ...args: unknown[]];

/** Names what a row of a model shows: an attribute path, or an attribute with its own names. */
export type Show = readonly (string | { readonly attr: string; readonly show: Show })[];

/** A pipeline: queryset, terminal and what to show. */
export interface Pipeline extends QuerySetForm {
  readonly terminal: Terminal;
  readonly show?: Show;
}

export interface Step extends Json {
  readonly do: string;
  readonly catch?: boolean;
}

/** What Django answered. */
export interface Result {
  /** Null for a `bulk_create` that shows no rows. */
  readonly rows?: readonly unknown[] | null;
  readonly value?: unknown;
  readonly error?: string;
  readonly steps?: readonly unknown[];
}

/** Rows that a case changed, by model. */
export type Changes = Readonly<Record<string, TableChanges>>;
export interface TableChanges {
  readonly removed?: readonly string[];
  readonly added?: readonly Json[];
  readonly changed?: readonly { readonly pk: string; readonly set: Json }[];
}

/** A line of `queries.jsonl`. */
export interface Case extends Pipeline {
  readonly id: string;
  readonly area: string;
  readonly ordered?: boolean;
  readonly nested_ordered?: boolean;
  readonly commits?: boolean;
  readonly only?: string;
  readonly result: Result;
  readonly num_queries: number | null;
  readonly after?: Changes;
  readonly log?: readonly string[];
  readonly sql: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

export interface Tagged {
  readonly $: string;
  readonly v?: unknown;
  readonly [field: string]: unknown;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number that was written as a float: `{"$": "double", "v": 1}` for `1.0`. */
export function isFloat(value: unknown): boolean {
  return isTagged(value) && value.$ === "double";
}

export function isTagged(value: unknown): value is Tagged {
  return isObject(value) && typeof value["$"] === "string";
}
