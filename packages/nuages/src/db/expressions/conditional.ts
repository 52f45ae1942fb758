import { InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { EmptyResultSet, FullResultSet, sql, type Param, type Sql } from "../sql/fragment.ts";
import { Combinable, asExpression, operandOf, type Operand } from "./combinable.ts";
import { Expression, type ResolveOptions, type WrittenExpression } from "./expression.ts";
import { isCondition, type Condition } from "./q.ts";

/** One branch of a CASE: a condition and what it gives. */
export class WhenExpression extends Expression {
  readonly condition: Expression | Condition;
  readonly result: Expression;

  constructor(condition: Expression | Condition, result: Operand) {
    super();
    if (isCondition(condition) && condition.isEmpty) {
      throw new InvalidUse("An empty Q() cannot be the condition of When().", {
        hint: "Give it at least one lookup.",
      });
    }
    this.condition = condition;
    this.result = asExpression(result);
  }

  override sources(): readonly Expression[] {
    return this.condition instanceof Expression ? [this.condition, this.result] : [this.result];
  }

  override withSources(sources: readonly Expression[]): Expression {
    const [condition, result] = sources.length === 2 ? sources : [this.condition, sources[0]];
    return Object.assign(this.copy(), { condition, result });
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const condition = isCondition(this.condition)
      ? query.resolveCondition(this.condition, options)
      : this.condition.resolve(query, { ...options, forSave: false });
    return Object.assign(this.copy(), { condition, result: this.result.resolve(query, options) });
  }

  protected override inferOutput(): Field | undefined {
    return this.result.outputOrUndefined;
  }

  override written(): WrittenExpression {
    return { call: "When", args: [this.condition, operandOf(this.result)] };
  }

  override sql(compiler: Compiler): Sql {
    const condition = compiler.compile(this.condition as Expression);
    const result = compiler.compile(this.result);
    return sql(`WHEN ${condition.text} THEN ${result.text}`, [
      ...condition.params,
      ...result.params,
    ]);
  }

  override groupByColumns(): readonly Expression[] {
    return this.sources().flatMap((source) => source.groupByColumns());
  }
}

/** SQL's CASE: the result of the first branch whose condition holds. */
export class CaseExpression<V = unknown> extends Combinable<V, never> {
  readonly castsNumbers = true;
  readonly cases: readonly Expression[];
  readonly otherwise: Expression;

  constructor(
    cases: readonly Expression[],
    {
      default: otherwise = null,
      outputField,
    }: { readonly default?: Operand; readonly outputField?: Field } = {},
  ) {
    super(outputField);
    this.cases = cases;
    this.otherwise = asExpression(otherwise);
  }

  override sources(): readonly Expression[] {
    return [...this.cases, this.otherwise];
  }

  override withSources(sources: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { cases: sources.slice(0, -1), otherwise: sources.at(-1) });
  }

  override written(): WrittenExpression {
    const otherwise = operandOf(this.otherwise);
    const { saidOutput: outputField } = this;
    const options = {
      ...(otherwise === null ? {} : { default: otherwise }),
      ...(outputField === undefined ? {} : { outputField }),
    };
    return {
      call: "Case",
      args: Object.keys(options).length === 0 ? this.cases : [...this.cases, options],
    };
  }

  override sql(compiler: Compiler): Sql {
    const params: Param[] = [];
    const branches: string[] = [];
    let otherwise: Sql | undefined;
    for (const branch of this.cases as readonly WhenExpression[]) {
      try {
        const piece = compiler.compile(branch);
        branches.push(piece.text);
        params.push(...piece.params);
      } catch (error) {
        if (error instanceof EmptyResultSet) continue;
        if (!(error instanceof FullResultSet)) throw error;
        otherwise = compiler.compile(branch.result);
        break;
      }
    }
    otherwise ??= compiler.compile(this.otherwise);
    if (branches.length === 0) return otherwise;
    return sql(`CASE ${branches.join(" ")} ELSE ${otherwise.text} END`, [
      ...params,
      ...otherwise.params,
    ]);
  }

  override groupByColumns(): readonly Expression[] {
    return this.cases.length === 0 ? this.otherwise.groupByColumns() : super.groupByColumns();
  }
}
