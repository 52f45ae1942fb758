import { FieldError, InvalidValue, NotSupportedError } from "../errors.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import { Col, Ref } from "../expressions/columns.ts";
import { NO_EMPTY_VALUE, type Expression } from "../expressions/expression.ts";
import type { Query } from "../query/query.ts";
import type { TableRef } from "../query/query-parts.ts";
import { Exact } from "../lookups/builtin.ts";
import type { Where } from "../query/where.ts";
import { combinedSql } from "./combined.ts";
import type { Compiler } from "./compiler-context.ts";
import type { Dialect } from "./dialect.ts";
import { EmptyResultSet, FullResultSet, joinSql, sql, type Param, type Sql } from "./fragment.ts";
import { forUpdateText } from "./for-update.ts";
import { withoutNamesakes } from "./namesakes.ts";
import { orderings, type Ordering } from "./order-by.ts";
import { qualifiedSql } from "./qualify.ts";
import { relatedColumns } from "./related-select.ts";
import { WithClause } from "./with-clause.ts";
import {
  loadedFields,
  modelColumns,
  type InstanceColumns,
  type SelectItem,
} from "./select-list.ts";

/** Options of {@link SelectCompiler.statement}. */
export interface StatementOptions {
  readonly asSubquery?: boolean;
  /** Gives each column a name (`col1` …) that an outer query can use. */
  readonly columnAliases?: boolean;
  /** Columns besides those of the query, which an outer query reads by their names. */
  readonly extra?: readonly SelectItem[];
  /** Leaves the limits out: an outer query has them. */
  readonly withoutLimits?: boolean;
}

interface RenderedItem extends SelectItem {
  readonly rendered: Sql;
}

type VendorMethod = (compiler: Compiler) => Sql;
const VENDOR_METHODS = {
  sqlite: "asSqlite",
  postgresql: "asPostgresql",
  mysql: "asMysql",
} as const;

/** Turns one query into a SELECT statement for one database. */
export class SelectCompiler implements Compiler {
  readonly query: Query;
  readonly dialect: Dialect;
  readonly slotBase: number;
  isGrouped = false;
  /** Columns of the result, in order. */
  items: SelectItem[] = [];
  /** How the columns make instances; undefined for `values()`. */
  instances: InstanceColumns | undefined = undefined;
  /** Annotations of instances: name and place in the row. */
  annotations: { readonly name: string; readonly index: number }[] = [];

  #hidden = 0;
  isOutermost = false;
  #with: WithClause | undefined;
  /** Tables of the database in FROM, of inner queries too. */
  #read = new Set<string>();

  constructor(query: Query, dialect: Dialect, slotBase = 0) {
    // Compiling joins what ordering and related objects need; the query itself stays as it is.
    this.query = query.clone();
    this.dialect = dialect;
    this.slotBase = slotBase;
  }

  quoteAlias(alias: string): string {
    return this.dialect.quote(alias);
  }

  column(alias: string, name: string): string {
    return `${this.dialect.quote(alias)}.${this.dialect.quote(name)}`;
  }

  nested(query: Query, slotBase: number): SelectCompiler {
    const inner = new SelectCompiler(query, this.dialect, slotBase);
    inner.#with = this.#with;
    inner.#read = this.#read;
    return inner;
  }

  /** Does what was compiled so far read the table? */
  hasRead(table: string): boolean {
    return this.#read.has(table);
  }

  compile(expression: Expression): Sql {
    const method = (expression as unknown as Record<string, VendorMethod | undefined>)[
      VENDOR_METHODS[this.dialect.vendor]
    ];
    const rendered = method === undefined ? expression.sql(this) : method.call(expression, this);
    return this.castNumbers(expression, rendered);
  }

  /** SQLite computes with what it is given: a decimal that was bound as text has to become a number. */
  private castNumbers(expression: Expression, rendered: Sql): Sql {
    if (
      this.dialect.vendor !== "sqlite" ||
      (expression as { castsNumbers?: boolean }).castsNumbers !== true
    )
      return rendered;
    return isDecimal(expression)
      ? sql(`CAST(${rendered.text} AS NUMERIC)`, rendered.params)
      : rendered;
  }

  // ------------------------------------------------------------------ select list

