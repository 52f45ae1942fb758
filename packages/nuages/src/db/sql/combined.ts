import { DatabaseError } from "../errors.ts";
import { Col, Ref } from "../expressions/columns.ts";
import { type OrderBy } from "../expressions/combinable.ts";
import type { Combination, Query } from "../query/query.ts";
import { EmptyResultSet, joinSql, sql, type Sql } from "./fragment.ts";
import { orderings } from "./order-by.ts";
import type { SelectCompiler, StatementOptions } from "./select-compiler.ts";

/** Statement of a union, intersection or difference of queries. */
export function combinedSql(
  compiler: SelectCompiler,
  combination: Combination,
  options: StatementOptions,
): Sql {
  const { dialect, query } = compiler;
  const parts: Sql[] = [];
  let first: SelectCompiler | undefined;
  for (const [index, part] of combination.queries.entries()) {
    const inner = compiler.nested(
      alignColumns(part.query, query),
      compiler.slotBase + part.slotBase,
    );
    try {
      refuseUnsupported(part.query, compiler);
      const statement = inner.statement({ columnAliases: options.columnAliases ?? false });
      parts.push(
        part.query.combination === undefined
          ? statement
          : sql(`SELECT * FROM (${statement.text})`, statement.params),
      );
      first ??= inner;
    } catch (error) {
      if (!(error instanceof EmptyResultSet)) throw error;
      // Union goes on without an empty part; without the first, or any part of an intersection, nothing is left.
      if (
        combination.operator === "intersection" ||
        (combination.operator === "difference" && index === 0)
      )
        throw error;
    }
  }
  if (first === undefined) throw new EmptyResultSet();
  compiler.items = first.items;
  compiler.instances = first.instances;
  compiler.annotations = first.annotations;
  let keyword = dialect.setOperators.get(combination.operator) ?? "UNION";
  if (combination.all && combination.operator === "union") keyword += " ALL";
  const { text, params } = joinSql(parts, ` ${keyword} `);
  const order = orderText(compiler, query, parts.length);
  return sql(`${text}${order.text}${options.withoutLimits === true ? "" : compiler.limitSql()}`, [
    ...params,
    ...order.params,
  ]);
}

/** Each part selects what the whole selects. */
function alignColumns(part: Query, whole: Query): Query {
  if (
    part.selected !== undefined ||
    part.combination !== undefined ||
    (whole.selected === undefined && !whole.selectsOne)
  )
    return part;
  const aligned = part.clone();
  if (whole.selected !== undefined) aligned.setValues(whole.selected);
  return aligned;
}

function refuseUnsupported(part: Query, compiler: SelectCompiler): void {
  if (compiler.dialect.features.supportsSlicedCombined) return;
  if (part.isSliced)
    throw new DatabaseError("LIMIT/OFFSET not allowed in subqueries of compound statements.");
  if (part.isOrdered) {
    throw new DatabaseError("ORDER BY not allowed in subqueries of compound statements.", {
      hint: "Clear the ordering of each part: .orderBy().",
    });
  }
}

/** The ordering of the whole: by the position of a selected column. */
function orderText(compiler: SelectCompiler, query: Query, parts: number): Sql {
  if (parts === 0) return sql("");
  const { items } = orderings(query);
  if (items.length === 0) return sql("");
  const pieces = items.map(({ item }) => {
    const position = positionOf(compiler, item);
    const direction = item.descending ? "DESC" : "ASC";
    const nulls = item.nulls === undefined ? "" : ` NULLS ${item.nulls.toUpperCase()}`;
    return sql(`(${position}) ${direction}${nulls}`);
  });
  return sql(` ORDER BY ${pieces.map(({ text }) => text).join(", ")}`);
}

function positionOf(compiler: SelectCompiler, item: OrderBy): number {
  const { expression } = item;
  const index = compiler.items.findIndex(({ expression: selected, name }) => {
    if (expression instanceof Ref)
      return name === expression.name || selected === expression.source;
    if (expression instanceof Col)
      return selected instanceof Col && selected.target === expression.target;
    return selected === expression;
  });
  if (index < 0) {
    throw new DatabaseError("ORDER BY term does not match any column in the result set.", {
      hint: "Order a combined queryset by columns that it selects.",
    });
  }
  return index + 1;
}
