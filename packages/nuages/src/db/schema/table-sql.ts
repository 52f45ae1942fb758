import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { columnCheckSql, columnSql } from "./column-sql.ts";
import { foreignKeyOf, referencesSql } from "./foreign-keys.ts";
import { indexName } from "./names.ts";
import { plainText, quoteName, quoteNames } from "./quoting.ts";
import { columnOf, columnsOf, type TableDefinition } from "./table-definition.ts";

/** CREATE TABLE. Foreign keys are in it where the database has them so. */
export function createTableSql(
  definition: TableDefinition,
  dialect: Dialect,
  table: string = definition.table,
): string {
  const { fields, compositeKey, constraints, meta } = definition;
  const parts = fields.map((field) => columnWithName(field, definition, dialect));
  if (compositeKey.length > 0) parts.push(`PRIMARY KEY (${quoteNames(compositeKey, dialect)})`);
  for (const constraint of constraints) {
    const { inTable } = constraint.sql(meta, dialect);
    if (inTable !== undefined) parts.push(inTable);
  }
  return `CREATE TABLE ${quoteName(table, dialect)} (${parts.join(", ")})${tableSuffix(meta, dialect)}`;
}

function columnWithName(field: Field, definition: TableDefinition, dialect: Dialect): string {
  const { compositeKey } = definition;
  const inCompositeKey = compositeKey.includes(columnOf(field));
  const parts = [
    quoteName(columnOf(field), dialect),
    columnSql(field, dialect, { inCompositeKey }),
  ];
  const key = dialect.features.foreignKeysInTable ? foreignKeyOf(field, dialect) : undefined;
  if (key !== undefined) parts.push(referencesSql(key, dialect));
  const check = columnCheckSql(field, dialect);
  if (check !== undefined) parts.push(`CHECK (${check})`);
  return parts.join(" ");
}

function tableSuffix(meta: ModelMeta, dialect: Dialect): string {
  const { dbTableComment, dbTablespace } = meta.options;
  if (dialect.vendor === "mysql" && dbTableComment !== undefined && dbTableComment !== "")
    return `${dialect.tableSuffix} COMMENT = ${plainText(dbTableComment)}`;
  if (dialect.vendor === "postgresql" && dbTablespace !== undefined && dbTablespace !== "")
    return `${dialect.tableSuffix} TABLESPACE ${quoteName(dbTablespace, dialect)}`;
  return dialect.tableSuffix;
}

/** What makes columns unique together: an index or a constraint, as the database has it. */
export function uniqueTogetherSql(
  meta: ModelMeta,
  names: readonly string[],
  dialect: Dialect,
): string {
  return uniqueSql(meta.dbTable, columnsOf(meta, names), dialect);
}

/** The same for columns. */
export function uniqueSql(table: string, columns: readonly string[], dialect: Dialect): string {
  const name = quoteName(indexName(table, columns, "_uniq", dialect.maxNameLength), dialect);
  const quoted = quoteNames(columns, dialect);
  return dialect.vendor === "sqlite"
    ? `CREATE UNIQUE INDEX ${name} ON ${quoteName(table, dialect)} (${quoted})`
    : `ALTER TABLE ${quoteName(table, dialect)} ADD CONSTRAINT ${name} UNIQUE (${quoted})`;
}

/** The index of one column. */
export function fieldIndexSql(field: Field, dialect: Dialect): string {
  const { dbTable } = field.model;
  const column = columnOf(field);
  const name = indexName(dbTable, [column], "", dialect.maxNameLength);
  return `CREATE INDEX ${quoteName(name, dialect)} ON ${quoteName(dbTable, dialect)} (${quoteName(column, dialect)})`;
}

export function patternIndexName(field: Field, dialect: Dialect): string {
  return indexName(field.model.dbTable, [columnOf(field)], "_like", dialect.maxNameLength);
}

/** The index of one column that serves LIKE, where the database needs one. */
export function patternIndexSql(field: Field, dialect: Dialect): string | undefined {
  const operators = dialect.patternIndex(field);
  if (operators === undefined) return undefined;
  const name = quoteName(patternIndexName(field, dialect), dialect);
  return `CREATE INDEX ${name} ON ${quoteName(field.model.dbTable, dialect)} (${quoteName(columnOf(field), dialect)} ${operators})`;
}

/** Is the column to have an index of its own? A unique one has it by that, a foreign key on MySQL too. */
export function isIndexed(field: Field, dialect: Dialect): boolean {
  if (!field.dbIndex || field.unique) return false;
  return !(dialect.features.indexesForeignKeys && foreignKeyOf(field, dialect) !== undefined);
}

/** The indexes of one column. */
export function fieldIndexes(field: Field, dialect: Dialect): string[] {
  const statements: string[] = [];
  if (isIndexed(field, dialect)) statements.push(fieldIndexSql(field, dialect));
  if (field.dbIndex || field.unique) {
    const pattern = patternIndexSql(field, dialect);
    if (pattern !== undefined) statements.push(pattern);
  }
  return statements;
}

/** Indexes of a table, and constraints that are made as indexes. */
export function indexStatements(definition: TableDefinition, dialect: Dialect): string[] {
  const { meta, constraints, uniqueTogether, fields, indexes } = definition;
  const { partialIndexes, expressionIndexes } = dialect.features;
  return [
    ...constraints.flatMap((constraint) => constraint.sql(meta, dialect).statement ?? []),
    ...uniqueTogether.map((names) => uniqueTogetherSql(meta, names, dialect)),
    ...fields.flatMap((field) => fieldIndexes(field, dialect)),
    ...indexes
      .filter(
        ({ condition, expressions }) =>
          (condition === undefined || partialIndexes) &&
          (expressions.length === 0 || expressionIndexes),
      )
      .map((index) => index.sql(meta, dialect)),
  ];
}
