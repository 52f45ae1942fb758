import { DatabaseError, NotSupportedError } from "../errors.ts";
import { Col, FieldReference, Ref } from "../expressions/columns.ts";
import { OrderBy } from "../expressions/combinable.ts";
import type { Query } from "../query/query.ts";
import type { Combination } from "../query/query-parts.ts";
import { EmptyResultSet, joinSql, sql, type Sql } from "./fragment.ts";
import type { Expression } from "../expressions/expression.ts";
import { orderings } from "./order-by.ts";
import type { SelectCompiler, StatementOptions } from "./select-compiler.ts";

/** Statement of a union, intersection or difference of queries. */
export function combinedSql(
  compiler: SelectCompiler,
  combination: Combination,
  options: StatementOptions,
): Sql {
  const { dialect, query } = compiler;
  const terms = options.withoutLimits === true ? [] : orderTerms(query, combination);
  const parts: Sql[] = [];
  let first: SelectCompiler | undefined;
  for (const [index, part] of combination.queries.entries()) {
    const aligned = alignColumns(part.query, query, terms);
    const inner = compiler.nested(aligned, compiler.slotBase + part.slotBase);
    try {
      refuseUnsupported(part.query, compiler);
      const statement = inner.statement({ columnAliases: options.columnAliases ?? false });
      parts.push(partSql(statement, part.query, compiler));
      first ??= inner;
    } catch (error) {
      if (!(error instanceof EmptyResultSet)) throw error;
      // Union goes on without an empty part; without the first, or any part of an intersection, nothing is left.
      const essential =
        combination.operator === "intersection" ||
        (combination.operator === "difference" && index === 0);
      if (essential) throw error;
    }
  }
  if (first === undefined) throw new EmptyResultSet();
  compiler.items = first.items;
  compiler.instances = first.instances;
  compiler.annotations = first.annotations.filter(({ name }) => !name.startsWith(ORDER_NAME));
  let keyword = dialect.setOperators.get(combination.operator);
  if (keyword === undefined)
    throw new NotSupportedError(
      `${combination.operator} is not supported by ${dialect.displayName}.`,
    );
  if (combination.all && combination.operator === "union") keyword += " ALL";
  const { text, params } = joinSql(parts, ` ${keyword} `);
  const order = terms.map((term) => orderSql(compiler, term)).join(", ");
  const limits = options.withoutLimits === true ? "" : compiler.limitSql();
  return sql(`${text}${order === "" ? "" : ` ORDER BY ${order}`}${limits}`, params);
}

/** A part of the whole: in parentheses where the database takes them, so that it can be ordered and cut. */
function partSql({ text, params }: Sql, part: Query, { dialect }: SelectCompiler): Sql {
  if (dialect.features.supportsSlicedCombined) return sql(`(${text})`, params);
  return part.combination === undefined
    ? sql(text, params)
    : sql(`SELECT * FROM (${text})`, params);
}

/** Beginning of the names of columns that are only there to be ordered by. */
const ORDER_NAME = "__orderbycol";

/** One item of the ordering of the whole. */
interface OrderTerm {
  readonly item: OrderBy;
  /** The path that it was given as. */
  readonly raw?: string;
  /** The name of a selected column, when it is one. */
  readonly name: string | undefined;
  /** Name of the column that is added for it. */
  readonly added: string;
}

function orderTerms(query: Query, combination: Combination): OrderTerm[] {
  const raw = query.orderBy.length > 0 || !query.defaultOrdering ? query.orderBy : [];
  const selected = combination.queries[0]?.query.selected ?? query.selected;
  const named = raw.every((item) => typeof item === "string" && item !== "?");
  if (named) {
    return raw.flatMap((item, index): OrderTerm[] => {
      const path = String(item).replace(/^[-+]/, "");
      const descending = String(item).startsWith("-") === query.standardOrdering;
      if (selected?.includes(path) === true) {
        return [
          { item: new OrderBy(new FieldReference(path), { descending }), name: path, added: "" },
        ];
      }
      const single = query.clone();
      single.orderBy = [item];
      return orderings(single).items.map((one, position) => ({
        item: one.item,
        raw: String(item),
        name: undefined,
        added: `${ORDER_NAME}${index}${position}`,
      }));
    });
  }
  return orderings(query).items.map((one, index) => ({
    item: one.item,
    name: undefined,
    added: `${ORDER_NAME}${index}`,
  }));
}

function isSelected(part: Query, { item, name }: OrderTerm): boolean {
  if (name !== undefined) return true;
  const { expression } = item;
  if (expression instanceof Ref) return part.annotations.has(expression.name);
  if (!(expression instanceof Col)) return false;
  if (part.defaultColumns)
    return part.meta.concreteFields.includes(expression.target) && part.deferral.names.size === 0;
  return part.select.some((column) => column instanceof Col && column.target === expression.target);
}

/** Each part selects what the whole selects, and what the whole is ordered by. */
function alignColumns(part: Query, whole: Query, terms: readonly OrderTerm[]): Query {
  const own = part.selected !== undefined || part.combination !== undefined;
  const names = whole.selected;
  const missing = (query: Query): readonly OrderTerm[] =>
    terms.filter((term) => !isSelected(query, term));
  if (own || (names === undefined && missing(part).length === 0)) {
    if (own && missing(part).length > 0 && part.combination === undefined) throw noColumn();
    return part;
  }
  const aligned = part.clone();
  if (names !== undefined) aligned.setValues(names);
  for (const term of missing(aligned))
    aligned.addAnnotation(term.added, ownExpression(aligned, term));
  return aligned;
}

/** What the whole is ordered by, in terms of one part: with the joins that it needs there. */
function ownExpression(part: Query, { raw, item }: OrderTerm): Expression {
  if (raw === undefined) return item.expression;
  const ordering = part.orderBy;
  part.orderBy = [raw];
  const [own] = orderings(part).items;
  part.orderBy = ordering;
  return own?.item.expression ?? item.expression;
}

function noColumn(): DatabaseError {
  return new DatabaseError("ORDER BY term does not match any column in the result set.", {
    hint: "Order a combined queryset by columns that it selects.",
  });
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

/** One item of ORDER BY: the position of a selected column. */
function orderSql(compiler: SelectCompiler, term: OrderTerm): string {
  const direction = term.item.descending ? "DESC" : "ASC";
  const nulls = term.item.nulls === undefined ? "" : ` NULLS ${term.item.nulls.toUpperCase()}`;
  return `(${positionOf(compiler, term)}) ${direction}${nulls}`;
}

function positionOf(compiler: SelectCompiler, { item, name, added }: OrderTerm): number {
  const { expression } = item;
  const index = compiler.items.findIndex(({ expression: selected, name: own }) => {
    if (name !== undefined) return own === name;
    if (own === added) return true;
    if (expression instanceof Ref) return own === expression.name || selected === expression.source;
    return (
      expression instanceof Col && selected instanceof Col && selected.target === expression.target
    );
  });
  if (index < 0) throw noColumn();
  return index + 1;
}
