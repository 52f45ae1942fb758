import type { LockOptions } from "./locking.ts";
import { InternalError } from "../../errors/index.ts";
import { FieldError, InvalidValue } from "../errors.ts";
import { Col, Ref } from "../expressions/columns.ts";
import type { Expression, ResolveOptions } from "../expressions/expression.ts";
import { toCondition, type Condition, type ConditionInput } from "../expressions/q.ts";
import { Exact, In } from "../lookups/builtin.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import type { NamedTable } from "./named-table.ts";
import { NestedQuery } from "./nested-query.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import { buildCondition } from "./build-condition.ts";
import { resolveNamedJoin } from "./named-joins.ts";
import { resolveReference } from "./references.ts";
import { selectValues } from "./select-values.ts";
import { tableRelation, tableStep } from "./table-relation.ts";
import { Nothing, Where } from "./where.ts";

export type JoinType = "INNER" | "LOUTER";

/** A join that `FilteredRelation` gave a name and a condition. */
export interface NamedJoin {
  readonly alias: string;
  readonly relation: string;
  readonly condition: Condition;
  /** The path of joins; known once the relation is used. */
  readonly resolved?: Where | undefined;
}

/** A table of the query: the first one, or one that is joined to another. */
export interface TableRef {
  readonly alias: string;
  readonly table: string;
  readonly parent?: string;
  readonly step?: JoinStep;
  readonly joinType?: JoinType;
  readonly nullable?: boolean;
  readonly filtered?: NamedJoin | undefined;
  /** The table of the WITH clause that it reads. */
  readonly source?: NamedTable;
  /** The condition of a join to such a table. */
  readonly on?: Where;
}

/** One item of an ordering: a path with sign, `?`, or an expression. */
export type OrderItem = string | Expression;

/** A set operation over whole queries. */
export interface Combination {
  readonly operator: "union" | "intersection" | "difference";
  readonly all: boolean;
  readonly queries: readonly { readonly query: Query; readonly slotBase: number }[];
}

/** Relations to load along, by name: a tree. */
export interface RelatedTree {
  readonly [name: string]: RelatedTree;
}

/** Which fields are loaded. */
export interface Deferral {
  readonly names: ReadonlySet<string>;
  /** `names` are left out; else only they are loaded. */
  readonly defer: boolean;
}

const NO_DEFERRAL: Deferral = { names: new Set(), defer: true };

/**
 * What a queryset asks, as data: tables and joins, conditions, annotations, order, limits. Changed
 * only while it is being built from the one before it; then it is left alone.
 */
export class Query {
  readonly meta: ModelMeta;
  tables = new Map<string, TableRef>();
  refs = new Map<string, number>();
  tableAliases = new Map<string, readonly string[]>();
  aliasPrefix = "T";
  subqueryPrefixes: ReadonlySet<string> = new Set(["T"]);
  externalAliases = new Map<string, boolean>();

  where = new Where();
  annotations = new Map<string, Expression>();
  /** Names of the selected annotations; undefined: all. */
  annotationMask: ReadonlySet<string> | undefined = undefined;
  namedJoins = new Map<string, NamedJoin>();
  /** Tables of the WITH clause that are joined, by their name in paths. */
  tableRelations: ReadonlyMap<string, RelationInfo> = new Map();

  /** Further tables, named by hand. */
  extraTables: readonly string[] = [];

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
  /** Selects the number 1 instead of columns. */
  selectsOne = false;
  selectForUpdate: LockOptions | undefined = undefined;
  explain: Readonly<Record<string, unknown>> | undefined = undefined;
  /** The next `filter()` shares the joins of the one before (related managers). */
  sticky = false;
  usedAliases: ReadonlySet<string> = new Set();

  constructor(meta: ModelMeta) {
    this.meta = meta;
  }

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

  // ------------------------------------------------------------------ tables

  /** Alias of the model's own table, which it puts into the query if it is not there yet. */
  initialAlias(): string {
    const base = this.baseAlias;
    if (base !== undefined) {
      this.reference(base);
      return base;
    }
    return this.addTable({ table: this.meta.dbTable });
  }