  /** Works out the columns of the result. */
  private setupSelect(): void {
    const { query } = this;
    const alias = query.initialAlias();
    if (query.selectsOne) {
      this.items.push({ expression: new ValueExpression(1), name: "a" });
      return;
    }
    if (query.defaultColumns) {
      const fields = loadedFields(query, query.meta);
      for (const expression of modelColumns(query, query.meta, alias, fields))
        this.items.push({ expression, name: undefined });
      this.instances = { meta: query.meta, fields, start: 0, alias, related: [] };
    }
    if (query.selected === undefined) this.selectPlain();
    else this.selectNamed(query.selected);
    if (
      this.instances !== undefined &&
      query.selectRelated !== false &&
      query.combination === undefined
    ) {
      const related = relatedColumns(
        { query, items: this.items },
        { meta: query.meta, alias, path: [] },
        query.selectRelated,
      );
      this.instances = { ...this.instances, related };
    }
  }

  private selectPlain(): void {
    for (const expression of this.query.select) this.items.push({ expression, name: undefined });
    for (const [name, expression] of this.query.selectedAnnotations()) {
      this.annotations.push({ name, index: this.items.length });
      this.items.push({ expression, name });
    }
  }

  private selectNamed(names: readonly string[]): void {
    const { query } = this;
    const columns = new Map(query.valuesSelect.map((name, index) => [name, query.select[index]]));
    const annotations = new Map(query.selectedAnnotations());
    for (const name of names) {
      const expression = columns.get(name) ?? annotations.get(name);
      if (expression === undefined) throw query.unknownName(name);
      this.items.push({ expression, name });
    }
  }

  private renderItems(columnAliases: boolean): RenderedItem[] {
    return this.items.map((item, index) => {
      const rendered = this.renderItem(item.expression);
      const hidden = index >= this.items.length - this.#hidden;
      return { ...item, name: columnAliases && !hidden ? `col${index + 1}` : item.name, rendered };
    });
  }

  private renderItem(expression: Expression): Sql {
    try {
      return expression.selectSql(this, this.compile(expression));
    } catch (error) {
      if (error instanceof FullResultSet) return this.compile(new ValueExpression(true));
      if (!(error instanceof EmptyResultSet)) throw error;
      const value = expression.emptyResultValue;
      if (value === NO_EMPTY_VALUE) return sql("0");
      return this.compile(new ValueExpression(value));
    }
  }

  private itemText({ expression, name, rendered }: RenderedItem): string {
    const plain = expression instanceof Col && expression.target.column === name;
    return name === undefined || plain
      ? rendered.text
      : `${rendered.text} AS ${this.#ownName(name)}`;
  }

  // ------------------------------------------------------------------ clauses

  /** SQL of a condition; empty text when it holds for every row. */
  conditionSql(where: Where | undefined): Sql {
    if (where === undefined || where.isEmpty) return sql("");
    try {
      return this.compile(where);
    } catch (error) {
      if (error instanceof FullResultSet) return sql("");
      throw error;
    }
  }

  fromSql(): Sql {
    const pieces: Sql[] = [];
    for (const [alias, ref] of this.query.tables) {
      if ((this.query.refs.get(alias) ?? 0) > 0) pieces.push(this.tableSql(ref));
    }
    const from = joinSql(pieces, " ");
    const further = this.query.extraTables
      .filter((table) => !this.query.tables.has(table))
      .map((table) => `, ${this.dialect.quote(table)}`);
    return sql(from.text + further.join(""), from.params);
  }

