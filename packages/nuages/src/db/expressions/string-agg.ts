import { Buffer } from "node:buffer";

import { callable } from "../callable.ts";
import { InvalidUse, NotSupportedError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { constant, joinSql, sql, type Sql } from "../sql/fragment.ts";
import { AggregateExpression, type AggregateOptions, type OptionPaths } from "./aggregates.ts";
import { FieldReference } from "./columns.ts";
import { OrderBy } from "./combinable.ts";
import { Expression, type ResolveOptions } from "./expression.ts";
import { fieldOfKind } from "./field-of-value.ts";
import type { Argument } from "./func.ts";
import type { PathOf, Typed, ValueOf } from "./functions/argument-types.ts";

/** What {@link StringAgg} takes besides its source. */
export interface StringAggOptions extends Omit<AggregateOptions, "outputField"> {
  /** Text between the values. Default: `","`. */
  readonly delimiter?: string;
  readonly outputField?: object;
}

type Item = string | Expression;

function orderingOf(item: Item): OrderBy {
  if (item instanceof OrderBy) return item;
  if (item instanceof Expression) return new OrderBy(item);
  const descending = item.startsWith("-");
  return new OrderBy(new FieldReference(item.replace(/^[-+]/, "")), { descending });
}

class StringAggBase extends AggregateExpression<string | null> {
  static override readonly allowDistinct = true;
  readonly delimiter: string;
  readonly order: readonly OrderBy[];

  constructor(source: Argument, { delimiter = ",", orderBy, ...options }: StringAggOptions = {}) {
    super([source], options as AggregateOptions);
    if (typeof delimiter !== "string")
      throw new InvalidUse("The delimiter of StringAgg() is a text.");
    this.delimiter = delimiter;
    const items = orderBy === undefined ? [] : Array.isArray(orderBy) ? orderBy : [orderBy];
    this.order = (items as readonly Item[]).map(orderingOf);
  }

  protected override inferOutput(): Field | undefined {
    return fieldOfKind("text");
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const order = this.order.map((item) => item.resolve(query, options) as OrderBy);
    const ordered = Object.assign(this.copy(), { order });
    return AggregateExpression.prototype.resolve.call(ordered, query, options);
  }

  override relabeled(aliases: ReadonlyMap<string, string>): Expression {
    const copy = super.relabeled(aliases);
    const order = this.order.map((item) => item.relabeled(aliases));
    return Object.assign(copy, { order });
  }

  protected override aggregateSql(compiler: Compiler, source: Sql): Sql {
    const { vendor } = compiler.dialect;
    const distinct = this.distinct ? "DISTINCT " : "";
    const items = this.order.map((item) => compiler.compile(item));
    const { text, params } = joinSql(
      vendor === "postgresql" && this.distinct ? items.map((item) => asText(item, source)) : items,
      ", ",
    );
    const order = text === "" ? "" : ` ORDER BY ${text}`;
    if (vendor === "mysql") {
      // The grammar takes a literal only; one of hexadecimal digits can hold nothing else.
      const hex = Buffer.from(this.delimiter, "utf8").toString("hex");
      const separator = hex === "" ? "''" : `0x${hex}`;
      return sql(`GROUP_CONCAT(${distinct}${source.text}${order} SEPARATOR ${separator})`, [
        ...source.params,
        ...params,
      ]);
    }
    const delimiter = [...source.params, constant(this.delimiter), ...params];
    if (vendor === "postgresql")
      return sql(`STRING_AGG(${distinct}(${source.text})::text, %s${order})`, delimiter);
    if (!this.distinct) return sql(`GROUP_CONCAT(${source.text}, %s${order})`, delimiter);
    if (this.delimiter !== ",") {
      throw new NotSupportedError(
        "SQLite does not support DISTINCT together with a delimiter in StringAgg().",
        { hint: 'Leave the delimiter out: the values are joined with ",".' },
      );
    }
    return sql(`GROUP_CONCAT(DISTINCT ${source.text}${order})`, [...source.params, ...params]);
  }
}

/** PostgreSQL orders distinct values only by what is joined, in the same words. */
function asText(item: Sql, source: Sql): Sql {
  if (!item.text.startsWith(`${source.text} `)) return item;
  return sql(`(${source.text})::text${item.text.slice(source.text.length)}`, item.params);
}

class AnyValueBase extends AggregateExpression {
  constructor(source: Argument, options: AggregateOptions = {}) {
    super([source], options);
  }

  protected override aggregateSql(compiler: Compiler, source: Sql): Sql {
    const name = compiler.dialect.vendor === "postgresql" ? "ARRAY_AGG" : "MIN";
    return sql(`${name}(${source.text})`, source.params);
  }

  override sql(compiler: Compiler): Sql {
    const whole = super.sql(compiler);
    return compiler.dialect.vendor === "postgresql"
      ? sql(`(${whole.text})[1]`, whole.params)
      : whole;
  }
}

type StringAggFactory = <const A extends Argument, const O extends StringAggOptions = object>(
  source: A,
  options?: O,
) => Typed<string | null, PathOf<A> | OptionPaths<O>>;
type AnyValueFactory = <
  const A extends Argument,
  const O extends Omit<AggregateOptions, "outputField"> & {
    readonly outputField?: object;
  } = object,
>(
  source: A,
  options?: O,
) => Typed<ValueOf<A> | null, PathOf<A> | OptionPaths<O>>;

/** The texts of all rows joined into one: `StringAgg("name", { delimiter: ", ", orderBy: "name" })`. */
export const StringAgg = callable<StringAggFactory, typeof StringAggBase>(
  StringAggBase,
  "StringAgg",
);

/** The value of one of the rows; which one is not said. */
export const AnyValue = callable<AnyValueFactory, typeof AnyValueBase>(AnyValueBase, "AnyValue");