  get baseAlias(): string | undefined {
    for (const alias of this.tables.keys()) return alias;
    return undefined;
  }

  private addTable(
    ref: Omit<TableRef, "alias">,
    wanted: string = ref.filtered?.alias ?? ref.table,
  ): string {
    const known = this.tableAliases.get(ref.table);
    let alias = wanted;
    if (known !== undefined && known.length > 0)
      alias = `${this.aliasPrefix}${this.tables.size + 1}`;
    else if (this.tables.has(alias)) alias = `${this.aliasPrefix}${this.tables.size + 1}`;
    this.tableAliases.set(ref.table, [...(known ?? []), alias]);
    this.tables.set(alias, { ...ref, alias });
    this.refs.set(alias, 1);
    return alias;
  }

  reference(alias: string): void {
    this.refs.set(alias, (this.refs.get(alias) ?? 0) + 1);
  }

  unreference(alias: string, count = 1): void {
    this.refs.set(alias, (this.refs.get(alias) ?? 0) - count);
  }

  /** How many tables are really used. */
  get usedTables(): number {
    let count = 0;
    for (const uses of this.refs.values()) if (uses > 0) count += 1;
    return count;
  }

  table(alias: string): TableRef {
    const ref = this.tables.get(alias);
    if (ref === undefined) throw new InternalError(`no table with alias ${alias}`);
    return ref;
  }

  /**
   * Alias of the table that `step` leads to from `parent`. A join that is there is shared when it
   * is in `reuse` (undefined: any join may be shared).
   */
  join(
    parent: string,
    step: JoinStep,
    options: { reuse?: ReadonlySet<string> | undefined; filtered?: NamedJoin | undefined } = {},
  ): string {
    const { reuse, filtered } = options;
    const same = [...this.tables.values()].filter(
      (ref) =>
        ref.step?.id === step.id &&
        ref.parent === parent &&
        ref.filtered?.alias === filtered?.alias &&
        (reuse === undefined || reuse.has(ref.alias)),
    );
    const shared = same.at(-1);
    if (shared !== undefined) {
      this.reference(shared.alias);
      return shared.alias;
    }
    const outer = this.table(parent).joinType === "LOUTER" || step.nullable;
    return this.addTable({
      table: step.to.dbTable,
      parent,
      step,
      joinType: outer ? "LOUTER" : "INNER",
      nullable: step.nullable,
      filtered,
    });
  }

  /** Reads the rows of a table of the WITH clause in place of the model's own; gives its alias. */
  readFrom(table: NamedTable): string {
    return this.addTable({ table: table.name, source: table });
  }

  /** Does the query begin with the model's own table, and read none that was named by hand? */
  get readsOwnTable(): boolean {
    const [base] = this.tables.values();
    return base?.source === undefined && this.extraTables.length === 0;
  }

  get readsNamedTables(): boolean {
    return [...this.tables.values()].some(({ source }) => source !== undefined);
  }

  /** Joins a table of the WITH clause, which paths reach by `alias` from then on. */
  joinTable(
    { table, alias, outer }: { table: NamedTable; alias: string; outer: boolean },
    condition: (alias: string) => Where,
  ): void {
    const step = tableStep(this.meta, alias, table, outer);
    const joinType: JoinType = outer ? "LOUTER" : "INNER";
    const parent = this.initialAlias();
    const ref = { table: table.name, source: table, parent, step, joinType, nullable: outer };
    const own = this.addTable(ref, alias);
    this.tables.set(own, { ...this.table(own), on: condition(own) });
    this.tableRelations = new Map([...this.tableRelations, [alias, tableRelation(step)]]);
  }

  private setJoinType(alias: string, joinType: JoinType): void {
    this.tables.set(alias, { ...this.table(alias), joinType });
  }

  /** Makes outer joins of those that may have no row, and of everything that hangs on them. */
  promoteJoins(aliases: Iterable<string>): void {
    const queue = [...aliases];
    for (let alias = queue.shift(); alias !== undefined; alias = queue.shift()) {
      const ref = this.table(alias);
      if (ref.joinType === undefined || ref.parent === undefined) continue;
      const parentOuter = this.table(ref.parent).joinType === "LOUTER";
      if (ref.joinType === "LOUTER" || !(ref.nullable === true || parentOuter)) continue;
      this.setJoinType(alias, "LOUTER");
      for (const other of this.tables.values()) {
        if (other.parent === alias && !queue.includes(other.alias)) queue.push(other.alias);
      }
    }
  }

