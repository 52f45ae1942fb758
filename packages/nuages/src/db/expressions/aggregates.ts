import { callable } from "../callable.ts";
import { FieldError, InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { EmptyResultSet, FullResultSet, joinSql, sql, type Sql } from "../sql/fragment.ts";
import type { FieldType } from "../fields/field-types.ts";
import type { MeanOf, Present } from "../query/value-types.ts";
import type { ExpressionType } from "../query/path-types.ts";
import type {
  LookupPaths,
  OrderingPaths,
  PathOf,
  Typed,
  ValueOf,
} from "./functions/argument-types.ts";
import { ValueExpression, asExpression, type Operand } from "./combinable.ts";
import { Expression, type ResolveOptions } from "./expression.ts";
import { fieldOfKind } from "./field-of-value.ts";
import { FuncExpression, fillTemplate, type Argument, type FuncOptions } from "./func.ts";
import { Coalesce } from "./coalesce.ts";
import { CaseExpression, WhenExpression } from "./conditional.ts";
import { Condition, toCondition, type ConditionInput } from "./q.ts";

/** What aggregates take besides what they count or add up. */
export interface AggregateOptions extends FuncOptions {
  /** Counts each value once. */
  readonly distinct?: boolean;
  /** Only rows for which this holds: lookups, a `Q()` or an expression. */
  readonly filter?: ConditionInput;
  /** The result where no row is there. */
  readonly default?: Operand;
  readonly orderBy?: string | Expression | readonly (string | Expression)[];
}

/** All rows, as in `COUNT(*)`. */
export class Star extends Expression {
  override sql(): Sql {
    return sql("*");
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }
}

/** A value computed over many rows. */
export class AggregateExpression<V = unknown, Path extends string = string> extends FuncExpression<
  V,
  Path
> {
  static readonly allowDistinct: boolean = false;
  readonly distinct: boolean;
  readonly filter: Expression | Condition | undefined;
  readonly default: Expression | undefined;
  /** What the aggregate is over, by name: for its default alias. */
  readonly #source: unknown;

  constructor(args: readonly Argument[], options: AggregateOptions = {}) {
    super(args, options);
    const type = new.target;
    if (options.distinct === true && !type.allowDistinct)
      throw new InvalidUse(`${this.describe()} does not allow distinct.`);
    if (options.default !== undefined && options.default !== null && type.emptyValue !== null) {
      throw new InvalidUse(
        `${this.describe()} does not allow default: it has a value for no rows.`,
      );
    }
    if (options.orderBy !== undefined)
      throw new InvalidUse(`${this.describe()} does not allow orderBy.`);
    this.distinct = options.distinct ?? false;
    this.filter =
      options.filter === undefined
        ? undefined
        : options.filter instanceof Expression
          ? options.filter
          : toCondition([options.filter]);
    this.default =
      options.default === undefined || options.default === null
        ? undefined
        : asExpression(options.default);
    this.#source = args[0];
  }

  /** Value over no rows. */
  static readonly emptyValue: unknown = null;

  override get containsAggregate(): boolean {
    return true;
  }

  override get windowCompatible(): boolean {
    return true;
  }

  override get emptyResultValue(): unknown {
    return (this.constructor as typeof AggregateExpression).emptyValue;
  }

  override sources(): readonly Expression[] {
    return this.filter instanceof Expression ? [...this.args, this.filter] : this.args;
  }

  override withSources(sources: readonly Expression[]): Expression {
    const filtered = this.filter instanceof Expression;
    return Object.assign(this.copy(), {
      args: filtered ? sources.slice(0, -1) : sources,
      filter: filtered ? sources.at(-1) : this.filter,
    });
  }

  /** The kind of value, from the arguments alone. */
  protected override inferOutput(): Field | undefined {
    return this.args[0]?.outputOrUndefined;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const { summarize = false } = options;
    const inside = { ...options, within: this.describe() };
    const args = this.args.map((arg) => arg.resolve(query, inside));
    const filter =
      this.filter instanceof Condition
        ? query.resolveCondition(this.filter, options)
        : this.filter?.resolve(query, options);
    if (!summarize) {
      for (const [index, arg] of args.entries()) {
        if (!arg.containsAggregate) continue;
        const name = this.args[index]?.describe() ?? "";
        throw new FieldError(
          `Cannot compute ${this.describe()}(${name}): ${name} is an aggregate.`,
          {
            hint: "Aggregate over an aggregate with aggregate() after annotate().",
          },
        );
      }
    }
    if (filter?.containsAggregate === true && !summarize) {
      throw new FieldError(`The filter of ${this.describe()} contains an aggregate.`);
    }
    for (const arg of args) {
      if (arg.containsOverClause && !summarize)
        throw new FieldError(`${this.describe()} cannot be computed over a window function.`);
    }
    const resolved = Object.assign(this.copy(), { args, filter });
    if (resolved.default === undefined) return resolved;
    const fallback = resolved.default.resolve(query, options);
    const plain = Object.assign(resolved.copy(), { default: undefined });
    return new Coalesce([plain, fallback], { outputField: plain.outputOrUndefined });
  }

  override sql(compiler: Compiler): Sql {
    const { features } = compiler.dialect;
    if (this.filter instanceof Expression && !features.supportsAggregateFilter)
      return compiler.compile(this.withCase(this.filter));
    const filter =
      this.filter instanceof Expression ? this.filterSql(compiler, this.filter) : undefined;
    const pieces = joinSql(
      this.args.map((arg) => compiler.compile(arg)),
      ", ",
    );
    const { text, params } = this.aggregateSql(compiler, pieces);
    if (filter === undefined) return sql(text, params);
    return sql(`${text} FILTER (WHERE ${filter.text})`, [...params, ...filter.params]);
  }

  /** SQL of the aggregate over its arguments, without filter. */
  protected aggregateSql(_compiler: Compiler, { text, params }: Sql): Sql {
    const type = this.constructor as typeof AggregateExpression;
    const filled = fillTemplate(this.options.template ?? type.template, {
      function: this.options.function ?? type.function,
      expressions: text,
      distinct: this.distinct ? "DISTINCT " : "",
    });
    return sql(filled, params);
  }

  /** The same with NULL, which aggregates skip, for the rows that the filter leaves out. */
  private withCase(filter: Expression): Expression {
    const [first, ...rest] = this.args;
    const source = first instanceof Star ? new ValueExpression(1) : first;
    const chosen = new CaseExpression([new WhenExpression(filter, source ?? null)]);
    return Object.assign(this.copy(), { args: [chosen, ...rest], filter: undefined });
  }

  private filterSql(compiler: Compiler, filter: Expression): Sql | undefined {
    try {
      return compiler.compile(filter);
    } catch (error) {
      if (error instanceof FullResultSet) return undefined;
      if (error instanceof EmptyResultSet) return compiler.compile(new ValueExpression(false));
      throw error;
    }
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }

  override get defaultAlias(): string | undefined {
    const source = this.#sourcePath();
    return source === undefined ? undefined : `${source}__${this.constructor.name.toLowerCase()}`;
  }

  #sourcePath(): string | undefined {
    const [first] = this.args;
    if (this.args.length !== 1 || first === undefined) return undefined;
    return typeof this.#source === "string" ? this.#source : (first as { path?: string }).path;
  }
}

