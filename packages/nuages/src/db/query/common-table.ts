import { InvalidUse, InvalidValue, NotSupportedError } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { fieldOfKind } from "../expressions/field-of-value.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { FIELDS } from "../models/model-types.ts";
import { isFieldName } from "../models/reserved-names.ts";
import { loadedFields } from "../sql/select-list.ts";
import { columnModel, type QueryColumn } from "./column-model.ts";
import { INTERNAL, isQuerySet, type QuerySetLike } from "./internal.ts";
import type { NamedTable } from "./named-table.ts";
import type { ExpressionType } from "./path-types.ts";
import { Query } from "./query.ts";
import { QuerySet } from "./queryset.ts";
import { Shape } from "./shape.ts";
import { initialState, type QueryState } from "./state.ts";
import { checkedName, TableJoin, type JoinedTable, type JoinOptions } from "./table-join.ts";

/** A queryset of instances, or of objects that `values()` makes. */
interface Source {
  readonly "~row": object & { readonly [Symbol.iterator]?: never };
  readonly "~model": unknown;
}

/** Options of {@link CTE}. */
export interface CommonTableOptions {
  /** Whether the database computes the table once and keeps it (PostgreSQL, SQLite). Default: it decides. */
  readonly materialized?: boolean;
}

/** Options of `CTE.recursive()`. */
export interface RecursiveTableOptions extends CommonTableOptions {
  /** Leaves out rows that are there already, so that a circle in the data comes to an end. Default: false. */
  readonly distinct?: boolean;
}

/** The rows of a common table: instances with their annotations, or objects. */
type RowsOf<Q extends Source> = Q["~row"] extends { readonly [FIELDS]: unknown }
  ? Q
  : QuerySet<Q["~row"], Q["~row"]>;
type JoinColumns<Row> = {
  readonly [K in Exclude<keyof Row & string, "toString">]?:
    | string
    | ExpressionType<unknown, string>;
};
type PathIn<V> = V extends string ? V : V extends ExpressionType<unknown, infer P> ? P : never;

/** A query with a name that other queries read like a table: SQL's common table expression. */
export class CommonTable<Name extends string, Q extends Source> {
  readonly #source: QueryState;
  readonly #type: new (state: QueryState) => QuerySet<object>;
  #table: NamedTable;
  #isRead = false;
  #rows: Shape | undefined;

