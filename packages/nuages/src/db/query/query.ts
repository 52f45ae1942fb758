import type { LockOptions } from "./locking.ts";
import { InternalError } from "../../errors/index.ts";
import { FieldError } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import type { Expression, ResolveOptions } from "../expressions/expression.ts";
import { toCondition, type Condition, type ConditionInput } from "../expressions/q.ts";
import { Exact, In } from "../lookups/builtin.ts";
import type { Field } from "../fields/field.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import { buildCondition } from "./build-condition.ts";
import { groupBySelection } from "./grouping.ts";
import {
  asSingleValue,
  asValueList,
  bakedQuery,
  bumpPrefix,
  changeAliases,
  resolvedInside,
} from "./inner-query.ts";
import { resolveNamedJoin } from "./named-joins.ts";
import type { Combination, Deferral, OrderItem, RelatedTree } from "./query-parts.ts";
import { QueryTables } from "./query-tables.ts";
import { resolveReference } from "./references.ts";
import { selectValues } from "./select-values.ts";
import { Nothing, Where } from "./where.ts";

const NO_DEFERRAL: Deferral = { names: new Set(), defer: true };

/**
 * What a queryset asks, as data: tables and joins, conditions, annotations, order, limits. Changed
 * only while it is being built from the one before it; then it is left alone.
 */
export class Query extends QueryTables {
  where = new Where();
  annotations = new Map<string, Expression>();
  /** Names of the selected annotations; undefined: all. */
  annotationMask: ReadonlySet<string> | undefined = undefined;

  /** Selected columns, when not all fields of the model are. */
  select: readonly Expression[] = [];
  valuesSelect: readonly string[] = [];
  /** Names in the order in which `values()` gives them; undefined for instances. */
  selected: readonly string[] | undefined = undefined;
  defaultColumns = true;
  deferral: Deferral = NO_DEFERRAL;
  selectRelated: boolean | RelatedTree = false;

  /** Grouping: by the fields of the model (`true`), or by these expressions. */
  groupBy: true | readonly Expression[] | undefined = undefined;
  orderBy: readonly OrderItem[] = [];
  standardOrdering = true;
  defaultOrdering = true;
  /** A queryset of instances or values has these names of its own ordering cleared by aggregation. */
  distinct = false;
  distinctFields: readonly string[] = [];
  low = 0;
  high: number | undefined = undefined;
  combination: Combination | undefined = undefined;
  isSubquery = false;
  /** Databases that queries inside of this one are to ask. */
  named: ReadonlySet<string> | undefined = undefined;
  /** Selects the number 1 instead of columns. */
  selectsOne = false;
  selectForUpdate: LockOptions | undefined = undefined;
  explain: Readonly<Record<string, unknown>> | undefined = undefined;
  /** The next `filter()` shares the joins of the one before (related managers). */
  sticky = false;
  usedAliases: ReadonlySet<string> = new Set();

  clone(): Query {
    const copy = Object.assign(new Query(this.meta), this);
    copy.tables = new Map(this.tables);
    copy.refs = new Map(this.refs);
    copy.tableAliases = new Map(this.tableAliases);
    copy.externalAliases = new Map(this.externalAliases);
    copy.annotations = new Map(this.annotations);
    copy.namedJoins = new Map(this.namedJoins);
    if (!copy.sticky) copy.usedAliases = new Set();
    copy.sticky = false;
    return copy;
  }

  // ------------------------------------------------------------------ conditions

  /** Adds conditions as one `filter()`. */
  addCondition(condition: Condition): void {
    const innerBefore = new Set<string>();
    for (const ref of this.tables.values())
      if (ref.joinType === "INNER") innerBefore.add(ref.alias);
    const reuse = new Set(this.usedAliases);
    const { where } = buildCondition(this, condition, { reuse });
    this.usedAliases = reuse;
    if (where !== undefined && !where.isEmpty) this.where = this.where.add(where, "AND");
    this.demoteJoins(innerBefore);
  }

  addFilter(...inputs: ConditionInput[]): void {
    this.addCondition(toCondition(inputs));
  }

