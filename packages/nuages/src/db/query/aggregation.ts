import { FieldError, InvalidUse } from "../errors.ts";
import { Col, Ref } from "../expressions/columns.ts";
import { NO_EMPTY_VALUE, type Expression } from "../expressions/expression.ts";
import type { Dialect } from "../sql/dialect.ts";
import { EmptyResultSet, FullResultSet, joinSql, sql, type Sql } from "../sql/fragment.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { planOf } from "./execute.ts";
import type { Plan } from "./plan.ts";
import type { Row } from "../backends/database.ts";
import type { Query } from "./query.ts";

/** The statement of aggregates over the whole result of a query, with a reader that gives them by name. */
export function aggregatePlan(
  query: Query,
  aggregates: ReadonlyMap<string, Expression>,
  dialect: Dialect,
): Plan {
  const { resolved, statement } = aggregateStatement(query, aggregates, dialect);
  const readers = [...resolved].map(([name, expression]) => ({
    name,
    read: expression.getReader(dialect),
    // The value where the database is not asked, or gives no row.
    empty: expression.emptyResultValue === NO_EMPTY_VALUE ? null : expression.emptyResultValue,
  }));
  const read = (row: Row): [string, unknown][] =>
    readers.map(({ name, read: convert, empty }, index) => {
      if (row.length === 0) return [name, empty];
      const value = row[index];
      return [name, value === null || convert === undefined ? value : convert(value)];
    });
  return { ...planOf(dialect, () => ({ sql: statement(), read })), read };
}

/** The aggregates of a query in their resolved form, and the statement that computes them. */
export function aggregateStatement(
  query: Query,
  aggregates: ReadonlyMap<string, Expression>,
  dialect: Dialect,
): { readonly resolved: ReadonlyMap<string, Expression>; readonly statement: () => Sql } {
  const resolved = resolveAggregates(query, aggregates);
  const outer = outerQuery(query, resolved, dialect);
  return { resolved, statement: () => outer.statement() };
}

/** The aggregates with their columns; each may use those before it. */
function resolveAggregates(
  query: Query,
  aggregates: ReadonlyMap<string, Expression>,
): Map<string, Expression> {
  const resolved = new Map<string, Expression>();
  for (const [name, given] of aggregates) {
    const expression = given.resolve(query, { allowJoins: true, summarize: true });
    if (!expression.containsAggregate)
      throw new InvalidUse(`"${name}" is not an aggregate expression.`);
    const replacements = new Map<Expression, Expression>();
    for (const inner of expression.flatten()) {
      const other = inner instanceof Ref ? resolved.get(inner.name) : undefined;
      if (other !== undefined) replacements.set(inner, other);
    }
    resolved.set(name, expression.replace(replacements));
  }
  return resolved;
}

interface OuterStatement {
  statement(): Sql;
}

/** A query over the rows of another, or the query itself when nothing stands between. */
function outerQuery(
  query: Query,
  aggregates: ReadonlyMap<string, Expression>,
  dialect: Dialect,
): OuterStatement {
  const annotations = query.selectedAnnotations();
  const existing = [...query.annotations].filter(([name]) => !aggregates.has(name));
  const referred = new Set<string>();
  for (const expression of aggregates.values())
    for (const inner of expression.flatten()) if (inner instanceof Ref) referred.add(inner.name);
  const grouping = existing.some(
    ([name, annotation]) =>
      (annotation.containsAggregate || annotation.containsOverClause) &&
      (referred.has(name) || annotations.some(([selected]) => selected === name)),
  );
  const filtersOnAggregates = query.where.containsAggregate;
  const qualified = query.where.containsOverClause;
  const needsSubquery =
    Array.isArray(query.groupBy) ||
    query.isSliced ||
    grouping ||
    filtersOnAggregates ||
    qualified ||
    query.groupBy !== undefined ||
    query.distinct ||
    query.distinctFields.length > 0 ||
    query.combination !== undefined ||
    hasSetReturning(existing);
  if (needsSubquery) return new WrappedAggregate(query, aggregates, referred, dialect);
  const own = query.clone();
  own.select = [];
  own.defaultColumns = false;
  own.annotations = new Map(
    [...aggregates].map(([name, expression]) => [name, inlineRefs(expression, query)]),
  );
  own.annotationMask = undefined;
  own.selected = undefined;
  own.valuesSelect = [];
  own.clearOrdering({ force: true });
  own.clearLimits();
  own.selectForUpdate = undefined;
  own.selectRelated = false;
  return new SelectCompiler(own, dialect);
}

function inlineRefs(expression: Expression, query: Query): Expression {
  const replacements = new Map<Expression, Expression>();
  for (const inner of expression.flatten()) {
    if (!(inner instanceof Ref)) continue;
    const annotation = query.annotations.get(inner.name);
    if (annotation !== undefined) replacements.set(inner, annotation);
  }
  return expression.replace(replacements);
}

