import type { QueryOperand } from "../lookups/lookup.ts";
import type { Query } from "./query.ts";

/** A query as the right side of a lookup. */
export class NestedQuery implements QueryOperand {
  readonly isQueryOperand = true;
  readonly isTable: boolean = false;
  readonly query: Query;
  readonly slotBase: number;

  constructor(query: Query, slotBase = 0) {
    this.query = query;
    this.slotBase = slotBase;
  }

  relabeledOuter(aliases: ReadonlyMap<string, string>): QueryOperand {
    const affected = [...aliases.keys()].some((alias) => this.query.externalAliases.has(alias));
    if (!affected) return this;
    const query = this.query.clone();
    query.relabelExternal(aliases);
    return this.withQuery(query);
  }

  withQuery(query: Query): NestedQuery {
    return new NestedQuery(query, this.slotBase);
  }
}

/** The same as a table of its own: it refers to nothing around it. */
export class NestedTable extends NestedQuery {
  override readonly isTable = true;

  override withQuery(query: Query): NestedTable {
    return new NestedTable(query, this.slotBase);
  }
}
