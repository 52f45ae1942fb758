import { InvalidUse, InvalidValue } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { Exact } from "../lookups/builtin.ts";
import type { REL } from "../models/model-types.ts";
import { isFieldName } from "../models/reserved-names.ts";
import { idOf, keyOfExpression } from "./expression-key.ts";
import { refuseCombined, refuseSliced, type QuerySetLike } from "./internal.ts";
import type { NamedTable } from "./named-table.ts";
import type { Query } from "./query.ts";
import { plainStep } from "./state.ts";
import { Where } from "./where.ts";

/** Options of {@link CommonTable.on}. */
export interface JoinOptions<As extends string = string, Outer extends boolean = boolean> {
  /** The name in paths. Default: the name of the table. */
  readonly as?: As;
  /** Keeps rows that have none in the table. Default: false. */
  readonly outer?: Outer;
}

/** A common table with the columns that join it; `with()` takes it. */
export interface JoinedTable<
  As extends string = string,
  Row = unknown,
  Path extends string = string,
  Outer extends boolean = boolean,
> {
  readonly "~as": As;
  readonly "~columns": Row;
  readonly "~path": Path;
  readonly "~outer": Outer;
}

/** What `with()` adds to the paths of a queryset. */
export type TablePaths<T extends JoinedTable> = {
  readonly [K in T["~as"]]:
    | { readonly [REL]: T["~columns"] }
    | (true extends T["~outer"] ? null : never);
};

/** What {@link CommonTable.on} gives. */
export class TableJoin {
  readonly table: NamedTable;
  readonly alias: string;
  readonly columns: ReadonlyMap<string, string | Expression>;
  readonly outer: boolean;

  constructor(
    table: NamedTable,
    columns: ReadonlyMap<string, string | Expression>,
    { as, outer = false }: JoinOptions,
  ) {
    this.table = table;
    this.alias = checkedName(as ?? table.name);
    this.columns = columns;
    this.outer = outer;
  }
}

const MAX_NAME = 63;

/** @throws InvalidValue for a name that cannot be a part of paths */
export function checkedName(name: string): string {
  if (isFieldName(name) && name.length <= MAX_NAME) return name;
  throw new InvalidValue(`A common table cannot be called ${JSON.stringify(name)}.`, {
    hint: 'Its name is a part of paths: letters and digits, without "__".',
  });
}

/** `with()`. */
export function withTable<Q extends QuerySetLike>(queryset: Q, joined: unknown): Q {
  if (!(joined instanceof TableJoin))
    throw new InvalidUse("with() takes a common table and the columns that join it.", {
      hint: 'with(tree.on({ id: "parent" }))',
    });
  return queryset.step((state) => {
    refuseCombined(state, "with()");
    refuseSliced(state, "with()");
    return plainStep(state, keyOfJoin(joined), (query) => joinTable(query, joined));
  });
}

const USED = new WeakSet<NamedTable>();

/**
 * What tells this join from others. A table that is made for one query is not remembered with its
 * statement; one that is used again is.
 */
function keyOfJoin({ table, alias, outer, columns }: TableJoin): string | undefined {
  if (!USED.has(table)) {
    USED.add(table);
    return undefined;
  }
  let key = `with:${idOf(table)}:${alias}:${outer}:`;
  for (const [name, value] of columns) {
    const part = value instanceof Expression ? keyOfExpression(value) : JSON.stringify(value);
    if (part === undefined) return undefined;
    key += `${name}=${part};`;
  }
  return key;
}

function joinTable(query: Query, { table, alias, columns, outer }: TableJoin): void {
  if (query.knownNames().includes(alias))
    throw new InvalidValue(`${query.meta.label} has a "${alias}" already.`, {
      hint: 'Give the common table another name here: on({ … }, { as: "other" }).',
    });
  query.initialAlias();
  const values = [...columns].map(([name, value]) => ({
    field: table.meta.getField(name),
    value:
      value instanceof Expression
        ? value.resolve(query, { allowJoins: true })
        : query.resolveReference(value, { allowJoins: true }),
  }));
  query.joinTable({ table, alias, outer }, (own) => {
    const pairs = values.map(({ field, value }) => new Exact(new Col(own, field), value));
    return new Where(pairs);
  });
}
