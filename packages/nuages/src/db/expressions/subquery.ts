import type { Field } from "../fields/field.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import { Combinable } from "./combinable.ts";
import type { Expression, ResolveOptions } from "./expression.ts";
import { fieldOfKind } from "./field-of-value.ts";

/** What can stand for a query inside another: a queryset or manager. */
export interface NestedQueryFactory {
  /** The query as part of `outer`. */
  asOperand(outer: Query): QueryOperand;
  /** The query by itself, not yet part of another. */
  asNested(): QueryOperand;
}

/** The first row's only column of another query. */
export class SubqueryExpression<V = unknown> extends Combinable<V, never> {
  readonly nested: QueryOperand;
  readonly isSubquery = true;

  constructor(
    source: NestedQueryFactory | QueryOperand,
    { outputField }: { readonly outputField?: Field } = {},
  ) {
    super(outputField);
    this.nested = "asNested" in source ? source.asNested() : source;
  }

  protected override inferOutput(): Field | undefined {
    const { query } = this.nested;
    const [first] = query.select;
    if (first !== undefined) return first.outputOrUndefined;
    const [annotation] = query.selectedAnnotations();
    return annotation === undefined ? query.meta.pk : annotation[1].outputOrUndefined;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const inner = this.nested.query.resolvedInside(query, options);
    return Object.assign(this.copy(), { nested: withInner(this.nested, inner) });
  }

  override relabeled(aliases: ReadonlyMap<string, string>): Expression {
    return Object.assign(this.copy(), { nested: this.nested.relabeledOuter(aliases) });
  }

  override baked(args: readonly unknown[]): Expression {
    const query = this.nested.query.baked(args.slice(this.nested.slotBase));
    return Object.assign(this.copy(), { nested: withInner(this.nested, query) });
  }

  /** Columns of the query outside that the inner one reads. */
  protected externalColumns(): Expression[] {
    const { query } = this.nested;
    const found: Expression[] = [];
    for (const expression of [query.where, ...query.annotations.values()]) {
      for (const inner of expression.flatten()) {
        const alias = (inner as { alias?: unknown }).alias;
        if (typeof alias === "string" && query.externalAliases.has(alias)) found.push(inner);
      }
    }
    return found;
  }

  override groupByColumns(): readonly Expression[] {
    const columns = this.externalColumns();
    return columns.some((column) => column.possiblyMultivalued) ? [this] : columns;
  }

  override get containsAggregate(): boolean {
    return false;
  }

  override get emptyResultValue(): unknown {
    return null;
  }

  override sql(compiler: Compiler): Sql {
    const inner = compiler
      .nested(this.nested.query, compiler.slotBase + this.nested.slotBase)
      .statement({ asSubquery: true });
    return sql(`(${inner.text})`, inner.params);
  }

  override describe(): string {
    return "Subquery";
  }
}

function withInner(nested: QueryOperand, query: Query): QueryOperand {
  const copy = Object.assign(
    Object.create(Object.getPrototypeOf(nested) as object) as { query: Query; slotBase: number },
    nested,
  );
  copy.query = query;
  return copy;
}

/** Is there a row in another query? */
export class ExistsExpression extends SubqueryExpression<boolean> {
  constructor(source: NestedQueryFactory | QueryOperand) {
    super(source, { outputField: fieldOfKind("boolean") });
  }

  override get conditional(): boolean {
    return true;
  }

  override sql(compiler: Compiler): Sql {
    const query = this.nested.query.clone();
    query.prepareForExists();
    const inner = compiler
      .nested(query, compiler.slotBase + this.nested.slotBase)
      .statement({ asSubquery: true });
    return sql(`EXISTS(${inner.text})`, inner.params);
  }

  override selectSql(compiler: Compiler, rendered: Sql): Sql {
    return super.selectSql(compiler, rendered);
  }

  override get emptyResultValue(): unknown {
    return false;
  }

  override describe(): string {
    return "Exists";
  }
}
