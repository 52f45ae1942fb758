import { FieldError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { findLookup, type LookupClass } from "../lookups/registry.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import type { Sql } from "../sql/fragment.ts";
import type { Query } from "../query/query.ts";

/** How an expression finds its place in a query. */
export interface ResolveOptions {
  readonly allowJoins?: boolean;
  /** Aliases whose joins may be shared; undefined: all. */
  readonly reuse?: Set<string> | undefined;
  /** The expression is computed over the whole result (`aggregate()`). */
  readonly summarize?: boolean;
  /** The expression is a value to be saved. */
  readonly forSave?: boolean;
  /** The first column stands for a key of several: rows are only counted. */
  readonly firstOfKey?: boolean;
  /** Name of the expression that this one stands in, for messages. */
  readonly within?: string;
}

/**
 * An expression as a call: of something that `nuages/db` exports under a name, of a class, or of a
 * method of another expression. A plain object at the end of the arguments holds options.
 */
export type WrittenExpression =
  | { readonly call: string | object; readonly args: readonly unknown[] }
  | { readonly target: Expression; readonly method: string; readonly args: readonly unknown[] };

/**
 * A piece of SQL with a value: a column, a function, a sum, a condition. Immutable; `resolve()`
 * gives the form that belongs to one query.
 */
export abstract class Expression<V = unknown, Path extends string = string> {
  declare readonly "~value": V;
  declare readonly "~path": Path;

  /** The field whose kind of value the expression has, when it was given or is known. */
  protected givenOutput: Field | undefined;

  constructor(outputField?: Field) {
    this.givenOutput = outputField;
  }

  /** The expressions inside this one. */
  sources(): readonly Expression[] {
    return [];
  }

  /** A copy with other expressions inside. */
  withSources(_sources: readonly Expression[]): Expression {
    return this;
  }

  /** A shallow copy. */
  protected copy(): this {
    return Object.assign(Object.create(Object.getPrototypeOf(this) as object) as this, this);
  }

  /** The form of this expression inside `query`: names become columns. */
  resolve(query: Query, options: ResolveOptions = {}): Expression {
    const sources = this.sources();
    return sources.length === 0
      ? this
      : this.withSources(
          sources.map((source) => source.resolve(query, { ...options, within: this.describe() })),
        );
  }

  /** SQL text and parameters. */
  abstract sql(compiler: Compiler): Sql;

  /** SQL as it stands in a select list; conditions become 0/1 where the database needs it. */
  selectSql(_compiler: Compiler, rendered: Sql): Sql {
    return rendered;
  }

  /** The field whose kind of value this has. @throws FieldError when it cannot be told */
  get outputField(): Field {
    const output = this.outputOrUndefined;
    if (output === undefined) {
      throw new FieldError(
        `The type of ${this.describe()} cannot be told: it has no outputField.`,
        {
          hint: "Wrap it: new ExpressionWrapper(expression, { outputField: models.IntegerField() }).",
        },
      );
    }
    return output;
  }

  get outputOrUndefined(): Field | undefined {
    this.givenOutput ??= this.inferOutput();
    return this.givenOutput;
  }

  get hasGivenOutput(): boolean {
    return this.givenOutput !== undefined;
  }

  /** Works the output field out from the sources: all must be of one kind. */
  protected inferOutput(): Field | undefined {
    let found: Field | undefined;
    for (const source of this.sources()) {
      const output = source.outputOrUndefined;
      if (output === undefined) continue;
      if (found === undefined) found = output;
      else if (!sameKind(found, output)) throw mixedTypes(this, found, output);
    }
    return found;
  }

  /** Can stand as a condition in WHERE by itself. */
  get conditional(): boolean {
    return this.outputOrUndefined?.targetField.getInternalType() === "BooleanField";
  }

  get filterable(): boolean {
    return true;
  }

  get windowCompatible(): boolean {
    return false;
  }

  get containsAggregate(): boolean {
    return this.sources().some((source) => source.containsAggregate);
  }

  get containsOverClause(): boolean {
    return this.sources().some((source) => source.containsOverClause);
  }

  get containsColumnReferences(): boolean {
    return this.sources().some((source) => source.containsColumnReferences);
  }

  get possiblyMultivalued(): boolean {
    return this.sources().some((source) => source.possiblyMultivalued);
  }

  /** Value when no row is there to compute it from; undefined when the query must be asked. */
  get emptyResultValue(): unknown {
    return NO_EMPTY_VALUE;
  }

  /** What must be in GROUP BY for this to be selected. */
  groupByColumns(): readonly Expression[] {
    if (!this.containsAggregate) return [this];
    return this.sources().flatMap((source) => source.groupByColumns());
  }

  /** Name that `annotate()` and `aggregate()` give it when the caller gives none. */
  get defaultAlias(): string | undefined {
    return undefined;
  }

  /** Reader of the column that the expression gives. */
  getReader(dialect: Compiler["dialect"]): ((value: unknown) => unknown) | undefined {
    const output = this.outputOrUndefined;
    // What is computed is not held to the digits of a column.
    const kind = output?.targetField.kind;
    if (kind === "decimal") return UNSCALED.get()?.getReader(dialect);
    const read = output?.getReader(dialect);
    if (kind !== "integer" && kind !== "float") return read;
    const convert = kind === "integer" ? asInteger : asFloat;
    return read === undefined ? convert : (value) => read(convert(value));
  }

  getLookup(name: string): LookupClass | undefined {
    return findLookup(this, name, "lookup") ?? this.outputOrUndefined?.getLookup(name);
  }

  getTransform(name: string): LookupClass | undefined {
    return findLookup(this, name, "transform") ?? this.outputOrUndefined?.getTransform(name);
  }

  /** A copy in which table aliases have other names. */
  relabeled(aliases: ReadonlyMap<string, string>): Expression {
    const sources = this.sources();
    return sources.length === 0
      ? this
      : this.withSources(sources.map((source) => source.relabeled(aliases)));
  }

  /** A copy in which `replacements` stand for the expressions that are their keys. */
  replace(replacements: ReadonlyMap<Expression, Expression>): Expression {
    const other = replacements.get(this);
    if (other !== undefined) return other;
    const sources = this.sources();
    return sources.length === 0
      ? this
      : this.withSources(sources.map((source) => source.replace(replacements)));
  }

  /** A copy that holds the values which it reads from the arguments of a queryset. */
  baked(args: readonly unknown[]): Expression {
    const sources = this.sources();
    if (sources.length === 0) return this;
    const next = sources.map((source) => source.baked(args));
    return next.every((source, index) => source === sources[index]) ? this : this.withSources(next);
  }

  /** Walks this and everything inside. */
  *flatten(): Generator<Expression> {
    yield this;
    for (const source of this.sources()) yield* source.flatten();
  }

  /** How code makes an equal expression; undefined for those that only exist inside queries. */
  written(): WrittenExpression | undefined {
    return undefined;
  }

  /** The output field, unless the expression would have one of that class anyway. */
  protected get saidOutput(): Field | undefined {
    const given = this.givenOutput;
    if (given === undefined) return undefined;
    try {
      return this.inferOutput()?.constructor === given.constructor ? undefined : given;
    } catch (error) {
      if (error instanceof FieldError) return given;
      throw error;
    }
  }

  /** For messages: the class name, as users write it. */
  describe(): string {
    return this.constructor.name.replace(/Expression$/, "");
  }
}

/** A number as what the expression says it is: databases compute in types of their own. */
function asInteger(value: unknown): unknown {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value !== "string" || !/^-?\d+(?:\.\d+)?$/.test(value)) return value;
  const number = Math.trunc(Number(value));
  return Number.isSafeInteger(number) ? number : BigInt(value.replace(/\..*$/, ""));
}

function asFloat(value: unknown): unknown {
  return typeof value === "string" || typeof value === "bigint" ? Number(value) : value;
}

/** A decimal field without a number of places; given by the module that knows the fields. */
export const UNSCALED = {
  field: undefined as Field | undefined,
  get(): Field | undefined {
    return this.field;
  },
};

/** {@link Expression.emptyResultValue} of expressions that have none. */
export const NO_EMPTY_VALUE: unique symbol = Symbol("no value for an empty result");

function sameKind(first: Field, other: Field): boolean {
  return first.targetField instanceof other.targetField.constructor;
}

export function mixedTypes(expression: Expression, a: Field, b: Field): FieldError {
  return new FieldError(
    `${expression.describe()} contains mixed types: ${a.targetField.constructor.name}, ${b.targetField.constructor.name}. You must set outputField.`,
    { hint: "Wrap it: new ExpressionWrapper(expression, { outputField: … })." },
  );
}
