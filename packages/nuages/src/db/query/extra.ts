import { InvalidUse, InvalidValue } from "../errors.ts";
import { Combinable } from "../expressions/combinable.ts";
import type { Expression } from "../expressions/expression.ts";
import { RawSQL } from "../expressions/raw-sql.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import { annotateQuery } from "./annotations.ts";
import { refuseCombined, refuseSliced, type QuerySetLike } from "./internal.ts";
import { checkOrdering } from "./ordering.ts";
import type { Query } from "./query.ts";
import type { OrderItem } from "./query-parts.ts";
import { plainStep } from "./state.ts";

/**
 * Pieces of SQL that `extra()` puts into a statement as they are. Nothing that comes from a visitor may
 * stand in them: such values belong into `params` and `selectParams`.
 */
export interface ExtraOptions<Names extends string = string> {
  /** Values that are computed for each row, by name. */
  readonly select?: Readonly<Record<Names, string>>;
  /** Values for the `%s` in `select`, in its order. */
  readonly selectParams?: readonly unknown[];
  /** Conditions, all of which hold. */
  readonly where?: readonly string[];
  /** Values for the `%s` in `where`. */
  readonly params?: readonly unknown[];
  /** Further tables to read; `where` says how they belong to the rows. */
  readonly tables?: readonly string[];
  /** Paths, names of `select`, or `table.column`; `-` in front: descending. */
  readonly orderBy?: readonly string[];
}

/** A column of a table that was named by hand. */
class TableColumn extends Combinable {
  readonly table: string;
  readonly column: string;

  constructor(table: string, column: string) {
    super();
    this.table = table;
    this.column = column;
  }

  override sql(compiler: Compiler): Sql {
    return sql(compiler.column(this.table, this.column));
  }

  override groupByColumns(): readonly Expression[] {
    return [this];
  }
}

function placesIn(piece: unknown): number {
  if (typeof piece !== "string")
    throw new InvalidUse(`extra() takes pieces of SQL, not ${typeof piece}.`);
  return piece.replaceAll("%%", "").split("%s").length - 1;
}

/** Pieces of SQL, each with its share of the values. */
function withParams(
  pieces: readonly string[],
  params: readonly unknown[],
  option: string,
): Expression[] {
  const counts = pieces.map(placesIn);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== params.length)
    throw new InvalidValue(
      `extra() has ${total} places for values (%s), but ${params.length} ${option}.`,
      { hint: 'Write "%%" for a percent sign.' },
    );
  let next = 0;
  return pieces.map((piece, index) => {
    const from = next;
    next += counts[index] ?? 0;
    return RawSQL(piece, params.slice(from, next));
  });
}

/** `extra()`. */
export function withExtra<Q extends QuerySetLike>(queryset: Q, options: ExtraOptions): Q {
  const { select = {}, selectParams = [], where = [], params = [] } = options;
  const names = Object.keys(select);
  const selected = withParams(Object.values(select), selectParams, "selectParams");
  const conditions = withParams(where, params, "params");
  return queryset.step((state) => {
    refuseCombined(state, "extra()");
    refuseSliced(state, "extra()");
    return plainStep(state, undefined, (query) => {
      annotateQuery(query, new Map(names.map((name, index) => [name, selected[index] as never])), {
        select: true,
        fields: state.mode === "instances" ? undefined : (query.selected ?? []),
      });
      for (const condition of conditions) query.where = query.where.add(condition, "AND");
      query.extraTables = [...new Set([...query.extraTables, ...(options.tables ?? [])])];
      if (options.orderBy !== undefined) orderByExtra(query, options.orderBy);
    });
  });
}

function orderByExtra(query: Query, items: readonly string[]): void {
  const order = items.map((item): OrderItem => {
    const path = item.replace(/^[-+]/, "");
    const [table, column, ...rest] = path.split(".");
    if (column === undefined || table === undefined) {
      checkOrdering(query, item);
      return item;
    }
    if (rest.length > 0)
      throw new InvalidValue(`extra() cannot order by "${path}".`, {
        hint: 'A column is called "table.column".',
      });
    const named = new TableColumn(table, column);
    return item.startsWith("-") ? named.desc() : named.asc();
  });
  query.orderBy = order;
  query.defaultOrdering = false;
}
