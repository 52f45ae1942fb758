import { InvalidUse, InvalidValue } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { joinSql, sql, type Sql } from "../sql/fragment.ts";
import type { ExpressionType } from "../query/path-types.ts";
import { Combinable, OrderBy } from "./combinable.ts";
import { FieldReference } from "./columns.ts";
import { Expression } from "./expression.ts";
import { argument } from "./func.ts";
import type { OrderingPaths, PathOf, Typed } from "./functions/argument-types.ts";
import type { WindowFrame } from "./window-frame.ts";

type Item = string | Expression;
type OneOrMore = Item | readonly Item[];

/** Which rows a window function sees, and in what order. */
export interface WindowOptions<P extends OneOrMore = OneOrMore, O extends OneOrMore = OneOrMore> {
  /** Paths or expressions: rows that are equal in all of them are seen together. Default: all rows. */
  readonly partitionBy?: P;
  /** Paths (`-` in front: descending) or expressions. */
  readonly orderBy?: O;
  /** `RowRange()` or `ValueRange()`. Default: the database's, up to the current row and its equals. */
  readonly frame?: WindowFrame;
  readonly outputField?: object;
}

interface Parts {
  readonly partition: readonly Expression[];
  readonly order: readonly OrderBy[];
  readonly frame: WindowFrame | undefined;
}

/** A function over the rows around each row: `SUM(…) OVER (PARTITION BY … ORDER BY …)`. */
export class WindowExpression extends Combinable {
  readonly castsNumbers = true;
  readonly function: Expression;
  readonly parts: Parts;

  constructor(source: Expression, parts: Parts, outputField?: Field) {
    super(outputField);
    this.function = source;
    this.parts = parts;
  }

  override sources(): readonly Expression[] {
    return [this.function, ...this.parts.partition, ...this.parts.order];
  }

  override withSources([source = this.function, ...rest]: readonly Expression[]): Expression {
    const count = this.parts.partition.length;
    const parts: Parts = {
      partition: rest.slice(0, count),
      order: rest.slice(count) as OrderBy[],
      frame: this.parts.frame,
    };
    return Object.assign(this.copy(), { function: source, parts });
  }

  protected override inferOutput(): Field | undefined {
    return this.function.outputOrUndefined;
  }

  override get containsAggregate(): boolean {
    return false;
  }

  override get containsOverClause(): boolean {
    return true;
  }

  override groupByColumns(): readonly Expression[] {
    const { partition, order } = this.parts;
    const inside = this.function.containsAggregate ? [] : this.function.sources();
    return [...inside, ...partition, ...order].flatMap((source) => source.groupByColumns());
  }

  override sql(compiler: Compiler): Sql {
    const { partition, order, frame } = this.parts;
    // The function itself: a cast around it would stand between it and its OVER.
    const inner = this.function.sql(compiler);
    const clauses: Sql[] = [];
    if (partition.length > 0) clauses.push(clause("PARTITION BY", partition, compiler));
    if (order.length > 0) clauses.push(clause("ORDER BY", order, compiler));
    if (frame !== undefined) clauses.push(sql(frame.text(compiler)));
    const { text, params } = joinSql(clauses, " ");
    return sql(`${inner.text} OVER (${text})`, [...inner.params, ...params]);
  }

  override describe(): string {
    return "Window";
  }
}

function clause(words: string, items: readonly Expression[], compiler: Compiler): Sql {
  const { text, params } = joinSql(
    items.map((item) => compiler.compile(item)),
    ", ",
  );
  return sql(`${words} ${text}`, params);
}

function listOf(given: OneOrMore | undefined): readonly Item[] {
  if (given === undefined) return [];
  return typeof given === "string" || given instanceof Expression ? [given] : given;
}

function ordering(item: Item): OrderBy {
  if (item instanceof OrderBy) return item;
  if (item instanceof Expression) return new OrderBy(item);
  if (typeof item !== "string")
    throw new InvalidValue("orderBy of a window takes paths and expressions.");
  const descending = item.startsWith("-");
  return new OrderBy(new FieldReference(item.replace(/^[-+]/, "")), { descending });
}

type Entry<P> = P extends readonly (infer I)[] ? I : P;

/**
 * A function of the rows around each row. Conditions on it are put in a query around the one that
 * computes it.
 *
 * @throws InvalidValue for a function that cannot be used over windows
 * @example
 * Book.objects.annotate({
 *   rank: Window(Rank(), { partitionBy: "author", orderBy: "-pages" }),
 * }).filter({ rank: 1 });
 */
export function Window<
  V,
  const P extends string,
  const Partition extends OneOrMore = readonly [],
  const Order extends OneOrMore = readonly [],
>(
  source: Expression & ExpressionType<V, P>,
  { partitionBy, orderBy, frame, outputField }: WindowOptions<Partition, Order> = {},
): Typed<V, P | PathOf<Entry<Partition>> | OrderingPaths<Order>> {
  if (!(source instanceof Expression)) throw new InvalidUse("Window() takes an expression.");
  if (!source.windowCompatible)
    throw new InvalidValue(`Expression "${source.describe()}" isn't compatible with OVER clauses.`);
  const parts: Parts = {
    partition: listOf(partitionBy).map((item) => argument(item)),
    order: listOf(orderBy).map(ordering),
    frame,
  };
  const made = new WindowExpression(source, parts, outputField as Field | undefined);
  return made as unknown as Typed<V, P | PathOf<Entry<Partition>> | OrderingPaths<Order>>;
}
