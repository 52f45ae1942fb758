import type { Condition } from "../expressions/q.ts";
import type { Expression } from "../expressions/expression.ts";
import type { JoinStep } from "../models/joins.ts";
import type { NamedTable } from "./named-table.ts";
import type { Query } from "./query.ts";
import type { Where } from "./where.ts";

export type JoinType = "INNER" | "LOUTER";

/** A join that `FilteredRelation` gave a name and a condition. */
export interface NamedJoin {
  readonly alias: string;
  readonly relation: string;
  readonly condition: Condition;
  /** The path of joins; known once the relation is used. */
  readonly resolved?: Where | undefined;
}

/** A table of the query: the first one, or one that is joined to another. */
export interface TableRef {
  readonly alias: string;
  readonly table: string;
  readonly parent?: string;
  readonly step?: JoinStep;
  readonly joinType?: JoinType;
  readonly nullable?: boolean;
  readonly filtered?: NamedJoin | undefined;
  /** The table of the WITH clause that it reads. */
  readonly source?: NamedTable;
  /** The condition of a join to such a table. */
  readonly on?: Where;
}

/** One item of an ordering: a path with sign, `?`, or an expression. */
export type OrderItem = string | Expression;

/** A set operation over whole queries. */
export interface Combination {
  readonly operator: "union" | "intersection" | "difference";
  readonly all: boolean;
  readonly queries: readonly { readonly query: Query; readonly slotBase: number }[];
}

/** Relations to load along, by name: a tree. */
export interface RelatedTree {
  readonly [name: string]: RelatedTree;
}

/** Which fields are loaded. */
export interface Deferral {
  readonly names: ReadonlySet<string>;
  /** `names` are left out; else only they are loaded. */
  readonly defer: boolean;
}