  /** A condition inside an expression: joins are shared, and may have no row. */
  resolveCondition(
    condition: Condition,
    { allowJoins = true, reuse, summarize = false }: ResolveOptions,
  ): Expression {
    const { where } = buildCondition(this, condition, {
      reuse,
      allowJoins,
      splitSubqueries: false,
      summarize,
      checkFilterable: false,
    });
    const joined = [...this.tables.values()]
      .filter(({ joinType }) => joinType !== undefined)
      .map(({ alias }) => alias);
    this.promoteJoins(joined);
    return where ?? new Where();
  }

  resolveReference(path: string, options: ResolveOptions): Expression {
    return resolveReference(this, path, options);
  }

  resolveNamedJoin(alias: string): void {
    resolveNamedJoin(this, alias);
  }

  setEmpty(): void {
    this.where = this.where.add(new Nothing(), "AND");
  }

  get isEmpty(): boolean {
    return this.where.children.some((child) => child instanceof Nothing);
  }

  // ------------------------------------------------------------------ limits and order

  get isSliced(): boolean {
    return this.low > 0 || this.high !== undefined;
  }

  get hasLimitOne(): boolean {
    return this.high !== undefined && this.high - this.low === 1;
  }

  /** Limits what is already limited: positions count from the present beginning. */
  setLimits(low: number, high: number | undefined): void {
    if (high !== undefined) {
      const end = this.low + high;
      this.high = this.high === undefined ? end : Math.min(this.high, end);
    }
    this.low = this.high === undefined ? this.low + low : Math.min(this.high, this.low + low);
    if (this.low === this.high) this.setEmpty();
  }

  clearLimits(): void {
    this.low = 0;
    this.high = undefined;
  }

  /** Drops the ordering, unless it decides which rows there are. */
  clearOrdering({ force = false, clearDefault = true } = {}): void {
    if (
      !force &&
      (this.isSliced || this.distinctFields.length > 0 || this.selectForUpdate !== undefined)
    )
      return;
    this.orderBy = [];
    if (clearDefault) this.defaultOrdering = false;
  }

  get isOrdered(): boolean {
    return (
      this.orderBy.length > 0 ||
      (this.defaultOrdering && this.meta.ordering.length > 0 && this.groupBy === undefined)
    );
  }

  // ------------------------------------------------------------------ selection

  get hasSelectFields(): boolean {
    return this.selected !== undefined || this.select.length > 0;
  }

  /** The selected annotations, in order. */
  selectedAnnotations(): [string, Expression][] {
    const all = [...this.annotations];
    const mask = this.annotationMask;
    return mask === undefined ? all : all.filter(([name]) => mask.has(name));
  }

  addAnnotation(name: string, annotation: Expression, select = true): void {
    const resolved = annotation.resolve(this, { allowJoins: true });
    const mask = this.annotationMask ?? new Set(this.annotations.keys());
    if (select) {
      this.annotationMask = new Set([...mask, name]);
      if (this.selected !== undefined && !this.selected.includes(name))
        this.selected = [...this.selected, name];
    } else this.annotationMask = new Set([...mask].filter((other) => other !== name));
    this.annotations.set(name, resolved);
  }

  setSelect(columns: readonly Expression[]): void {
    this.defaultColumns = false;
    this.select = columns;
  }

  clearSelect(): void {
    this.defaultColumns = false;
    this.select = [];
    this.valuesSelect = [];
    this.selected = undefined;
    this.selectRelated = false;
    this.annotationMask = new Set();
  }

  clearSelectFields(): void {
    this.select = [];
    this.valuesSelect = [];
    this.selected = undefined;
  }

  /** Groups by everything that is selected and is no aggregate. */
  setGroupBy(allowAliases = true): void {
    groupBySelection(this, allowAliases);
  }

  // ------------------------------------------------------------------ as part of another query

  /** A new name for each table, so that the query can stand inside `outer`. */
  bumpPrefix(outer: Query, exclude: ReadonlySet<string> = new Set()): void {
    bumpPrefix(this, outer, exclude);
  }

  /** Renames tables everywhere. */
  changeAliases(names: ReadonlyMap<string, string>): void {
    changeAliases(this, names);
  }

