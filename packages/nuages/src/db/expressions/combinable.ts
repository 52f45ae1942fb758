import { FieldError, InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import {
  EmptyResultSet,
  FullResultSet,
  constant,
  joinSql,
  sql,
  type Sql,
} from "../sql/fragment.ts";
import type { Query } from "../query/query.ts";
import type { Arithmetic } from "../query/value-types.ts";
import {
  Expression,
  NO_EMPTY_VALUE,
  type ResolveOptions,
  type WrittenExpression,
} from "./expression.ts";
import { InternalError } from "../../errors/index.ts";
import { fieldOfKind, fieldOfValue } from "./field-of-value.ts";
import { Condition } from "./q.ts";
import { combinedKind, type Operator } from "./operators.ts";

/** How an ordering treats NULL. */
export interface OrderOptions {
  readonly nullsFirst?: boolean;
  readonly nullsLast?: boolean;
}

/** What an operand may be: an expression, or a value. */
export type Operand = Expression | string | number | bigint | boolean | object | null;

/** The value of an operand: that of an expression, or itself. */
type OperandValue<O> = O extends { readonly "~value": infer W } ? W : O;
type OperandPath<O> = O extends { readonly "~path": infer P extends string } ? P : never;

/** What arithmetic of a `V` and an operand gives. */
type Computed<V, Path extends string, O> = CombinedExpression<
  Arithmetic<V, OperandValue<O>>,
  Path | OperandPath<O>
>;

/** An expression that can be computed with: `F("pages").plus(1)`. */
export abstract class Combinable<V = unknown, Path extends string = string> extends Expression<
  V,
  Path
> {
  plus<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "+", other);
  }

  minus<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "-", other);
  }

  times<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "*", other);
  }

  dividedBy<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "/", other);
  }

  mod<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "%%", other);
  }

  power<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "^", other);
  }

  negated(): Computed<V, Path, number> {
    return combine(this, "*", -1);
  }

  bitAnd<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "&", other);
  }

  bitOr<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "|", other);
  }

  bitXor<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "#", other);
  }

  bitLeftShift<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, "<<", other);
  }

  bitRightShift<const O extends Operand>(other: O): Computed<V, Path, O> {
    return combine(this, ">>", other);
  }

  /** Ascending, for `orderBy()`. */
  asc(options: OrderOptions = {}): OrderBy<Path> {
    return new OrderBy(this, options);
  }

  /** Descending, for `orderBy()`. */
  desc(options: OrderOptions = {}): OrderBy<Path> {
    return new OrderBy(this, { ...options, descending: true });
  }

  /** The opposite of a condition. */
  not(): NegatedExpression {
    return new NegatedExpression(this);
  }
}

function combine<V, Path extends string, O extends Operand>(
  left: Combinable<V, Path>,
  operator: Operator,
  right: O,
): Computed<V, Path, O> {
  return new CombinedExpression(left, operator, asExpression(right)) as Computed<V, Path, O>;
}

/** The operand itself, or its value as an expression. */
export function asExpression(operand: Operand): Expression {
  if (operand instanceof Expression) return operand;
  return operand instanceof Condition
    ? new ConditionExpression(operand)
    : new ValueExpression(operand);
}

/** A value inside an expression. */
export class ValueExpression<V = unknown> extends Combinable<V, never> {
  readonly value: V;
  readonly forSave: boolean = false;
  readonly castsNumbers = true;

  constructor(value: V, { outputField }: { readonly outputField?: Field } = {}) {
    super(outputField);
    this.value = value;
  }

  protected override inferOutput(): Field | undefined {
    return fieldOfValue(this.value);
  }

  override resolve(_query: Query, { forSave = false }: ResolveOptions = {}): Expression {
    if (!forSave) return this;
    const copy = this.copy();
    (copy as { forSave: boolean }).forSave = true;
    return copy;
  }

  override sql(compiler: Compiler): Sql {
    const output = this.outputOrUndefined;
    const { dialect } = compiler;
    if (output === undefined)
      return this.value === null ? sql("NULL") : sql("%s", [constant(this.value)]);
    const value: unknown = this.forSave
      ? output.getDbPrepSave(this.value, dialect)
      : output.getDbPrepValue(this.isJsonNull(output) ? JSON_NULL : this.value, dialect);
    return value === null ? sql("NULL") : sql("%s", [constant(exactInteger(value, output))]);
  }

  private isJsonNull(output: Field): boolean {
    return this.value === null && output.kind === "json" && this.hasGivenOutput;
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }

  override get emptyResultValue(): unknown {
    return this.value;
  }

  override written(): WrittenExpression {
    const { saidOutput: outputField } = this;
    return {
      call: "Value",
      args: outputField === undefined ? [this.value] : [this.value, { outputField }],
    };
  }

