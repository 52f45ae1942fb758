import type { ModelMeta } from "../models/meta.ts";
import type { Query } from "./query.ts";

/** A query under a name that stands in the WITH clause of a statement: it is read like a table. */
export interface NamedTable {
  readonly name: string;
  /** Names of its columns in SQL, in order. */
  readonly columns: readonly string[];
  /** Its columns as fields of a model without a table of its own. */
  readonly meta: ModelMeta;
  readonly query: Query;
  /** What is added to the rows again and again until nothing new comes; reads the table itself. */
  readonly step: Query | undefined;
  /** Rows that are there already are not added again. */
  readonly distinct: boolean;
  /** Whether the database computes it once and keeps it; undefined: the database decides. */
  readonly materialized: boolean | undefined;
}
