import { ValidationError } from "../../validation/index.ts";
import { FieldError, InvalidValue } from "../errors.ts";
import { Combinable, ValueExpression, operandOf } from "../expressions/combinable.ts";
import {
  Expression,
  type ResolveOptions,
  type WrittenExpression,
} from "../expressions/expression.ts";
import { fieldOfKind } from "../expressions/field-of-value.ts";
import type { Field } from "../fields/field.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { constant, sql, type Param, type Sql } from "../sql/fragment.ts";
import { Operand } from "./operand.ts";

/** The function that makes a lookup of a class, where there is one for users. */
interface Factories {
  readonly factory?: { readonly value?: object };
}

/** A value as `field` takes it; an error says which field it is. */
function preparedBy(field: Field, value: unknown): unknown {
  try {
    return field.getPrepValue(value);
  } catch (error) {
    if (!(error instanceof ValidationError) || field.model === undefined) throw error;
    throw new ValidationError(`${field.label}: ${error.messages.join(" ")}`, { code: error.code });
  }
}

/**
 * A comparison: a left side, a name, a right side. Subclass it and register it on a field class to
 * have a lookup of your own: `models.CharField.registerLookup(NotEqual)`.
 */
export abstract class Lookup extends Combinable<boolean, never> {
  static readonly lookupName: string = "";
  static readonly kind = "lookup" as const;

  lhs: Expression;
  /** An expression, a queryset's query, or the prepared value. */
  rhs: unknown;
  /** Place of the value among the arguments of the queryset; below 0 when the lookup holds it. */
  slot = -1;

  constructor(lhs: Expression, rhs: unknown) {
    super(fieldOfKind("boolean"));
    this.lhs = lhs;
    this.rhs = rhs;
    this.take(rhs instanceof Operand ? rhs : new Operand(rhs));
  }

  get lookupName(): string {
    return (this.constructor as typeof Lookup).lookupName;
  }

  override written(): WrittenExpression {
    const { rhs } = this;
    const operand = rhs instanceof Expression ? operandOf(rhs) : rhs;
    const { factory } = Object.getOwnPropertyDescriptors(this.constructor) as Factories;
    return { call: factory?.value ?? this.constructor, args: [this.lhs, operand] };
  }

  /** May the right side be null? */
  get acceptsNull(): boolean {
    return false;
  }

  /** Does the lookup convert its right side as the left side's field would? */
  protected get preparesRhs(): boolean {
    return true;
  }

  /** Takes the right side; values are prepared by the field of the left side. */
  protected take(operand: Operand): void {
    const value = operand.value;
    if (value instanceof Expression || isQuery(value)) {
      this.rhs = value;
      return;
    }
    if (value === null || value === undefined) {
      this.rhs = null;
      if (!this.acceptsNull) return;
    }
    this.rhs = this.prepare(operand.normalize(value));
    if (operand.slot < 0 || this.rhs instanceof Expression) return;
    this.slot = operand.slot;
    operand.bind((given) => this.prepare(given));
  }

  /** A value as the field of the left side takes it. @throws InvalidValue for a value of another kind */
  prepare(value: unknown): unknown {
    if (!this.preparesRhs) return value;
    const output = this.lhs.outputOrUndefined;
    return output === undefined ? value : preparedBy(output, value);
  }

  override sources(): readonly Expression[] {
    return this.rhs instanceof Expression ? [this.lhs, this.rhs] : [this.lhs];
  }

  override withSources(sources: readonly Expression[]): Expression {
    const copy = this.copy();
    if (sources[0] !== undefined) copy.lhs = sources[0];
    if (sources.length === 2) copy.rhs = sources[1];
    return copy;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const lhs = this.lhs.resolve(query, options);
    const rhs = this.rhs instanceof Expression ? this.rhs.resolve(query, options) : this.rhs;
    if (lhs === this.lhs && rhs === this.rhs) return this;
    if (this.slot >= 0 || rhs instanceof Expression || isQuery(rhs))
      return Object.assign(this.copy(), { lhs, rhs });
    const type = this.constructor as new (lhs: Expression, rhs: unknown) => Lookup;
    // Made anew: only now is the field of the left side known, which prepares the value.
    return new type(lhs, rhs);
  }

  override get conditional(): boolean {
    return true;
  }

  override groupByColumns(): readonly Expression[] {
    return this.sources().flatMap((source) => source.groupByColumns());
  }

  /** SQL of the left side, cast where the database compares otherwise. */
  protected lhsSql(compiler: Compiler): Sql {
    const inner = compiler.compile(this.lhs);
    const lhs = isCondition(this.lhs) ? sql(`(${inner.text})`, inner.params) : inner;
    const field = this.lhs.outputOrUndefined;
    const template =
      field === undefined ? "%s" : compiler.dialect.lookupCast(this.lookupName, field);
    return template === "%s"
      ? lhs
      : sql(
          template.replace("%s", () => lhs.text),
          lhs.params,
        );
  }

  /** The database's form of a prepared value. */
  protected bindValue(value: unknown, compiler: Compiler): unknown {
    const output = this.lhs.outputOrUndefined;
    return output === undefined ? value : output.getDbPrepValue(value, compiler.dialect);
  }

  /** A parameter for the right side. */
  protected param(compiler: Compiler, bind: (value: unknown) => unknown): Param {
    if (this.slot < 0) return constant(bind(this.rhs));
    return { slot: this.slot + compiler.slotBase, value: undefined, bind };
  }