function hasSetReturning(annotations: readonly (readonly [string, Expression])[]): boolean {
  return annotations.some(
    ([, annotation]) => (annotation as { setReturning?: boolean }).setReturning === true,
  );
}

/** `SELECT COUNT(*) FROM (SELECT …) subquery`. */
class WrappedAggregate implements OuterStatement {
  readonly #inner: Query;
  readonly #aggregates: ReadonlyMap<string, Expression>;
  readonly #dialect: Dialect;

  constructor(
    query: Query,
    aggregates: ReadonlyMap<string, Expression>,
    referred: ReadonlySet<string>,
    dialect: Dialect,
  ) {
    const inner = query.clone();
    inner.selectForUpdate = undefined;
    inner.selectRelated = false;
    inner.isSubquery = true;
    inner.clearOrdering();
    if (!inner.isSliced && inner.distinctFields.length === 0) simplify(inner, query, referred);
    this.#inner = inner;
    this.#aggregates = aggregates;
    this.#dialect = dialect;
  }

  statement(): Sql {
    const inner = new SelectCompiler(this.#inner, this.#dialect);
    const combined = this.#inner.combination !== undefined;
    const columns = combined ? undefined : relocate(this.#aggregates, this.#inner);
    const statement = inner.statement(
      columns === undefined ? { columnAliases: true } : { extra: columns.needed },
    );
    const expressions = columns?.outer ?? overColumns(this.#aggregates, inner);
    const outer = new SelectCompiler(this.#inner, this.#dialect);
    const pieces = expressions.map((expression) => {
      try {
        return outer.compile(expression);
      } catch (error) {
        if (error instanceof FullResultSet || error instanceof EmptyResultSet)
          throw new FieldError("An aggregate over a condition that is always true or false.");
        throw error;
      }
    });
    const select = joinSql(pieces, ", ");
    return sql(
      `SELECT ${select.text} FROM (${statement.text}) ${this.#dialect.quote("subquery")}`,
      [...select.params, ...statement.params],
    );
  }
}

/** Aggregates over the columns of a combined query, which are called `col1`, `col2` … */
function overColumns(
  aggregates: ReadonlyMap<string, Expression>,
  inner: SelectCompiler,
): Expression[] {
  const replacements = new Map<Expression, Expression>();
  for (const expression of aggregates.values()) {
    for (const part of expression.flatten()) {
      if (!(part instanceof Col)) continue;
      const index = inner.items.findIndex(
        ({ expression: selected }) => selected instanceof Col && selected.target === part.target,
      );
      if (index >= 0) replacements.set(part, new Ref(`col${index + 1}`, part));
    }
  }
  return [...aggregates.values()].map((expression) => expression.replace(replacements));
}

/** Columns that nobody asks for are left out of the inner query, as far as its rows stay the same. */
function simplify(inner: Query, query: Query, referred: ReadonlySet<string>): void {
  if (!inner.defaultColumns || inner.distinct || inner.combination !== undefined) return;
  const grouped = [...query.annotations].some(([, annotation]) => annotation.containsAggregate);
  if (inner.groupBy === true && grouped) {
    const alias = inner.initialAlias();
    inner.groupBy = inner.meta.pkFields.map((field) => new Col(alias, field));
  }
  inner.defaultColumns = false;
  const kept = new Set([...referred].filter((name) => query.annotations.has(name)));
  const mask = [...query.annotations.keys()].filter(
    (name) => kept.has(name) || query.annotations.get(name)?.containsAggregate === true,
  );
  inner.annotationMask = new Set(mask);
  if (mask.length === 0) inner.selectKeyOnly();
}

/** Splits aggregates into columns of the inner query and expressions over them. */
function relocate(
  aggregates: ReadonlyMap<string, Expression>,
  inner: Query,
): { readonly needed: { name: string; expression: Expression }[]; readonly outer: Expression[] } {
  const needed: { name: string; expression: Expression }[] = [];
  const replacements = new Map<Expression, Expression>();
  const take = (part: Expression, source: Expression): void => {
    const name = `__col${needed.length + 1}`;
    needed.push({ name, expression: source });
    replacements.set(part, new Ref(name, source));
  };
  const walk = (part: Expression): void => {
    if (replacements.has(part)) return;
    const annotation = part instanceof Ref ? inner.annotations.get(part.name) : undefined;
    if (annotation !== undefined) take(part, annotation);
    else if (part instanceof Col) take(part, part);
    else for (const source of part.sources()) walk(source);
  };
  for (const expression of aggregates.values()) walk(expression);
  return {
    needed,
    outer: [...aggregates.values()].map((expression) => expression.replace(replacements)),
  };
}