  override describe(): string {
    return "Value";
  }
}

/** Whole numbers stay whole: drivers take a plain number for a floating one, and `7 / 2` would be 3.5. */
function exactInteger(value: unknown, output: Field): unknown {
  return typeof value === "number" &&
    output.targetField.kind === "integer" &&
    Number.isInteger(value)
    ? BigInt(value)
    : value;
}

/** JSON's own null, which is not SQL's NULL. */
export const JSON_NULL: unique symbol = Symbol("JSON null");

/** Two expressions with an operator between them. */
export class CombinedExpression<V = unknown, Path extends string = string> extends Combinable<
  V,
  Path
> {
  readonly castsNumbers = true;
  readonly left: Expression;
  readonly operator: Operator;
  readonly right: Expression;

  constructor(left: Expression, operator: Operator, right: Expression) {
    super();
    this.left = left;
    this.operator = operator;
    this.right = right;
  }

  override sources(): readonly Expression[] {
    return [this.left, this.right];
  }

  override withSources([left, right]: readonly Expression[]): Expression {
    const copy = this.copy();
    return Object.assign(copy, { left: left ?? this.left, right: right ?? this.right });
  }

  protected override inferOutput(): Field | undefined {
    const [left, right] = [this.left.outputOrUndefined, this.right.outputOrUndefined];
    const kind = combinedKind(this.operator, left?.targetField.kind, right?.targetField.kind);
    if (kind !== undefined) return resultField(kind, left, right);
    const types = [left, right].map((field) => field?.targetField.constructor.name ?? "NoneType");
    throw new FieldError(
      `The type of a "${this.operator.replace("%%", "%")}" expression of ${types.join(" and ")} cannot be told. You must set outputField.`,
      { hint: "Wrap it: new ExpressionWrapper(expression, { outputField: … })." },
    );
  }

  private kinds(): readonly (string | undefined)[] {
    const kindOf = (expression: Expression): string | undefined => {
      try {
        return expression.outputOrUndefined?.targetField.kind;
      } catch (error) {
        if (error instanceof FieldError) return undefined;
        throw error;
      }
    };
    return [kindOf(this.left), kindOf(this.right)];
  }

  override sql(compiler: Compiler): Sql {
    const { dialect } = compiler;
    const [left, right] = this.kinds();
    const temporal = (kind: string | undefined): boolean =>
      kind === "date" || kind === "datetime" || kind === "time";
    if (left !== right && (left === "duration" || right === "duration"))
      return this.durationSql(compiler);
    if (this.operator === "-" && temporal(left) && left === right) {
      return dialect.subtractTemporals(
        left ?? "",
        compiler.compile(this.left),
        compiler.compile(this.right),
      );
    }
    const sides = [compiler.compile(this.left), compiler.compile(this.right)];
    return sql(
      `(${dialect.combine(
        this.operator,
        sides.map(({ text }) => text),
      )})`,
      joinSql(sides, "").params,
    );
  }

  private durationSql(compiler: Compiler): Sql {
    const { dialect } = compiler;
    const kinds = this.kinds();
    const sides = [this.left, this.right].map((side, index) => {
      const rendered = compiler.compile(side);
      const duration = kinds[index] === "duration" ? side.outputOrUndefined : undefined;
      if (duration === undefined) return rendered;
      const template = dialect.durationText(duration);
      return sql(
        template.replace("%s", () => rendered.text),
        rendered.params,
      );
    });
    return sql(
      dialect.combineDuration(
        this.operator,
        sides.map(({ text }) => text),
      ),
      joinSql(sides, "").params,
    );
  }

  override written(): WrittenExpression {
    return { target: this.left, method: METHODS[this.operator], args: [operandOf(this.right)] };
  }

  override describe(): string {
    return "Expression";
  }
}

/** The methods that make the operators. */
const METHODS: Readonly<Record<Operator, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "dividedBy",
  "%%": "mod",
  "^": "power",
  "&": "bitAnd",
  "|": "bitOr",
  "#": "bitXor",
  "<<": "bitLeftShift",
  ">>": "bitRightShift",
};

/** An expression as an operand: a plain value is written as it is. */
export function operandOf(expression: Expression): unknown {
  if (expression instanceof ConditionExpression) return expression.condition;
  const isPlain = expression instanceof ValueExpression && expression.written().args.length === 1;
  return isPlain ? expression.value : expression;
}

function resultField(kind: string, left: Field | undefined, right: Field | undefined): Field {
  const same = [left, right].find((field) => field?.targetField.kind === kind);
  return kind === "decimal" && same !== undefined ? same.targetField : fieldOfKind(kind);
}

