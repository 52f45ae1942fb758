import { InvalidValue } from "../errors.ts";
import { UniqueConstraint, type BaseConstraint } from "../models/constraints.ts";
import type { Index } from "../models/indexes.ts";
import type { ModelMeta } from "../models/meta.ts";
import { assertUnique } from "./guards.ts";
import { indexName } from "./names.ts";
import { quoteNames } from "./quoting.ts";
import { type IndexChangeOptions, SchemaEditor } from "./schema-editor.ts";
import { columnsOf } from "./table-definition.ts";
import { uniqueSql } from "./table-sql.ts";
import { uniqueColumnsOf } from "./unique-columns.ts";

type Together = readonly (readonly string[])[];

/** Kinds of constraints that are looked for by their columns. */
export type ConstraintKind = "foreignKey" | "unique" | "index" | "check" | "primaryKey";

/** What all databases do about indexes and constraints in the same way. */
export abstract class ConstraintEditor extends SchemaEditor {
  // ------------------------------------------------------------------ what a database says

  /** Names of what the table has of one kind over exactly these columns and no model declares: they may come from before a table was renamed. */
  protected abstract namesOf(
    meta: ModelMeta,
    columns: readonly string[],
    kind: ConstraintKind,
  ): Promise<string[]>;
  protected abstract dropIndex(
    table: string,
    name: string,
    options?: IndexChangeOptions,
  ): Promise<void>;
  protected abstract dropUnique(table: string, name: string): Promise<void>;
  protected abstract changeIndexName(
    meta: ModelMeta,
    oldName: string,
    newIndex: Index,
  ): Promise<void>;
  /** Adds a constraint that is part of the table: `text` is what CREATE TABLE says. */
  protected abstract addTableConstraint(
    meta: ModelMeta,
    constraint: BaseConstraint,
    text: string,
  ): Promise<void>;
  protected abstract dropTableConstraint(
    meta: ModelMeta,
    constraint: BaseConstraint,
  ): Promise<void>;

  /** Makes an index for a foreign key that uses the one which is about to be dropped, where the database does so. */
  protected async keepForeignKeyIndexed(
    _meta: ModelMeta,
    _columns: readonly string[],
  ): Promise<void> {
    // Only some databases use the indexes of others for foreign keys.
  }

  /** Looks whether rows allow a change; not where statements are only collected. */
  protected async guard(check: () => Promise<void>): Promise<void> {
    if (!this.collectSql) await check();
  }

  /** Names that were found; where statements are only collected the table may not be there yet: the name it would have. */
  protected foundOr(made: string, found: readonly string[]): readonly string[] {
    return found.length === 0 && this.collectSql ? [made] : found;
  }

  // ------------------------------------------------------------------ indexes

  override async addIndex(
    meta: ModelMeta,
    index: Index,
    options: IndexChangeOptions = {},
  ): Promise<void> {
    if (this.#hasIndex(index)) await this.execute(index.sql(meta, this.dialect, options));
  }

  override async removeIndex(
    meta: ModelMeta,
    index: Index,
    options: IndexChangeOptions = {},
  ): Promise<void> {
    if (this.#hasIndex(index)) await this.dropIndex(meta.dbTable, index.nameFor(meta), options);
  }

  /** Is the index one that this database has? */
  #hasIndex({ condition, expressions }: Index): boolean {
    const { partialIndexes, expressionIndexes } = this.dialect.features;
    return (
      (condition === undefined || partialIndexes) && (expressions.length === 0 || expressionIndexes)
    );
  }

  override async renameIndex(meta: ModelMeta, oldIndex: Index, newIndex: Index): Promise<void> {
    if (!this.#hasIndex(newIndex)) return;
    const oldName =
      oldIndex.name === undefined
        ? await this.#onlyIndexOn(meta, oldIndex)
        : oldIndex.nameFor(meta);
    await this.changeIndexName(meta, oldName, newIndex);
  }

  async #onlyIndexOn(meta: ModelMeta, { fields }: Index): Promise<string> {
    const columns = columnsOf(
      meta,
      fields.map((name) => name.replace(/^-/, "")),
    );
    const made = indexName(meta.dbTable, columns, "_idx", this.dialect.maxNameLength);
    const found = this.foundOr(made, await this.namesOf(meta, columns, "index"));
    const [name] = found;
    if (name !== undefined && found.length === 1) return name;
    throw new InvalidValue(
      `Found ${found.length} indexes of table "${meta.dbTable}" over ${columns.join(", ")} and not one.`,
      { hint: "Rename it with oldName, which says which one is meant." },
    );
  }

  // ------------------------------------------------------------------ constraints

  override async addConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void> {
    const { statement, inTable } = constraint.sql(meta, this.dialect);
    if (statement === undefined && inTable === undefined) return;
    if (constraint instanceof UniqueConstraint)
      await this.guard(() =>
        assertUnique(this.database, uniqueColumnsOf(meta, constraint, this.dialect)),
      );
    if (statement !== undefined) await this.execute(statement);
    else if (inTable !== undefined) await this.addTableConstraint(meta, constraint, inTable);
  }

  override async removeConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void> {
    const { statement, inTable } = constraint.sql(meta, this.dialect);
    if (statement !== undefined) await this.dropIndex(meta.dbTable, constraint.nameFor(meta));
    else if (inTable !== undefined) await this.dropTableConstraint(meta, constraint);
  }

  // ------------------------------------------------------------------ lists of fields

  override async alterUniqueTogether(
    meta: ModelMeta,
    oldTogether: Together,
    newTogether: Together,
  ): Promise<void> {
    const table = meta.dbTable;
    for (const names of missingIn(oldTogether, newTogether)) {
      const columns = columnsOf(meta, names);
      await this.keepForeignKeyIndexed(meta, columns);
      const made = indexName(table, columns, "_uniq", this.dialect.maxNameLength);
      for (const name of this.foundOr(made, await this.namesOf(meta, columns, "unique")))
        await this.dropUnique(table, name);
    }
    for (const names of missingIn(newTogether, oldTogether)) {
      const columns = columnsOf(meta, names);
      const quoted = columns.map((column) => this.quoteName(column));
      const name = `The columns ${columns.join(", ")}`;
      await this.guard(() => assertUnique(this.database, { table, name, columns: quoted }));
      await this.execute(uniqueSql(table, columns, this.dialect));
    }
  }

  override async alterIndexTogether(
    meta: ModelMeta,
    oldTogether: Together,
    newTogether: Together,
  ): Promise<void> {
    const table = meta.dbTable;
    const madeName = (columns: readonly string[]): string =>
      indexName(table, columns, "_idx", this.dialect.maxNameLength);
    for (const names of missingIn(oldTogether, newTogether)) {
      const columns = columnsOf(meta, names);
      await this.keepForeignKeyIndexed(meta, columns);
      const found = await this.namesOf(meta, columns, "index");
      for (const name of this.foundOr(madeName(columns), found)) await this.dropIndex(table, name);
    }
    for (const names of missingIn(newTogether, oldTogether)) {
      const columns = columnsOf(meta, names);
      await this.execute(
        `CREATE INDEX ${this.quoteName(madeName(columns))} ON ${this.quoteName(table)} (${quoteNames(columns, this.dialect)})`,
      );
    }
  }
}

/** Lists of `a` that are not in `b`. */
function missingIn(a: Together, b: Together): Together {
  const known = new Set(b.map((names) => names.join("\0")));
  return a.filter((names) => !known.has(names.join("\0")));
}
