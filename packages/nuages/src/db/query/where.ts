import { CaseExpression, WhenExpression } from "../expressions/conditional.ts";
import { type Combinable, CombinedExpression, ValueExpression } from "../expressions/combinable.ts";
import { NotSupportedError } from "../errors.ts";
import { Expression, type ResolveOptions } from "../expressions/expression.ts";
import { fieldOfKind } from "../expressions/field-of-value.ts";
import type { Connector } from "../expressions/q.ts";
import { Exact } from "../lookups/builtin.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { EmptyResultSet, FullResultSet, sql, type Param, type Sql } from "../sql/fragment.ts";
import type { Query } from "./query.ts";

/** Conditions of a query in their resolved form, joined by one connector. */
export class Where extends Expression<boolean, never> {
  readonly children: readonly Expression[];
  readonly connector: Connector;
  readonly negated: boolean;

  constructor(children: readonly Expression[] = [], connector: Connector = "AND", negated = false) {
    super(fieldOfKind("boolean"));
    this.children = children;
    this.connector = connector;
    this.negated = negated;
  }

  get isEmpty(): boolean {
    return this.children.length === 0;
  }

  override get conditional(): boolean {
    return true;
  }

  /** This and `other`, joined by `connector`; equal conditions are not repeated. */
  add(other: Expression, connector: Connector): Where {
    const self = this.connector === connector || this.children.length < 2 ? this : undefined;
    if (self !== undefined && !self.negated) {
      const mergeable =
        other instanceof Where &&
        !other.negated &&
        (other.connector === connector || other.children.length === 1);
      return new Where([...self.children, ...(mergeable ? other.children : [other])], connector);
    }
    return new Where([this, other], connector);
  }

  override sources(): readonly Expression[] {
    return this.children;
  }

  override withSources(children: readonly Expression[]): Where {
    return new Where(children, this.connector, this.negated);
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    return this.withSources(this.children.map((child) => child.resolve(query, options)));
  }

  override groupByColumns(): readonly Expression[] {
    return this.children.flatMap((child) => child.groupByColumns());
  }

  override sql(compiler: Compiler): Sql {
    const { supportsLogicalXor } = compiler.dialect.features;
    if (this.connector === "XOR" && !supportsLogicalXor) return this.xorSql(compiler);
    const pieces: Sql[] = [];
    let fullNeeded = this.connector === "AND" ? this.children.length : 1;
    let emptyNeeded = this.connector === "AND" ? 1 : this.children.length;
    for (const child of this.children) {
      try {
        const piece = compiler.compile(child);
        if (piece.text === "") fullNeeded -= 1;
        else pieces.push(piece);
      } catch (error) {
        if (error instanceof EmptyResultSet) emptyNeeded -= 1;
        else if (error instanceof FullResultSet) fullNeeded -= 1;
        else throw error;
      }
      if (emptyNeeded === 0) throw this.negated ? new FullResultSet() : new EmptyResultSet();
      if (fullNeeded === 0) throw this.negated ? new EmptyResultSet() : new FullResultSet();
    }
    const params: Param[] = pieces.flatMap((piece) => piece.params);
    const text = pieces.map((piece) => piece.text).join(` ${this.connector} `);
    if (text === "") throw new FullResultSet();
    if (this.negated) return sql(`NOT (${text})`, params);
    return sql(pieces.length > 1 ? `(${text})` : text, params);
  }

  /** No database but MariaDB has XOR: at least one holds, and the number of those that hold is odd. */
  private xorSql(compiler: Compiler): Sql {
    const numbers = this.children.map(
      (child): Combinable => new CaseExpression([new WhenExpression(child, 1)], { default: 0 }),
    );
    const [first, ...rest] = numbers;
    let total: Combinable = first ?? new ValueExpression(0);
    for (const number of rest) total = total.plus(number);
    if (this.children.length > 2)
      total = new CombinedExpression(total, "%%", new ValueExpression(2));
    const odd = new Exact(total, 1);
    return new Where([new Where(this.children, "OR"), odd], "AND", this.negated).sql(compiler);
  }

  /**
   * Splits into what can be in WHERE (before grouping), HAVING (about aggregates) and an outer query
   * (about windows). Where one disjunction mixes them all of it goes to the later place.
   */
  split(mustGroupBy = false, negated = false): { where?: Where; having?: Where; qualify?: Where } {
    if (!this.containsAggregate && !this.containsOverClause) return { where: this };
    const inverted = negated !== this.negated;
    const staysWhole = this.connector === "XOR" || (this.connector === "AND") === inverted;
    if (staysWhole && !this.containsOverClause) return { having: this };
    const where: Expression[] = [];
    const having: Expression[] = [];
    const qualify: Expression[] = [];
    for (const child of this.children) {
      if (child instanceof Where) {
        const parts = child.split(mustGroupBy, inverted);
        if (parts.where !== undefined) where.push(parts.where);
        if (parts.having !== undefined) having.push(parts.having);
        if (parts.qualify !== undefined) qualify.push(parts.qualify);
      } else if (child.containsOverClause) qualify.push(child);
      else if (child.containsAggregate) having.push(child);
      else where.push(child);
    }
    if (staysWhole && qualify.length > 0) {
      if (where.length === 0 || !mustGroupBy) return { qualify: this };
      throw new NotSupportedError(
        "A condition that is joined to one over window functions by or() or xor() cannot be asked of grouped rows.",
        { hint: "Filter by the window functions in a step of its own." },
      );
    }
    const node = (children: readonly Expression[]): Where | undefined =>
      children.length === 0 ? undefined : new Where(children, this.connector, this.negated);
    return { where: node(where), having: node(having), qualify: node(qualify) };
  }
}

/** A condition that is never true. */
export class Nothing extends Expression<boolean, never> {
  constructor() {
    super(fieldOfKind("boolean"));
  }

  override get conditional(): boolean {
    return true;
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }

  override sql(): Sql {
    throw new EmptyResultSet();
  }
}

/** A condition that is never true, and stands in the statement. */
export class Never extends Nothing {
  override sql(): Sql {
    return sql("0 = 1");
  }
}