  /** Makes inner joins, along the whole chain that leads to them. */
  demoteJoins(aliases: Iterable<string>): void {
    const queue = [...aliases];
    for (let alias = queue.shift(); alias !== undefined; alias = queue.shift()) {
      const ref = this.table(alias);
      if (ref.joinType !== "LOUTER") continue;
      this.setJoinType(alias, "INNER");
      if (ref.parent !== undefined) queue.push(ref.parent);
    }
  }

  /** Takes back uses of joins that were not there before, or were used less. */
  resetUses(before: ReadonlyMap<string, number>): void {
    for (const [alias, uses] of this.refs) {
      const earlier = before.get(alias) ?? 0;
      if (uses > earlier) this.refs.set(alias, earlier);
    }
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
    const joinedColumns = new Set<string>();
    if (allowAliases) {
      for (const { step } of this.tables.values()) {
        for (const field of step?.to.localConcreteFields ?? [])
          if (field.column !== undefined) joinedColumns.add(field.column);
      }
      this.moveComputedValues();
    }
    const groupBy: Expression[] = [...this.select];
    for (const [name, annotation] of this.selectedAnnotations()) {
      const columns = annotation.groupByColumns();
      if (columns.length === 0) continue;
      if (allowAliases && !joinedColumns.has(name) && !annotation.containsAggregate)
        groupBy.push(new Ref(name, annotation));
      else groupBy.push(...columns);
    }
    this.groupBy = groupBy;
  }

  /** `values("born__year")`: what is no column is an annotation from here on, so that it can be grouped by its name. */
  private moveComputedValues(): void {
    if (this.valuesSelect.length === 0) return;
    const columns: [string, Expression][] = [];
    const computed: [string, Expression][] = [];
    this.valuesSelect.forEach((name, index) => {
      const expression = this.select[index];
      if (expression !== undefined)
        (expression instanceof Col ? columns : computed).push([name, expression]);
    });
    if (computed.length === 0) return;
    const mask = this.annotationMask ?? new Set(this.annotations.keys());
    this.annotations = new Map([...computed, ...this.annotations]);
    this.annotationMask = new Set([...mask, ...computed.map(([name]) => name)]);
    this.select = columns.map(([, expression]) => expression);
    this.valuesSelect = columns.map(([name]) => name);
  }

  // ------------------------------------------------------------------ as part of another query

  /** A new name for each table, so that the query can stand inside `outer`. */
  bumpPrefix(outer: Query, exclude: ReadonlySet<string> = new Set()): void {
    if (this.aliasPrefix !== outer.aliasPrefix) return;
    const taken = new Set([...this.subqueryPrefixes, ...outer.subqueryPrefixes]);
    this.aliasPrefix = freePrefix(taken);
    this.subqueryPrefixes = new Set([...taken, this.aliasPrefix]);
    outer.subqueryPrefixes = new Set([...outer.subqueryPrefixes, ...this.subqueryPrefixes]);
    const names = new Map<string, string>();
    let position = 0;
    for (const alias of this.tables.keys()) {
      if (!exclude.has(alias)) names.set(alias, `${this.aliasPrefix}${position}`);
      position += 1;
    }
    this.changeAliases(names);
  }

