import { CollateExpression } from "../expressions/collate.ts";
import { Col } from "../expressions/columns.ts";
import { OrderBy } from "../expressions/combinable.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Condition } from "../expressions/q.ts";
import type { ModelMeta } from "../models/meta.ts";
import { Query } from "../query/query.ts";
import type { Dialect } from "../sql/dialect.ts";
import { schemaSql } from "./literals.ts";
import { quoteName, quoteNames } from "./quoting.ts";

/** What CREATE INDEX says. */
export interface IndexParts {
  readonly name: string;
  readonly unique?: boolean;
  /** Field names, `-` in front for descending. */
  readonly fields: readonly string[];
  /** In place of fields. */
  readonly expressions: readonly Expression[];
  readonly condition: Condition | undefined;
  readonly include?: readonly string[] | undefined;
  readonly opclasses?: readonly string[] | undefined;
  readonly tablespace?: string | undefined;
  readonly nullsDistinct?: boolean | undefined;
  /** Others go on writing while it is built; on PostgreSQL. */
  readonly concurrently?: boolean;
}

/** CREATE INDEX. What the database does not know and rows do not need is left out: INCLUDE, operator classes, tablespaces. */
export function createIndexSql(meta: ModelMeta, parts: IndexParts, dialect: Dialect): string {
  const isPostgresql = dialect.vendor === "postgresql";
  const { include = [], opclasses = [], tablespace = meta.options.dbTablespace } = parts;
  const items = indexItems(meta, parts, dialect).map(({ text, direction }, place) => {
    const operators = isPostgresql ? opclasses[place] : undefined;
    return `${text}${operators === undefined ? "" : ` ${operators}`}${direction}`;
  });
  const words = [
    `CREATE ${parts.unique === true ? "UNIQUE " : ""}INDEX${isPostgresql && parts.concurrently === true ? " CONCURRENTLY" : ""} ${quoteName(parts.name, dialect)}`,
    `ON ${quoteName(meta.dbTable, dialect)} (${items.join(", ")})`,
  ];
  if (isPostgresql && include.length > 0) {
    const columns = include.map((name) => meta.getField(name).column ?? "");
    words.push(`INCLUDE (${quoteNames(columns, dialect)})`);
  }
  if (isPostgresql && parts.nullsDistinct !== undefined)
    words.push(`NULLS ${parts.nullsDistinct ? "" : "NOT "}DISTINCT`);
  if (isPostgresql && tablespace !== undefined && tablespace !== "")
    words.push(`TABLESPACE ${quoteName(tablespace, dialect)}`);
  const where = conditionSql(meta, parts.condition, dialect);
  if (where !== undefined) words.push(`WHERE ${where}`);
  return words.join(" ");
}

/** The text of a condition that limits the rows; undefined without one. */
export function conditionSql(
  meta: ModelMeta,
  condition: Condition | undefined,
  dialect: Dialect,
): string | undefined {
  if (condition === undefined) return undefined;
  const query = new Query(meta);
  query.initialAlias();
  return schemaSql(query, query.resolveCondition(condition, { allowJoins: false }), dialect);
}

interface Item {
  readonly text: string;
  readonly direction: string;
}

function indexItems(
  meta: ModelMeta,
  { fields, expressions }: IndexParts,
  dialect: Dialect,
): Item[] {
  if (fields.length > 0)
    return fields.map((name) => ({
      text: quoteName(meta.getField(name.replace(/^-/, "")).column ?? "", dialect),
      direction: name.startsWith("-") ? " DESC" : "",
    }));
  const query = new Query(meta);
  query.initialAlias();
  return expressions.map((expression) =>
    expressionItem(query, expression.resolve(query, { allowJoins: false }), dialect),
  );
}

function expressionItem(query: Query, resolved: Expression, dialect: Dialect): Item {
  if (!(resolved instanceof OrderBy))
    return { text: rootText(query, resolved, dialect), direction: "" };
  const { expression, descending, nulls } = resolved;
  const place = nulls === undefined ? "" : ` NULLS ${nulls.toUpperCase()}`;
  return {
    text: rootText(query, expression, dialect),
    direction: `${descending ? " DESC" : ""}${dialect.vendor === "postgresql" ? place : ""}`,
  };
}

/** Columns stand as they are, other expressions in parentheses, collations behind both. */
function rootText(query: Query, expression: Expression, dialect: Dialect): string {
  if (expression instanceof CollateExpression && dialect.vendor !== "mysql") {
    const [source] = expression.sources();
    if (source !== undefined)
      return `${rootText(query, source, dialect)} COLLATE ${quoteName(expression.collation, dialect)}`;
  }
  const text = schemaSql(query, expression, dialect);
  return expression instanceof Col ? text : `(${text})`;
}