  /** This query inside `outer`: its references to the outside become columns of `outer`. */
  resolvedInside(outer: Query, options: ResolveOptions = {}): Query {
    return resolvedInside(this, outer, options);
  }

  /** As the right side of `exact`: one row with one column. */
  asSingleValue(operand: QueryOperand): QueryOperand {
    return asSingleValue(operand);
  }

  /** As the right side of `in`: one column, in any order. */
  asValueList(operand: QueryOperand): QueryOperand {
    return asValueList(operand);
  }

  /** Selects the key besides what is annotated: a query for the sake of its rows alone. */
  selectKeyOnly(): void {
    const alias = this.initialAlias();
    this.setSelect(this.meta.pkFields.map((field) => new Col(alias, field)));
  }

  /** A set of columns by name, as `values()` selects them. */
  setValues(names: readonly string[]): void {
    selectValues(this, names);
  }

  /** Rows that a many-to-many manager begins with; the next filter shares the join to the table between. */
  joinManager(step: JoinStep | undefined, source: Field, key: unknown): void {
    if (step === undefined)
      throw new InternalError("a many-to-many relation without table between");
    const alias = this.join(this.initialAlias(), step, { reuse: new Set() });
    this.demoteJoins([alias]);
    this.where = this.where.add(new Exact(new Col(alias, source), key), "AND");
    this.usedAliases = new Set([...this.usedAliases, ...this.tables.keys()]);
    this.sticky = true;
  }

  /** `column IN (values)` as a condition. */
  inList(column: Expression, values: readonly unknown[]): Expression {
    return new In(column, values);
  }

  /** The query with the values that its conditions read from the arguments of a queryset. */
  baked(args: readonly unknown[]): Query {
    return bakedQuery(this, args);
  }

  /** Asks only whether there is a row: the cheapest form of the query. */
  prepareForExists(limit = true): void {
    if (!(this.distinct && this.isSliced)) {
      if (this.groupBy === true) {
        const alias = this.initialAlias();
        this.groupBy = this.meta.concreteFields.map((field) => new Col(alias, field));
      }
      const grouped = this.groupBy;
      this.clearSelect();
      this.groupBy = grouped;
    }
    if (this.combination?.operator === "union") {
      const queries = this.combination.queries.map((part) => {
        const query = part.query.clone();
        query.prepareForExists(false);
        return { ...part, query };
      });
      this.combination = { ...this.combination, queries };
    }
    this.clearOrdering({ force: true });
    if (limit) this.setLimits(0, 1);
    this.selectsOne = true;
  }

  /** An empty query for the same model: what subqueries of this one begin with. */
  fresh(): Query {
    return new Query(this.meta);
  }

  /** Selects the primary key alone. */
  selectKey(): void {
    this.clearSelect();
    const alias = this.initialAlias();
    this.setSelect(this.meta.pkFields.map((field) => new Col(alias, field)));
  }

  /** Renames tables of the query around this one. */
  relabelExternal(names: ReadonlyMap<string, string>): void {
    this.changeAliases(new Map([...names].filter(([alias]) => this.externalAliases.has(alias))));
  }

  /** Names of everything that a path may begin with, for messages. */
  knownNames(): string[] {
    return [
      ...this.annotations.keys(),
      ...this.namedJoins.keys(),
      ...this.tableRelations.keys(),
      ...this.meta.queryNames(),
    ];
  }

  /** This query as seen from a joined table: for expressions in the ordering of its model. */
  viewFrom(meta: ModelMeta, alias: string): Query {
    return new JoinedView(this, meta, alias);
  }

  unknownName(name: string): FieldError {
    return FieldError.unknownName(this.meta.label, name, this.knownNames());
  }
}

/** A query whose names begin at one of its joined tables. */
class JoinedView extends Query {
  readonly #whole: Query;
  readonly #alias: string;

  constructor(whole: Query, meta: ModelMeta, alias: string) {
    super(meta);
    this.#whole = whole;
    this.#alias = alias;
    this.tables = whole.tables;
    this.refs = whole.refs;
    this.tableAliases = whole.tableAliases;
  }

  override initialAlias(): string {
    this.#whole.reference(this.#alias);
    return this.#alias;
  }
}