  /** A name that the query gave. @throws InvalidValue for a dollar sign on PostgreSQL, where one can begin a text */
  #ownName(name: string): string {
    if (this.dialect.vendor === "postgresql" && name.includes("$"))
      throw new InvalidValue(
        `"${name}": dollar signs are not permitted in aliases on PostgreSQL.`,
        {
          hint: "Choose another name.",
        },
      );
    return this.dialect.quote(name);
  }

  private tableSql(ref: TableRef): Sql {
    this.#read.add(ref.table);
    if (ref.source === undefined) this.#with?.read(ref.table);
    else this.#with?.declare(ref.source, this);
    const name = this.dialect.quote(ref.table);
    if (ref.filtered !== undefined) this.#ownName(ref.alias);
    const table = ref.alias === ref.table ? name : `${name} ${this.quoteAlias(ref.alias)}`;
    const { step, parent } = ref;
    if (step === undefined || parent === undefined) return sql(table);
    const conditions = step.columns.map(({ from, to }) =>
      sql(
        `${this.quoteAlias(parent)}.${this.dialect.quote(from.column ?? "")} = ${this.quoteAlias(ref.alias)}.${this.dialect.quote(to.column ?? "")}`,
      ),
    );
    const { restriction } = step;
    if (restriction !== undefined) {
      const alias = restriction.side === "to" ? ref.alias : parent;
      conditions.push(
        this.compile(new Exact(new Col(alias, restriction.field), restriction.value())),
      );
    }
    if (ref.filtered !== undefined) conditions.push(...this.filteredSql(ref));
    if (ref.on !== undefined) conditions.push(this.compile(ref.on));
    const on = joinSql(conditions, " AND ");
    return sql(
      `${ref.joinType === "LOUTER" ? "LEFT OUTER" : "INNER"} JOIN ${table} ON (${on.text})`,
      on.params,
    );
  }

  private filteredSql({ filtered }: TableRef): Sql[] {
    if (filtered?.resolved === undefined) return [];
    const condition = this.conditionSql(filtered.resolved);
    return condition.text === "" ? [] : [sql(`(${condition.text})`, condition.params)];
  }

  private orderSql(
    items: readonly Ordering[],
  ): { readonly ordering: Ordering; readonly rendered: Sql }[] {
    const seen = new Set<string>();
    const result: { ordering: Ordering; rendered: Sql }[] = [];
    for (const ordering of items) {
      let rendered: Sql;
      try {
        rendered = this.compile(ordering.item);
      } catch (error) {
        if (error instanceof EmptyResultSet || error instanceof FullResultSet) continue;
        throw error;
      }
      const key = identity(sql(stripDirection(rendered.text), rendered.params));
      if (seen.has(key)) continue;
      seen.add(key);
      result.push({ ordering, rendered });
    }
    return result;
  }

  private groupBySql(
    items: readonly RenderedItem[],
    order: readonly Ordering[],
    having: Where | undefined,
  ): Sql[] {
    const { groupBy } = this.query;
    if (groupBy === undefined) return [];
    const expressions: Expression[] = [];
    const references = new Set<string>();
    if (groupBy !== true) {
      for (const expression of groupBy) {
        if (!(expression instanceof Ref)) expressions.push(expression);
        else if (!references.has(expression.name)) {
          references.add(expression.name);
          expressions.push(expression.source);
        }
      }
    }
    for (const { expression, name } of items) {
      if (name === undefined || !references.has(name))
        expressions.push(...expression.groupByColumns());
    }
    for (const { item, isReference } of order)
      if (!isReference) expressions.push(...item.groupByColumns());
    const asked = having?.groupByColumns() ?? [];
    expressions.push(...asked);
    const positions = new Map(
      items.map(({ rendered, name }, index) => [
        identity(rendered),
        name === undefined ? -1 : index + 1,
      ]),
    );
    const needed = this.dialect.features.havingMistakesNames
      ? withoutNamesakes(expressions, asked)
      : expressions;
    return this.distinctPieces(needed, positions);
  }

  private distinctPieces(
    expressions: readonly Expression[],
    positions: ReadonlyMap<string, number>,
  ): Sql[] {
    const seen = new Set<string>();
    const pieces: Sql[] = [];
    for (const expression of expressions) {
      let rendered: Sql;
      try {
        rendered = this.compile(expression);
      } catch (error) {
        if (error instanceof EmptyResultSet || error instanceof FullResultSet) continue;
        throw error;
      }
      const key = identity(rendered);
      if (seen.has(key)) continue;
      seen.add(key);
      const position = positions.get(key) ?? -1;
      pieces.push(position > 0 ? sql(String(position)) : rendered);
    }
    return pieces;
  }

  limitSql(): string {
    const { low, high } = this.query;
    const limit =
      high === undefined ? (low > 0 ? this.dialect.noLimit : undefined) : String(high - low);
    const text = limit === undefined ? "" : ` LIMIT ${limit}`;
    return low > 0 ? `${text} OFFSET ${low}` : text;
  }

  // ------------------------------------------------------------------ statement

  /** @throws EmptyResultSet when there cannot be rows */
  statement(options: StatementOptions = {}): Sql {
    if (this.#with !== undefined) return this.body(options);
    // The outermost statement has the WITH clause for all that is inside it.
    this.#with = new WithClause();
    const body = this.body(options);
    return this.#with.before(body);
  }

  private body(options: StatementOptions): Sql {
    const { query } = this;
    if (query.combination !== undefined) return combinedSql(this, query.combination, options);
    this.setupSelect();
    this.#hidden = options.extra?.length ?? 0;
    if (options.extra !== undefined) this.items.push(...options.extra);
    const ordered = orderings(query);
    const { where, having, qualify } = query.where.split(query.groupBy !== undefined);
    if (qualify !== undefined) return qualifiedSql(this, { where, having, qualify }, options);
    const whereSql = this.conditionSql(where);
    this.isGrouped = true;
    const havingSql = this.conditionSql(having);
    this.isGrouped = false;
    const items = this.renderItems(options.columnAliases ?? false);
    const grouped = this.groupBySql(items, ordered.fromMeta ? [] : ordered.items, having);
    const order =
      ordered.fromMeta && query.groupBy !== undefined ? [] : this.orderSql(ordered.items);
    const select = this.selectSql(items, order);
    const from = this.fromSql();
    const params: Param[] = [...select.params, ...from.params, ...whereSql.params];
    let text = `SELECT ${select.text} FROM ${from.text}`;
    if (whereSql.text !== "") text += ` WHERE ${whereSql.text}`;
    if (grouped.length > 0) {
      const { text: groupText, params: groupParams } = joinSql(grouped, ", ");
      text += ` GROUP BY ${groupText}`;
      params.push(...groupParams);
    }
    if (havingSql.text !== "") {
      text += ` HAVING ${havingSql.text}`;
      params.push(...havingSql.params);
    }
    if (order.length > 0) {
      const { text: orderText, params: orderParams } = joinSql(
        order.map(({ rendered }) => rendered),
        ", ",
      );
      text += ` ORDER BY ${orderText}`;
      params.push(...orderParams);
    }
    if (options.withoutLimits !== true) text += this.limitSql();
    if (query.selectForUpdate !== undefined && this.dialect.features.selectForUpdate)
      text += forUpdateText(query.selectForUpdate, this.dialect, this.instances);
    return sql(text, params);
  }

  private selectSql(
    items: readonly RenderedItem[],
    order: readonly { readonly ordering: Ordering; readonly rendered: Sql }[],
  ): Sql {
    const { query } = this;
    const pieces = items.map((item) => sql(this.itemText(item), item.rendered.params));
    if (query.distinctFields.length > 0) return this.distinctOn(pieces);
    if (!query.distinct) return joinSql(pieces, ", ");
    // DISTINCT orders by what is selected only.
    const selected = new Set(items.map(({ rendered }) => identity(rendered)));
    for (const { ordering, rendered } of order) {
      const plain = sql(stripDirection(rendered.text), rendered.params);
      if (!ordering.isReference && !selected.has(identity(plain))) pieces.push(plain);
    }
    const { text, params } = joinSql(pieces, ", ");
    return sql(`DISTINCT ${text}`, params);
  }

  private distinctOn(pieces: readonly Sql[]): Sql {
    if (!this.dialect.features.distinctOn) {
      throw new NotSupportedError(
        `DISTINCT ON fields is not supported by ${this.dialect.displayName}.`,
        {
          hint: "Use distinct() without names.",
        },
      );
    }
    const names = this.query.distinctFields.map(
      (name) => this.compile(this.query.resolveReference(name, {})).text,
    );
    const { text, params } = joinSql(pieces, ", ");
    return sql(`DISTINCT ON (${names.join(", ")}) ${text}`, params);
  }
}

/** Text by which two pieces of SQL are the same. */
export function identity({ text, params }: Sql): string {
  return params.length === 0
    ? text
    : `${text}\u0000${params.map(({ slot, value }) => (slot < 0 ? `${typeof value}:${String(value)}` : `#${slot}`)).join("\u0000")}`;
}

function stripDirection(text: string): string {
  return text.replace(/ (?:ASC|DESC)(?: NULLS (?:FIRST|LAST))?$/, "");
}

function isDecimal(expression: Expression): boolean {
  try {
    return expression.outputOrUndefined?.targetField.kind === "decimal";
  } catch (error) {
    if (error instanceof FieldError) return false;
    throw error;
  }
}