const TEMPLATE = "%(function)s(%(distinct)s%(expressions)s)";

class CountBase extends AggregateExpression<number> {
  static override readonly function = "COUNT";
  static override readonly template = TEMPLATE;
  static override readonly allowDistinct = true;
  static override readonly emptyValue = 0;

  constructor(source: Argument, options: AggregateOptions = {}) {
    if (source === "*" && options.filter !== undefined && options.distinct === true) {
      throw new InvalidUse('Count("*") with distinct counts nothing that SQL knows.');
    }
    super([source === "*" ? new Star() : source], {
      outputField: fieldOfKind("integer"),
      ...options,
    });
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    return super.resolve(query, { ...options, firstOfKey: !this.distinct });
  }
}

class SumBase extends AggregateExpression {
  static override readonly function = "SUM";
  static override readonly template = TEMPLATE;
  static override readonly allowDistinct = true;

  constructor(source: Argument, options: AggregateOptions = {}) {
    super([source], options);
  }
}

/** Averages of whole numbers are no whole numbers. */
abstract class NumericAggregate extends AggregateExpression<number | null> {
  protected override inferOutput(): Field | undefined {
    const source = super.inferOutput();
    return source?.targetField.kind === "integer" ? fieldOfKind("float") : source;
  }

  /** PostgreSQL gives decimals of many digits for whole numbers: it makes floats of them faster than we do. */
  override selectSql(compiler: Compiler, rendered: Sql): Sql {
    const isFloat = this.outputOrUndefined?.targetField.kind === "float";
    const isShown = compiler.isOutermost === true && compiler.dialect.vendor === "postgresql";
    // With DISTINCT an expression of ORDER BY has to be one of the list, letter by letter.
    if (!isFloat || !isShown || compiler.query.distinct) return rendered;
    return sql(`(${rendered.text})::double precision`, rendered.params);
  }
}

