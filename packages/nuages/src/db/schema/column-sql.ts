import { Expression } from "../expressions/expression.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import type { Field } from "../fields/field.ts";
import type { GeneratedFieldInstance } from "../fields/generated-field.ts";
import { Query } from "../query/query.ts";
import type { Dialect } from "../sql/dialect.ts";
import { schemaSql } from "./literals.ts";
import { plainText, quoteName } from "./quoting.ts";
import { schemaDialect } from "./schema-dialect.ts";

/** How a column is written. */
export interface ColumnSqlOptions {
  /** A default that stays only until the rows which are there have it; text of SQL. */
  readonly oneOffDefault?: string | undefined;
  /** It is part of a key of several columns. */
  readonly inCompositeKey?: boolean;
  /** Without the indexes that it brings along: the column is there already. */
  readonly alone?: boolean;
}

/** The column behind its name: type, default, NULL, key. Without the conditions that its type brings along. */
export function columnSql(
  field: Field,
  dialect: Dialect,
  { oneOffDefault, inCompositeKey = false, alone = false }: ColumnSqlOptions = {},
): string {
  const parts = [field.dbType(dialect) ?? ""];
  const collation = collationOf(field);
  if (collation !== undefined) parts.push(collateSql(collation, dialect));
  const comment = commentSql(field, dialect);
  if (comment !== undefined && !field.generated) parts.push(comment);
  if (field.hasDbDefault) parts.push(`DEFAULT ${dbDefaultSql(field, dialect)}`);
  else if (oneOffDefault !== undefined)
    parts.push(`DEFAULT ${defaultText(oneOffDefault, field, dialect)}`);
  if (field.generated)
    parts.push(generatedSql(field as unknown as GeneratedFieldInstance, dialect));
  else parts.push(field.null ? "NULL" : "NOT NULL");
  if (alone) {
    // Keys and unique columns have their indexes by other statements.
  } else if (field.primaryKey && !inCompositeKey) parts.push("PRIMARY KEY");
  else if (field.unique) parts.push("UNIQUE");
  if (comment !== undefined && field.generated) parts.push(comment);
  const suffix = dialect.columnSuffix(field);
  if (suffix !== undefined) parts.push(suffix);
  return parts.join(" ");
}

export function collationOf(field: Field): string | undefined {
  const collation = field.targetField.options["dbCollation"];
  return typeof collation === "string" && collation !== "" ? collation : undefined;
}

/** SQLite takes names of collations as they are; others quote them. */
export function collateSql(collation: string, dialect: Dialect): string {
  const bare = dialect.vendor === "sqlite" && /^\w+$/.test(collation);
  return `COLLATE ${bare ? collation : quoteName(collation, dialect)}`;
}

/** The comment, where it is part of the column. */
function commentSql(field: Field, dialect: Dialect): string | undefined {
  const { dbComment } = field.options;
  if (dialect.vendor !== "mysql" || dbComment === undefined || dbComment === "") return undefined;
  return `COMMENT ${plainText(dbComment)}`;
}

export function generatedSql(field: GeneratedFieldInstance, dialect: Dialect): string {
  const query = new Query(field.model);
  query.initialAlias();
  const expression = field.expression.resolve(query, { allowJoins: false });
  return `GENERATED ALWAYS AS (${schemaSql(query, expression, dialect)}) ${field.dbPersist ? "STORED" : "VIRTUAL"}`;
}

/** The default that the database fills in is the same for all rows, and no call. */
export function isConstantDefault(field: Field): boolean {
  const given = field.options.dbDefault;
  return !(given instanceof Expression) || given instanceof ValueExpression;
}

/** The default that the database fills in, as text. */
export function dbDefaultSql(field: Field, dialect: Dialect): string {
  const given = field.options.dbDefault;
  if (!(given instanceof Expression) || given instanceof ValueExpression) {
    const value: unknown = given instanceof ValueExpression ? given.value : given;
    const written = schemaDialect(dialect);
    const text = written.literal(field.getDbPrepSave(value, written));
    return defaultText(text, field, dialect);
  }
  const query = new Query(field.model);
  const resolved = given.resolve(query, { allowJoins: false, forSave: true });
  return `(${schemaSql(query, resolved, dialect)})`;
}

/** A constant as a default: MySQL takes those of texts, bytes and JSON as expressions only. */
function defaultText(constant: string, field: Field, dialect: Dialect): string {
  const isExpression =
    dialect.displayName === "MySQL" && /text|blob|json/.test(field.dbType(dialect) ?? "");
  return isExpression ? `(${constant})` : constant;
}

/** Condition that the type of the column brings along. */
export function columnCheckSql(field: Field, dialect: Dialect): string | undefined {
  return dialect.columnCheck(field)?.replaceAll("%%", "%");
}
