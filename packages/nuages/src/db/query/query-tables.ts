import { InternalError } from "../../errors/index.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { NamedTable } from "./named-table.ts";
import type { JoinType, NamedJoin, TableRef } from "./query-parts.ts";
import { tableRelation, tableStep } from "./table-relation.ts";
import type { Where } from "./where.ts";

/** The tables that a query reads, and how they are joined. */
export class QueryTables {
  readonly meta: ModelMeta;
  tables = new Map<string, TableRef>();
  /** How often each table is used: one that nothing uses any more is left out. */
  refs = new Map<string, number>();
  tableAliases = new Map<string, readonly string[]>();
  aliasPrefix = "T";
  subqueryPrefixes: ReadonlySet<string> = new Set(["T"]);
  externalAliases = new Map<string, boolean>();
  namedJoins = new Map<string, NamedJoin>();
  /** Tables of the WITH clause that are joined, by their name in paths. */
  tableRelations: ReadonlyMap<string, RelationInfo> = new Map();
  /** Further tables, named by hand. */
  extraTables: readonly string[] = [];

  constructor(meta: ModelMeta) {
    this.meta = meta;
  }

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
}
