import type { Expression } from "../expressions/expression.ts";
import type { Query } from "../query/query.ts";
import type { Dialect } from "./dialect.ts";
import type { Sql } from "./fragment.ts";

/** What an expression may ask of the compiler that turns its query into SQL. */
export interface Compiler {
  readonly dialect: Dialect;
  readonly query: Query;
  /** It writes a schema, whose text is the same as Django's where that can be. */
  readonly isSchema?: boolean;
  /** It writes what is asked of grouped rows: only what they are grouped by can be read. */
  readonly isGrouped?: boolean;
  /** Its rows are read by the program, and by no other query. */
  readonly isOutermost?: boolean;
  compile(expression: Expression): Sql;
  quoteAlias(alias: string): string;
  /** A column of a table of the query. */
  column(alias: string, name: string): string;
  /** Added to the slots of parameters: the place where the values of an inner query begin. */
  readonly slotBase: number;
  /** A compiler for a query inside this one. */
  nested(query: Query, slotBase: number): Compiler;
  /** The whole statement of this compiler's query. */
  statement(options?: { readonly asSubquery?: boolean }): Sql;
}