class AvgBase extends NumericAggregate {
  static override readonly function = "AVG";
  static override readonly template = TEMPLATE;
  static override readonly allowDistinct = true;

  constructor(source: Argument, options: AggregateOptions = {}) {
    super([source], options);
  }
}

class MinBase extends AggregateExpression {
  static override readonly function = "MIN";

  constructor(source: Argument, options: AggregateOptions = {}) {
    super([source], options);
  }
}

class MaxBase extends AggregateExpression {
  static override readonly function = "MAX";

  constructor(source: Argument, options: AggregateOptions = {}) {
    super([source], options);
  }
}

export interface SampleOptions extends AggregateOptions {
  /** Takes the rows for a sample of more. Default: false. */
  readonly sample?: boolean;
}

class StdDevBase extends NumericAggregate {
  constructor(source: Argument, { sample = false, ...options }: SampleOptions = {}) {
    super([source], { function: sample ? "STDDEV_SAMP" : "STDDEV_POP", ...options });
  }
}

class VarianceBase extends NumericAggregate {
  constructor(source: Argument, { sample = false, ...options }: SampleOptions = {}) {
    super([source], { function: sample ? "VAR_SAMP" : "VAR_POP", ...options });
  }
}

/** What an aggregate gives for rows that are there: the kind it is told, or its own. */
type Told<V, O> = O extends { readonly outputField: FieldType<infer W, boolean, boolean> } ? W : V;
/** Over no rows an aggregate is null, unless it has a default. */
type Result<V, O> = O extends { readonly default: NonNullable<unknown> }
  ? Present<Told<V, O>>
  : Told<V, O> | null;
/** The paths in the options of an aggregate. */
export type OptionPaths<O> =
  | (O extends { readonly filter: infer C } ? LookupPaths<C> : never)
  | (O extends { readonly default: ExpressionType<unknown, infer P> } ? P : never)
  | (O extends { readonly orderBy: infer Items } ? OrderingPaths<Items> : never);
type SameFactory = <const A extends Argument, const O extends TypedOptions = object>(
  source: A,
  options?: O,
) => Typed<Result<ValueOf<A>, O>, PathOf<A> | OptionPaths<O>>;
type MeanFactory<Extra = object> = <
  const A extends Argument,
  const O extends TypedOptions & Extra = TypedOptions & Extra,
>(
  source: A,
  options?: O,
) => Typed<Result<MeanOf<ValueOf<A>>, O>, PathOf<A> | OptionPaths<O>>;
type TypedOptions = Omit<AggregateOptions, "outputField"> & { readonly outputField?: object };
type CountFactory = {
  <const O extends TypedOptions = object>(source: "*", options?: O): Typed<number, OptionPaths<O>>;
  <const A extends Argument, const O extends TypedOptions = object>(
    source: A,
    options?: O,
  ): Typed<number, PathOf<A> | OptionPaths<O>>;
};

/** How many rows; with a path, how many of its values are not null. */
export const Count = callable<CountFactory, typeof CountBase>(CountBase, "Count");
/** The sum. */
export const Sum = callable<SameFactory, typeof SumBase>(SumBase, "Sum");
/** The mean. */
export const Avg = callable<MeanFactory, typeof AvgBase>(AvgBase, "Avg");
/** The least value. */
export const Min = callable<SameFactory, typeof MinBase>(MinBase, "Min");
/** The greatest value. */
export const Max = callable<SameFactory, typeof MaxBase>(MaxBase, "Max");
/** The standard deviation. */
export const StdDev = callable<MeanFactory<{ readonly sample?: boolean }>, typeof StdDevBase>(
  StdDevBase,
  "StdDev",
);
/** The variance. */
export const Variance = callable<MeanFactory<{ readonly sample?: boolean }>, typeof VarianceBase>(
  VarianceBase,
  "Variance",
);