  /** @internal Use {@link CTE}. */
  constructor(name: Name, queryset: Q, { materialized }: CommonTableOptions = {}) {
    checkedName(name);
    const rows = sourceOf(queryset, `CTE("${name}")`);
    this.#type = rows.constructor as new (state: QueryState) => QuerySet<object>;
    this.#source = rows[INTERNAL];
    const query = plainQuery(rows);
    const columns = columnsOf(query);
    this.#table = {
      name,
      columns: columns.map(({ column }) => column),
      meta: columnModel(name, columns, query.meta),
      query,
      step: undefined,
      distinct: false,
      materialized,
    };
  }

  get name(): Name {
    return this.#table.name as Name;
  }

  /** @internal Adds the rows that are found from those which are there. */
  repeat(queryset: object, distinct: boolean): this {
    const rows = sourceOf(queryset, `the step of CTE.recursive("${this.name}")`);
    const { query } = this.#table;
    const step = plainQuery(rows);
    if (step.isSliced || query.isSliced || step.combination !== undefined)
      throw new NotSupportedError(
        `CTE.recursive("${this.name}") cannot be made of sliced or combined querysets.`,
        { hint: "Filter in both parts; slice what reads the table." },
      );
    if (step.selected !== undefined) {
      const names = query.selected ?? [];
      refuseOtherColumns(this.name, names, step.selected);
      step.selected = names;
    } else refuseOtherColumns(this.name, columnNames(query), columnNames(step));
    // The step was made with this very table in it.
    Object.assign(this.#table, { step, distinct });
    return this;
  }

  /** The rows of the table as a queryset: of instances of the model, or of objects. */
  rows(): RowsOf<Q> {
    const { query: source, meta } = this.#table;
    const isInstances = this.#source.mode === "instances";
    const from = initialState(isInstances ? source.meta : meta, this.#source.using);
    const { mode, prefetches, using } = this.#source;
    const state = { ...from, shape: this.#shape(), mode, prefetches, using };
    // Instances come in the class of their queryset, objects in a plain one.
    const type = isInstances ? this.#type : QuerySet;
    return new type(state) as unknown as RowsOf<Q>;
  }

  /** What `rows()` begins with. A table that is read again remembers the statements of its readers. */
  #shape(): Shape {
    if (this.#rows !== undefined) return this.#rows;
    const { query: source, meta } = this.#table;
    const isInstances = this.#source.mode === "instances";
    const query = new Query(isInstances ? source.meta : meta);
    const alias = query.readFrom(this.#table);
    if (isInstances) {
      query.deferral = source.deferral;
      for (const [name] of source.selectedAnnotations())
        query.addAnnotation(name, new Col(alias, meta.getField(name)));
    } else query.setValues(meta.concreteFields.map(({ name }) => name));
    const shape = new Shape(query, 0, this.#isRead);
    if (this.#isRead) this.#rows = shape;
    this.#isRead = true;
    return shape;
  }

  /**
   * Joins the table: its column (left) is equal to a path or expression of the queryset's model
   * (right). Its columns are then reached through its name: `tree__depth`.
   *
   * @example
   * Category.objects.with(tree.on({ id: "parent" })).annotate({ depth: F("tree__depth") });
   */
  on<
    const C extends JoinColumns<Q["~row"]>,
    const As extends string = Name,
    const Outer extends boolean = false,
  >(
    columns: C,
    options: JoinOptions<As, Outer> = {},
  ): JoinedTable<As, Q["~row"], PathIn<C[keyof C]>, Outer> {
    const given = new Map<string, string | Expression>();
    for (const [name, value] of Object.entries<unknown>(columns)) {
      this.#table.meta.getField(name);
      if (typeof value !== "string" && !(value instanceof Expression))
        throw new InvalidUse(
          `on() of the common table "${this.name}" needs a path or an expression for "${name}".`,
          { hint: 'on({ id: "parent" })' },
        );
      given.set(name, value);
    }
    if (given.size === 0)
      throw new InvalidUse(`on() of the common table "${this.name}" names no column.`, {
        hint: 'Say which column is equal to what: on({ id: "parent" }).',
      });
    // The types are for the compiler alone.
    return new TableJoin(this.#table, given, options) as unknown as JoinedTable<
      As,
      Q["~row"],
      PathIn<C[keyof C]>,
      Outer
    >;
  }
}

function sourceOf(value: unknown, where: string): QuerySet<object> & QuerySetLike {
  if (!isQuerySet(value))
    throw new InvalidUse(`${where} needs a queryset.`, {
      hint: "Of a manager take its rows: Category.objects.all().",
    });
  const { mode } = value[INTERNAL];
  if (mode !== "instances" && mode !== "values")
    throw new InvalidUse(`${where} needs instances or values(), whose columns have names.`, {
      hint: "Use values() in place of valuesList().",
    });
  return value as QuerySet<object> & QuerySetLike;
}

/** The query with its values inside, without what only decides how its rows look. */
function plainQuery(rows: QuerySet<object>): Query {
  const query = rows.asNested().query.clone();
  query.selectRelated = false;
  query.selectForUpdate = undefined;
  query.clearOrdering();
  return query;
}

function columnNames(query: Query): string[] {
  if (query.selected !== undefined) return [...query.selected];
  const annotations = query.selectedAnnotations().map(([name]) => name);
  return [...loadedFields(query, query.meta).map(({ name }) => name), ...annotations];
}

function refuseOtherColumns(
  name: string,
  wanted: readonly string[],
  given: readonly string[],
): void {
  const missing = wanted.filter((column) => !given.includes(column));
  const unknown = given.filter((column) => !wanted.includes(column));
  if (missing.length === 0 && unknown.length === 0) return;
  const parts = [
    missing.length === 0 ? "" : ` It lacks ${missing.join(", ")}.`,
    unknown.length === 0 ? "" : ` The base has no ${unknown.join(", ")}.`,
  ];
  throw new InvalidUse(
    `The step of CTE.recursive("${name}") selects other columns than the base.${parts.join("")}`,
    { hint: "Select and annotate the same names in both." },
  );
}

/** The columns that a query gives, in order. */
function columnsOf(query: Query): QueryColumn[] {
  const { meta } = query;
  if (query.combination !== undefined) {
    const [first] = query.combination.queries;
    if (first !== undefined && query.selected === undefined) return columnsOf(first.query);
  }
  const own = query.defaultColumns
    ? loadedFields(query, meta).map((field) => ({
        name: field.name,
        column: field.column ?? field.name,
        field,
        isKey: field === meta.pk,
      }))
    : [];
  const expressions = new Map<string, Expression>(query.selectedAnnotations());
  query.valuesSelect.forEach((name, index) => {
    const expression = query.select[index];
    if (expression !== undefined) expressions.set(name, expression);
  });
  const names = query.selected ?? [...expressions.keys()];
  return [...own, ...names.map((name) => computedColumn(meta, name, expressions.get(name)))];
}

function computedColumn(
  meta: ModelMeta,
  name: string,
  expression: Expression | undefined,
): QueryColumn {
  if (!isFieldName(name))
    throw new InvalidValue(`A column of a common table cannot be called "${name}".`, {
      hint: 'Give it a plain name: values({ authorName: F("author__name") }).',
    });
  const output: Field = expression?.outputOrUndefined?.targetField ?? fieldOfKind("text");
  const isKey = expression instanceof Col && expression.target === meta.pk;
  return { name, column: name, field: output, isKey };
}

/** How {@link CTE} is called. */
interface CommonTableFactory {
  <const Name extends string, Q extends Source>(
    name: Name,
    queryset: Q,
    options?: CommonTableOptions,
  ): CommonTable<Name, Q>;
  /**
   * A table that grows: from the rows of `base`, `step` finds further rows again and again until no new
   * ones come. `step` is given the table itself and joins it with `with()`.
   *
   * @example
   * const tree = CTE.recursive(
   *   "tree",
   *   Category.objects.filter({ parent: null }).annotate({ depth: Value(0) }),
   *   (tree) =>
   *     Category.objects
   *       .with(tree.on({ id: "parent" }))
   *       .annotate({ depth: F("tree__depth").plus(1) }),
   * );
   * await tree.rows().filter({ depth__lt: 3 }).orderBy("depth");
   */
  recursive<const Name extends string, Q extends Source>(
    name: Name,
    base: Q,
    step: (table: CommonTable<Name, Q>) => { readonly "~row": Q["~row"] },
    options?: RecursiveTableOptions,
  ): CommonTable<Name, Q>;
}

/**
 * A common table expression: a query with a name that other querysets join with `with()`, or read
 * with {@link CommonTable.rows}. Nothing is sent before such a queryset is awaited.
 *
 * @example
 * const totals = CTE("totals", Loan.objects.values("book").annotate({ loans: Count("id") }));
 * await Book.objects.with(totals.on({ book: "id" })).filter({ totals__loans__gt: 3 });
 */
export const CTE: CommonTableFactory = Object.assign(
  <Name extends string, Q extends Source>(name: Name, queryset: Q, options?: CommonTableOptions) =>
    new CommonTable<Name, Q>(name, queryset, options),
  {
    recursive<Name extends string, Q extends Source>(
      name: Name,
      base: Q,
      step: (table: CommonTable<Name, Q>) => { readonly "~row": Q["~row"] },
      { distinct = false, ...options }: RecursiveTableOptions = {},
    ): CommonTable<Name, Q> {
      const table = new CommonTable<Name, Q>(name, base, options);
      return table.repeat(step(table), distinct);
    },
  },
);