  /** Renames tables everywhere. */
  changeAliases(names: ReadonlyMap<string, string>): void {
    const renamed = (alias: string): string => names.get(alias) ?? alias;
    this.where = this.where.relabeled(names) as Where;
    if (Array.isArray(this.groupBy))
      this.groupBy = this.groupBy.map((expression: Expression) => expression.relabeled(names));
    this.select = this.select.map((expression) => expression.relabeled(names));
    for (const [name, annotation] of this.annotations)
      this.annotations.set(name, annotation.relabeled(names));
    this.orderBy = this.orderBy.map((item) =>
      typeof item === "string" ? item : item.relabeled(names),
    );
    const tables = [...this.tables.values()];
    this.tables = new Map(
      tables.map((ref) => [
        renamed(ref.alias),
        {
          ...ref,
          alias: renamed(ref.alias),
          ...(ref.parent === undefined ? {} : { parent: renamed(ref.parent) }),
          ...(ref.on === undefined ? {} : { on: ref.on.relabeled(names) as Where }),
          ...(ref.filtered === undefined
            ? {}
            : {
                filtered: {
                  ...ref.filtered,
                  resolved: ref.filtered.resolved?.relabeled(names) as Where | undefined,
                },
              }),
        },
      ]),
    );
    this.refs = new Map([...this.refs].map(([alias, uses]) => [renamed(alias), uses]));
    this.tableAliases = new Map(
      [...this.tableAliases].map(([table, aliases]) => [table, aliases.map(renamed)]),
    );
    this.externalAliases = new Map(
      [...this.externalAliases].map(([alias, isAlias]) => [
        renamed(alias),
        isAlias || names.has(alias),
      ]),
    );
    this.usedAliases = new Set([...this.usedAliases].map(renamed));
  }

  /** This query inside `outer`: its references to the outside become columns of `outer`. */
  resolvedInside(outer: Query, options: ResolveOptions = {}): Query {
    const clone = this.clone();
    clone.isSubquery = true;
    clone.bumpPrefix(outer);
    clone.where = clone.where.resolve(outer, options) as Where;
    for (const [name, annotation] of clone.annotations)
      clone.annotations.set(name, annotation.resolve(outer, options));
    clone.select = clone.select.map((expression) => expression.resolve(outer, options));
    clone.orderBy = clone.orderBy.map((item) =>
      typeof item === "string" ? item : item.resolve(outer, options),
    );
    if (Array.isArray(clone.groupBy))
      clone.groupBy = clone.groupBy.map((expression: Expression) =>
        expression.resolve(outer, options),
      );
    for (const [alias, ref] of outer.tables) clone.externalAliases.set(alias, ref.table !== alias);
    return clone;
  }

  /** As the right side of `exact`: one row with one column. */
  asSingleValue(operand: QueryOperand): QueryOperand {
    if (!operand.query.hasLimitOne) {
      throw new InvalidValue("A queryset compared with one value must be limited to one row.", {
        hint: "Slice it: .slice(0, 1).",
      });
    }
    return withQuery(operand, (query) => {
      if (!query.hasSelectFields) query.selectKey();
    });
  }

  /** As the right side of `in`: one column, in any order. */
  asValueList(operand: QueryOperand): QueryOperand {
    return withQuery(operand, (query) => {
      query.clearOrdering();
      if (!query.hasSelectFields) query.selectKey();
    });
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
    const copy = this.clone();
    copy.where = copy.where.baked(args) as Where;
    for (const [name, annotation] of copy.annotations)
      copy.annotations.set(name, annotation.baked(args));
    for (const [alias, ref] of copy.tables) {
      const { filtered } = ref;
      if (filtered?.resolved !== undefined)
        copy.tables.set(alias, {
          ...ref,
          filtered: { ...filtered, resolved: filtered.resolved.baked(args) as Where },
        });
    }
    if (copy.combination !== undefined) {
      const queries = copy.combination.queries.map((part) => ({
        query: part.query.baked(args.slice(part.slotBase)),
        slotBase: 0,
      }));
      copy.combination = { ...copy.combination, queries };
    }
    return copy;
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

/** The query of an operand, changed. */
function withQuery(operand: QueryOperand, change: (query: Query) => void): QueryOperand {
  const query = operand.query.clone();
  change(query);
  return new NestedQuery(query, operand.slotBase);
}

function freePrefix(taken: ReadonlySet<string>): string {
  const letters = "TUVWXYZ";
  for (const letter of letters) if (!taken.has(letter)) return letter;
  for (const first of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    for (const second of "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      if (!taken.has(first + second)) return first + second;
  }
  throw new InvalidValue("Subqueries are nested too deep.");
}