  /** SQL of the right side. */
  protected rhsSql(compiler: Compiler): Sql {
    const { rhs } = this;
    if (rhs instanceof Expression) {
      const inner = compiler.compile(rhs);
      const wraps =
        compiler.isSchema === true ? !inner.text.startsWith("(") : needsParentheses(rhs);
      return rhs instanceof ValueExpression || !wraps
        ? inner
        : sql(`(${inner.text})`, inner.params);
    }
    if (isQuery(rhs)) return subquerySql(rhs, compiler);
    return sql("%s", [this.param(compiler, (value) => this.bindValue(value, compiler))]);
  }

  /** Is the right side an expression or a query rather than a value? */
  protected get rhsIsExpression(): boolean {
    return this.rhs instanceof Expression || isQuery(this.rhs);
  }

  override relabeled(aliases: ReadonlyMap<string, string>): Expression {
    const copy = super.relabeled(aliases) as Lookup;
    if (isQuery(copy.rhs)) copy.rhs = copy.rhs.relabeledOuter(aliases);
    return copy;
  }

  override baked(args: readonly unknown[]): Expression {
    const inner = super.baked(args);
    if (this.slot < 0) return inner;
    return Object.assign((inner as Lookup).copy(), { rhs: args[this.slot], slot: -1 });
  }

  override get containsAggregate(): boolean {
    return this.sources().some((source) => source.containsAggregate);
  }
}

/** A query as the right side of a lookup. */
export interface QueryOperand {
  readonly isQueryOperand: true;
  readonly query: Query;
  /** Where the arguments of the query begin among those of the query around it. */
  readonly slotBase: number;
  /** Its rows are worked out before the statement reads or changes any others. */
  readonly isTable: boolean;
  relabeledOuter(aliases: ReadonlyMap<string, string>): QueryOperand;
  /** Another query in its place. */
  withQuery(query: Query): QueryOperand;
}

export function isQuery(value: unknown): value is QueryOperand {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { isQueryOperand?: unknown }).isQueryOperand === true
  );
}

function needsParentheses(expression: Expression): boolean {
  return (expression as { isSubquery?: boolean }).isSubquery === true || isCondition(expression);
}

/** Operators inside would bind to what stands beside them. */
function isCondition(expression: Expression): boolean {
  return expression.sources().length > 0 && expression.conditional;
}

function subquerySql(operand: QueryOperand, compiler: Compiler): Sql {
  const inner = compiler
    .nested(operand.query, compiler.slotBase + operand.slotBase)
    .statement({ asSubquery: true });
  return sql(`(${inner.text})`, inner.params);
}

/** A query as the list behind IN. */
export function listSql(operand: QueryOperand, compiler: Compiler): Sql {
  const inner = subquerySql(operand, compiler);
  if (!operand.isTable) return inner;
  return sql(`(SELECT * FROM ${inner.text} ${compiler.quoteAlias("nested")})`, inner.params);
}

/** A function of the left side that has lookups of its own: `published__year`. */
export abstract class Transform extends Expression {
  static readonly lookupName: string = "";
  static readonly kind = "transform" as const;
  /** Applied to the right side of lookups too. */
  static readonly bilateral: boolean = false;

  lhs: Expression;

  constructor(lhs: Expression, outputField?: Field) {
    super(outputField);
    this.lhs = lhs;
  }

  get lookupName(): string {
    return (this.constructor as typeof Transform).lookupName;
  }

  override sources(): readonly Expression[] {
    return [this.lhs];
  }

  override withSources([lhs]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { lhs });
  }
}

/** The constructor of a lookup, as the registry gives it. */
export type LookupConstructor = new (lhs: Expression, rhs: unknown) => Lookup;
export type TransformConstructor = (new (lhs: Expression) => Expression) & {
  readonly bilateral?: boolean;
};

/** The comparison of `lhs` by the lookups called `names` (transforms, then a lookup) with `rhs`. */
export function buildLookup(names: readonly string[], lhs: Expression, rhs: unknown): Lookup {
  const transforms = names.slice(0, -1);
  let left = lhs;
  for (const name of transforms) left = applyTransform(left, name, lhs);
  let name = names.at(-1) ?? "exact";
  let type = left.getLookup(name);
  if (type === undefined) {
    left = applyTransform(left, name, lhs);
    name = "exact";
    type = left.getLookup(name);
  }
  if (type === undefined) throw FieldError.unknownLookup(lhs.describe(), name, knownLookups(left));
  const lookup = new (type as unknown as LookupConstructor)(left, rhs);
  if (lookup.rhs !== null || lookup.acceptsNull) return lookup;
  if (name !== "exact" && name !== "iexact") {
    throw new InvalidValue(`null cannot be compared by the lookup "${name}".`, {
      hint: "Use the lookup isnull.",
    });
  }
  const isNull = left.getLookup("isnull");
  if (isNull === undefined)
    throw FieldError.unknownLookup(left.describe(), "isnull", knownLookups(left));
  return new (isNull as unknown as LookupConstructor)(left, true);
}

function applyTransform(lhs: Expression, name: string, first: Expression): Expression {
  const type = lhs.getTransform(name);
  if (type !== undefined) return new (type as unknown as TransformConstructor)(lhs);
  const field = first.outputOrUndefined;
  throw FieldError.unknownLookup(
    field?.label === "" ? field.constructor.name : (field?.label ?? first.describe()),
    name,
    knownLookups(lhs),
  );
}

function knownLookups(expression: Expression): readonly string[] {
  return expression.outputOrUndefined?.getLookups() ?? [];
}