/** An expression whose type is given: needed where types are mixed. */
export class ExpressionWrapper<V = unknown> extends Combinable<V, never> {
  readonly expression: Expression;

  constructor(expression: Operand, { outputField }: { readonly outputField: Field }) {
    super(outputField);
    this.expression = asExpression(expression);
  }

  override sources(): readonly Expression[] {
    return [this.expression];
  }

  override withSources([expression]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { expression });
  }

  override written(): WrittenExpression {
    const { outputField } = this;
    return { call: "ExpressionWrapper", args: [operandOf(this.expression), { outputField }] };
  }

  override groupByColumns(): readonly Expression[] {
    if (!(this.expression instanceof ValueExpression) && !this.expression.containsAggregate)
      return this.expression.groupByColumns();
    return super.groupByColumns();
  }

  override sql(compiler: Compiler): Sql {
    return compiler.compile(this.expression);
  }

  override get emptyResultValue(): unknown {
    return this.expression.emptyResultValue;
  }
}

/** A condition as an expression: `annotate({ long: Q({ pages__gt: 300 }) })`. */
export class ConditionExpression extends Combinable<boolean, never> {
  readonly condition: Condition;

  constructor(condition: Condition) {
    super(fieldOfKind("boolean"));
    this.condition = condition;
  }

  override get conditional(): boolean {
    return true;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    return query.resolveCondition(this.condition, options);
  }

  override written(): WrittenExpression {
    return { call: "Q", args: [this.condition] };
  }

  override sql(): Sql {
    throw new InternalError("a condition that was not resolved");
  }
}

/** NOT of a condition. */
export class NegatedExpression extends Combinable<boolean, never> {
  readonly expression: Expression;

  constructor(expression: Expression) {
    super(fieldOfKind("boolean"));
    this.expression = expression;
  }

  override not(): NegatedExpression {
    // Twice "not" is the condition itself, which has all the methods of one.
    return this.expression as NegatedExpression;
  }

  override sources(): readonly Expression[] {
    return [this.expression];
  }

  override withSources([expression]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { expression });
  }

  override written(): WrittenExpression {
    return { target: this.expression, method: "not", args: [] };
  }

  override get conditional(): boolean {
    return true;
  }

  override sql(compiler: Compiler): Sql {
    try {
      const { text, params } = compiler.compile(this.expression);
      return sql(`NOT (${text})`, params);
    } catch (error) {
      if (error instanceof EmptyResultSet) throw new FullResultSet();
      throw error instanceof FullResultSet ? new EmptyResultSet() : error;
    }
  }
}

/** One item of an ordering. */
export class OrderBy<Path extends string = string> extends Expression<unknown, Path> {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;

  constructor(
    expression: Expression,
    options: OrderOptions & { readonly descending?: boolean } = {},
  ) {
    super();
    if (options.nullsFirst === true && options.nullsLast === true) {
      throw new InvalidUse("nullsFirst and nullsLast exclude each other.", {
        hint: "Keep one of them.",
      });
    }
    this.expression = expression;
    this.descending = options.descending ?? false;
    this.nulls =
      options.nullsFirst === true ? "first" : options.nullsLast === true ? "last" : undefined;
  }

  override sources(): readonly Expression[] {
    return [this.expression];
  }

  override withSources([expression]: readonly Expression[]): OrderBy {
    return Object.assign(this.copy(), { expression });
  }

  override written(): WrittenExpression {
    const method = this.descending ? "desc" : "asc";
    const options = this.nulls === "first" ? { nullsFirst: true } : { nullsLast: true };
    return { target: this.expression, method, args: this.nulls === undefined ? [] : [options] };
  }

  /** The other way round; NULLs change sides too. */
  reversed(): OrderBy {
    const nulls = this.nulls === undefined ? undefined : this.nulls === "first" ? "last" : "first";
    return Object.assign(this.copy(), { descending: !this.descending, nulls });
  }

  override groupByColumns(): readonly Expression[] {
    return this.expression.groupByColumns();
  }

  override get emptyResultValue(): unknown {
    return NO_EMPTY_VALUE;
  }

  override sql(compiler: Compiler): Sql {
    const inner = compiler.compile(this.expression);
    const direction = this.descending ? "DESC" : "ASC";
    if (this.nulls === undefined) return sql(`${inner.text} ${direction}`, inner.params);
    if (compiler.dialect.features.supportsNullsOrdering) {
      return sql(`${inner.text} ${direction} NULLS ${this.nulls.toUpperCase()}`, inner.params);
    }
    const test = this.nulls === "first" ? "IS NOT NULL" : "IS NULL";
    return sql(`${inner.text} ${test}, ${inner.text} ${direction}`, [
      ...inner.params,
      ...inner.params,
    ]);
  }
}
