import type { Field } from "../fields/field.ts";
import type { Sql } from "./fragment.ts";
import type { ExplainOptions } from "./explain-options.ts";
import type { JsonSql } from "./json-sql.ts";

/** What a database can do; a difference between databases is named here and nowhere else. */
export interface Features {
  readonly relatedFieldsMatchType: boolean;
  readonly supportsReturning: boolean;
  readonly supportsIgnoreConflicts: boolean;
  readonly distinctOn: boolean;
  readonly selectForUpdate: boolean;
  readonly supportsNullsOrdering: boolean;
  /** NULLs come first in ascending order. */
  readonly nullsFirst: boolean;
  readonly supportsSlicedCombined: boolean;
  readonly supportsDefaultKeyword: boolean;
  /** Aggregates take `FILTER (WHERE …)`. */
  readonly supportsAggregateFilter: boolean;
  readonly maxParams: number;
  readonly updateCanSelfSelect: boolean;
  /** UUIDs are a type of their own, not texts without dashes. */
  readonly nativeUuid: boolean;
  /** Foreign keys are checked after each statement and not at the end of the transaction. */
  readonly checksForeignKeysAtOnce?: boolean;
  /** `FOR NO KEY UPDATE`, and `OF` with the tables whose rows are locked. */
  readonly selectForNoKeyUpdate: boolean;
  readonly selectForUpdateOf: boolean;
  readonly selectForUpdateSkipLocked: boolean;
  /** Foreign keys are part of CREATE TABLE; else they are added when all tables are there. */
  readonly foreignKeysInTable: boolean;
  readonly deferrableConstraints: boolean;
  /** A transaction that is undone takes changes of tables along. */
  readonly canRollbackDdl: boolean;
  /** A foreign key brings its index along. */
  readonly indexesForeignKeys: boolean;
  readonly partialIndexes: boolean;
  readonly expressionIndexes: boolean;
  readonly supportsLogicalXor: boolean;
  /** Is a column of HAVING not found where rows are grouped by another table's column of that name, too? */
  readonly havingMistakesNames: boolean;
  /** Does EXTRACT know more parts of dates and times than all databases have? */
  readonly extractsOtherParts: boolean;
  /** Are decimals of too many places rounded when they are stored, as the database rounds? */
  readonly roundsDecimals: boolean;
  /** An insert that changes rows which are there already names what makes them the same. */
  readonly conflictTargets: boolean;
  /** A table of the WITH clause can be said to be computed once, or not. */
  readonly materializedHint?: boolean;
}

/** What is left out or changed when a row that is inserted is there already; names are quoted. */
export interface ConflictColumns {
  readonly kind: "ignore" | "update";
  readonly update: readonly string[];
  readonly unique: readonly string[];
}

/** Rows of a bulk insert as one array a column. */
export interface ColumnArrays {
  /** Type of an array of the values of a column; undefined: they cannot be sent so. */
  typeOf(columnType: string): string | undefined;
  /** Adapted values as one parameter. */
  bind(values: readonly unknown[]): unknown;
}

/** One kind of database as data and small functions: everything the one compiler needs to know of it. */
export interface Dialect {
  readonly vendor: "sqlite" | "postgresql" | "mysql";
  readonly displayName: string;
  readonly features: Features;
  /** Comparison operators with `%s` for the right side, by lookup name. */
  readonly operators: ReadonlyMap<string, string>;
  /** The same when the right side is an expression whose text is made a pattern in SQL; `{}` is the escaped text. */
  readonly patternOperators: ReadonlyMap<string, string>;
  /** How a text is escaped for LIKE inside SQL; `{}` is the text. */
  readonly patternEscape: string;
  /** Keywords of the set operators. */
  readonly setOperators: ReadonlyMap<"union" | "intersection" | "difference", string>;
  /** Value of LIMIT that means "all", for an OFFSET alone; undefined when none is needed. */
  readonly noLimit: string | undefined;
  readonly maxNameLength: number;

  quote(name: string): string;
  /** The n-th placeholder of a statement, from 1. */
  placeholder(index: number): string;
  /** A value as text of a schema, where placeholders are not allowed. */
  literal(value: unknown): string;
  columnType(field: Field): string | undefined;
  columnTypeOf(internalType: string, field: Field): string | undefined;
  castType(field: Field): string | undefined;
  /** Text behind the type in column definitions (`AUTOINCREMENT`). */
  columnSuffix(field: Field): string | undefined;
  /** Condition that the column type brings along. */
  columnCheck(field: Field): string | undefined;
  /** Text behind CREATE TABLE (…). */
  readonly tableSuffix: string;
  /** Operator class of a second index that serves LIKE 'text%'; undefined when none is needed. */
  patternIndex(field: Field): string | undefined;
  /** The words in place of INSERT, and the clause behind the values. */
  conflict(columns: ConflictColumns): { readonly verb: string; readonly tail: string };
  /** Columns and values of an INSERT that leaves all to the defaults. */
  readonly emptyInsert: string;
  /** A value as the field holds it → what the driver takes. */
  adapt(field: Field, value: unknown): unknown;
  /** What the driver gives for a column of the field → its value; undefined when they are the same. */
  reader(field: Field): ((value: unknown) => unknown) | undefined;
  integerRange(field: Field): readonly [bigint, bigint] | undefined;

  /** The left side of a lookup, cast where the database compares other than it should. */
  lookupCast(lookup: string, field: Field): string;
  /** An expression with the operator of arithmetic between two sides. */
  combine(operator: string, sides: readonly string[]): string;
  combineDuration(operator: string, sides: readonly string[]): string;
  durationText(field: Field): string;
  subtractTemporals(internalType: string, left: Sql, right: Sql): Sql;
  extract(
    part: string,
    source: Sql,
    kind: "date" | "time" | "datetime" | "duration",
    timeZone: string | undefined,
  ): Sql;
  truncate(
    part: string,
    source: Sql,
    kind: "date" | "time" | "datetime",
    timeZone: string | undefined,
  ): Sql;
  /** A datetime as date or as time in a time zone. */
  castDateTime(to: "date" | "time", source: Sql, timeZone: string | undefined): Sql;
  readonly json: JsonSql;
  /** How a bulk insert sends its values column by column; undefined where it cannot. */
  readonly arrays?: ColumnArrays;
  /** Values of a bulk insert for one statement at most. */
  batchSize(fields: number, rows: number): number;
  /** What {@link explain} takes besides a statement. */
  readonly explainOptions: ExplainOptions;
  /** `options` are checked before. */
  explain(sql: string, options: Readonly<Record<string, unknown>>): string;
}
