import { Ref } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import { isQuery, Lookup } from "../lookups/lookup.ts";
import { Where } from "../query/where.ts";
import { sql, type Sql } from "./fragment.ts";
import { orderings } from "./order-by.ts";
import type { SelectCompiler, StatementOptions } from "./select-compiler.ts";

interface Parts {
  readonly where: Where | undefined;
  readonly having: Where | undefined;
  readonly qualify: Where;
}

/**
 * Conditions about window functions stand in a query around the one that computes them:
 * `SELECT * FROM (SELECT … AS "qual0") "qualify" WHERE "qual0" > 1`.
 */
export function qualifiedSql(
  compiler: SelectCompiler,
  { where, having, qualify }: Parts,
  options: StatementOptions,
): Sql {
  const { query, dialect } = compiler;
  const inner = query.clone();
  inner.where = joined(where, having);
  const extra = new Map<Expression, string>();
  const collect = (expression: Expression): void => {
    if (
      expression.containsOverClause &&
      expression.sources().some((source) => source.containsOverClause)
    ) {
      for (const source of expression.sources()) collect(source);
    } else if (!extra.has(expression)) extra.set(expression, `qual${extra.size}`);
  };
  for (const leaf of leaves(qualify))
    for (const source of partsOf(leaf)) if (!isLiteral(source)) collect(source);
  const ordered = query.isSubquery ? [] : orderings(inner).items;
  for (const { item } of ordered) {
    const source = item.expression instanceof Ref ? item.expression.source : item.expression;
    if (!extra.has(source)) extra.set(source, `qual${extra.size}`);
  }
  const order = ordered.map(({ item }) => {
    const source = item.expression instanceof Ref ? item.expression.source : item.expression;
    return { name: extra.get(source) ?? "", item };
  });
  inner.clearLimits();
  inner.clearOrdering({ force: true });
  const core = compiler.nested(inner, compiler.slotBase);
  const asked = options.extra ?? [];
  const hidden = [...[...extra].map(([expression, name]) => ({ expression, name })), ...asked];
  const statement = core.statement({ columnAliases: true, extra: hidden });
  compiler.items = core.items.slice(0, core.items.length - hidden.length);
  compiler.instances = core.instances;
  compiler.annotations = core.annotations;
  const replacements = new Map(
    [...extra].map(([expression, name]) => [expression, new Ref(name, expression) as Expression]),
  );
  const condition = compiler.conditionSql(qualify.replace(replacements) as Where);
  const columns = compiler.items.map((_, index) => `col${index + 1}`);
  const names = [...columns, ...asked.map(({ name = "" }) => name)].map(dialect.quote);
  let text = `SELECT ${names.length === 0 ? "1" : names.join(", ")} FROM (${statement.text}) ${dialect.quote("qualify")}`;
  if (condition.text !== "") text += ` WHERE ${condition.text}`;
  if (order.length > 0) {
    const pieces = order.map(({ name, item }) => {
      const nulls = item.nulls === undefined ? "" : ` NULLS ${item.nulls.toUpperCase()}`;
      return `${dialect.quote(name)} ${item.descending ? "DESC" : "ASC"}${nulls}`;
    });
    text += ` ORDER BY ${pieces.join(", ")}`;
  }
  if (options.withoutLimits !== true) text += compiler.limitSql();
  return sql(text, [...statement.params, ...condition.params]);
}

function joined(where: Where | undefined, having: Where | undefined): Where {
  const whole = where ?? having;
  if (whole === undefined) return new Where();
  return where !== undefined && having !== undefined ? where.add(having, "AND") : whole;
}

/** What the query inside computes for a condition: a subquery may refer to tables that are only there. */
function partsOf(leaf: Expression): readonly Expression[] {
  const isPlain = leaf instanceof Lookup && !isQuery(leaf.rhs);
  return isPlain || leaf.containsOverClause ? leaf.sources() : [leaf];
}

function isLiteral(expression: Expression): boolean {
  return (
    expression.sources().length === 0 &&
    !expression.containsColumnReferences &&
    expression.groupByColumns().length === 0
  );
}

function leaves(where: Where): Expression[] {
  return where.children.flatMap((child) =>
    "connector" in child ? leaves(child as Where) : [child],
  );
}
