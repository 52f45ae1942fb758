import type { Field } from "../fields/field.ts";
import { ForeignKeyBase } from "../fields/foreign-key.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { indexName } from "./names.ts";
import { quoteName } from "./quoting.ts";

/** A foreign key as the database knows it. */
export interface ForeignKeyConstraint {
  readonly name: string;
  readonly table: string;
  readonly column: string;
  readonly toTable: string;
  readonly toColumn: string;
}

/** The foreign key that the database checks for a field; undefined when there is none. */
export function foreignKeyOf(
  field: Field,
  dialect: Dialect,
  { table = field.model.dbTable, shortName = false }: { table?: string; shortName?: boolean } = {},
): ForeignKeyConstraint | undefined {
  if (!(field instanceof ForeignKeyBase) || !field.dbConstraint) return undefined;
  const target: ModelMeta = field.toField.model.concrete;
  const [column, toTable, toColumn] = [
    field.column ?? "",
    target.dbTable,
    field.toField.column ?? "",
  ];
  const suffix = shortName ? "_fk" : `_fk_${toTable}_${toColumn}`;
  const name = indexName(field.model.dbTable, [column], suffix, dialect.maxNameLength);
  return { name, table, column, toTable, toColumn };
}

/** `REFERENCES …`, as it stands behind a column or a constraint. */
export function referencesSql(
  { toTable, toColumn }: ForeignKeyConstraint,
  dialect: Dialect,
): string {
  const target = `REFERENCES ${quoteName(toTable, dialect)} (${quoteName(toColumn, dialect)})`;
  const { foreignKeysInTable, deferrableConstraints } = dialect.features;
  return foreignKeysInTable || deferrableConstraints
    ? `${target} DEFERRABLE INITIALLY DEFERRED`
    : target;
}

/** `ADD CONSTRAINT … FOREIGN KEY …`. */
export function addForeignKeySql(key: ForeignKeyConstraint, dialect: Dialect): string {
  const name = quoteName(key.name, dialect);
  return `ADD CONSTRAINT ${name} FOREIGN KEY (${quoteName(key.column, dialect)}) ${referencesSql(key, dialect)}`;
}

/** Foreign keys that wait until all tables are there. What becomes of their tables meanwhile, they follow. */
export class PendingForeignKeys {
  #keys: readonly ForeignKeyConstraint[] = [];

  add(key: ForeignKeyConstraint): void {
    this.#keys = [...this.#keys, key];
  }

  tableRenamed(from: string, to: string): void {
    this.#keys = this.#keys.map((key) => ({
      ...key,
      table: key.table === from ? to : key.table,
      toTable: key.toTable === from ? to : key.toTable,
    }));
  }

  columnRenamed(table: string, from: string, to: string): void {
    this.#keys = this.#keys.map((key) => ({
      ...key,
      column: key.table === table && key.column === from ? to : key.column,
      toColumn: key.toTable === table && key.toColumn === from ? to : key.toColumn,
    }));
  }

  tableDropped(table: string): void {
    this.#keys = this.#keys.filter((key) => key.table !== table && key.toTable !== table);
  }

  /** Gives up the key of a column; says whether there was one. */
  columnDropped(table: string, column: string): boolean {
    const kept = this.#keys.filter((key) => key.table !== table || key.column !== column);
    const dropped = kept.length < this.#keys.length;
    this.#keys = kept;
    return dropped;
  }

  /** All that wait; they do so no longer. */
  take(): readonly ForeignKeyConstraint[] {
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }
}
