import { NotSupportedError } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import { ManyToManyFieldBase, type ManyToManyFieldInstance } from "../../fields/relations.ts";
import { UniqueConstraint, type BaseConstraint } from "../../models/constraints.ts";
import type { Index } from "../../models/indexes.ts";
import type { ModelMeta } from "../../models/meta.ts";
import { atomicForSchema } from "../../transaction/atomic.ts";
import { currentScope } from "../../transaction/scope.ts";
import {
  collationOf,
  columnCheckSql,
  columnSql,
  dbDefaultSql,
  isConstantDefault,
} from "../column-sql.ts";
import { pointsAt } from "../altered.ts";
import { effectiveDefault } from "../default-value.ts";
import { foreignKeyOf, referencesSql } from "../foreign-keys.ts";
import { assertNoNulls, assertNoRows, assertUnique } from "../guards.ts";
import { indexName } from "../names.ts";
import { SchemaEditor } from "../schema-editor.ts";
import { columnOf, columnsOf, definitionOf } from "../table-definition.ts";
import {
  createTableSql,
  fieldIndexes,
  isIndexed,
  indexStatements,
  uniqueTogetherSql,
} from "../table-sql.ts";
import { missingIn } from "../together.ts";
import { uniqueColumnsOf } from "../unique-columns.ts";
import { indexesOnColumns } from "./existing-indexes.ts";
import { isMentioned } from "./mentioned.ts";
import {
  changedDefinition,
  rearranged,
  reducedDefinition,
  unchangedSources,
  type Rebuild,
} from "./rebuild.ts";

/**
 * Changes tables of SQLite. Most changes make the table anew: a new one is filled from the old one,
 * which is dropped, and takes its name. This happens in one transaction, whatever stops it.
 */
export class SqliteEditor extends SchemaEditor {
  protected override async addColumn(meta: ModelMeta, field: Field): Promise<void> {
    const initial =
      field.hasDbDefault || field.generated ? null : effectiveDefault(field, this.dialect);
    const isPlain =
      !field.primaryKey &&
      !field.unique &&
      field.null &&
      initial === null &&
      !field.generated &&
      (!field.hasDbDefault || isConstantDefault(field));
    if (isPlain) {
      await this.execute(
        `ALTER TABLE ${this.quoteName(field.model.dbTable)} ADD COLUMN ${this.#columnText(field)}`,
      );
      for (const statement of fieldIndexes(field, this.dialect)) await this.execute(statement);
      return;
    }
    const definition = changedDefinition(meta, field, { backwards: this.backwards });
    const kept = { ...definition, fields: definition.fields.filter((other) => other !== field) };
    const sources = unchangedSources(kept, (name) => this.quoteName(name));
    if (!field.hasDbDefault && !field.generated) {
      if (initial === null && !field.null && !this.#fillsItself(field))
        await this.#guard(() =>
          assertNoRows(this.database, { table: definition.table, column: columnOf(field) }),
        );
      if (!this.#fillsItself(field)) sources.set(columnOf(field), this.quoteValue(initial));
    }
    await this.#rebuild({ definition, sources });
  }

  /** SQLite numbers the rows. */
  #fillsItself(field: Field): boolean {
    return this.dialect.columnSuffix(field) !== undefined;
  }

  #columnText(field: Field): string {
    const key = foreignKeyOf(field, this.dialect);
    const check = columnCheckSql(field, this.dialect);
    return [
      this.quoteName(columnOf(field)),
      columnSql(field, this.dialect),
      ...(key === undefined ? [] : [referencesSql(key, this.dialect)]),
      ...(check === undefined ? [] : [`CHECK (${check})`]),
    ].join(" ");
  }

  protected override async removeColumn(meta: ModelMeta, field: Field): Promise<void> {
    const isPlain =
      !field.primaryKey &&
      !field.unique &&
      !field.dbIndex &&
      foreignKeyOf(field, this.dialect) === undefined &&
      !isMentioned(meta, field);
    if (isPlain) {
      await this.execute(
        `ALTER TABLE ${this.quoteName(meta.dbTable)} DROP COLUMN ${this.quoteName(columnOf(field))}`,
      );
      return;
    }
    const definition = reducedDefinition(meta, field);
    const sources = unchangedSources(definition, (name) => this.quoteName(name));
    await this.#rebuild({ definition, sources });
  }

  protected override async alterColumn(
    meta: ModelMeta,
    oldField: Field,
    newField: Field,
  ): Promise<void> {
    const isRename =
      oldField.column !== newField.column &&
      columnSql(oldField, this.dialect) === columnSql(newField, this.dialect) &&
      isIndexed(oldField, this.dialect) === isIndexed(newField, this.dialect) &&
      foreignKeyOf(oldField, this.dialect) === undefined &&
      foreignKeyOf(newField, this.dialect) === undefined;
    const table = newField.model.dbTable;
    if (isRename) {
      const [from, to] = [columnOf(oldField), columnOf(newField)];
      await this.execute(
        `ALTER TABLE ${this.quoteName(table)} RENAME COLUMN ${this.quoteName(from)} TO ${this.quoteName(to)}`,
      );
      return;
    }
    await this.#assertFits(oldField, newField);
    const definition = changedDefinition(meta, newField, {
      old: oldField,
      backwards: this.backwards,
    });
    const kept = { ...definition, fields: definition.fields.filter((other) => other !== newField) };
    const sources = unchangedSources(kept, (name) => this.quoteName(name));
    if (!newField.generated) sources.set(columnOf(newField), this.#source(oldField, newField));
    await this.#rebuild({ definition, sources });
    await this.#rebuildReferring(oldField, newField);
  }

  /** Values of a column that is altered, in terms of the old table. */
  #source(oldField: Field, newField: Field): string {
    const column = this.quoteName(columnOf(oldField));
    if (!oldField.null || newField.null) return column;
    const fallback = newField.hasDbDefault
      ? dbDefaultSql(newField, this.dialect)
      : this.quoteValue(effectiveDefault(newField, this.dialect));
    return `coalesce(${column}, ${fallback})`;
  }

  async #assertFits(oldField: Field, newField: Field): Promise<void> {
    await this.#guard(async () => {
      const table = newField.model.dbTable;
      const column = columnOf(oldField);
      const hasDefault = newField.hasDbDefault || effectiveDefault(newField, this.dialect) !== null;
      if (oldField.null && !newField.null && !hasDefault) {
        const keys = oldField.model.pkFields.map(columnOf);
        await assertNoNulls(this.database, { table, column, keys });
      }
      const isSame =
        oldField.dbType(this.dialect) === newField.dbType(this.dialect) &&
        collationOf(oldField) === collationOf(newField);
      if (newField.unique && !oldField.unique && isSame) {
        const columns = [this.#source(oldField, newField)];
        await assertUnique(this.database, { table, name: `The column "${column}"`, columns });
      }
    });
  }

  /** Columns that hold the key follow its type. */
  async #rebuildReferring(oldField: Field, newField: Field): Promise<void> {
    if (!newField.unique) return;
    const sameType = oldField.dbType(this.dialect) === newField.dbType(this.dialect);
    if (sameType && collationOf(oldField) === collationOf(newField)) return;
    const referring = new Set<ModelMeta>();
    for (const { field, source } of newField.model.reverseRelations()) {
      if (field instanceof ManyToManyFieldBase) {
        if (newField.primaryKey && field.through.autoCreated) referring.add(field.through);
      } else if (pointsAt(field, newField)) referring.add(source);
    }
    if (newField.primaryKey) {
      for (const field of newField.model.manyToMany) {
        if (field instanceof ManyToManyFieldBase && field.through.autoCreated)
          referring.add(field.through);
      }
    }
    referring.delete(newField.model);
    for (const meta of referring) await this.#rebuildAsIs(meta);
  }

  async #rebuildAsIs(
    meta: ModelMeta,
    constraints: readonly BaseConstraint[] = definitionOf(meta).constraints,
  ): Promise<void> {
    const definition = rearranged(definitionOf(meta), constraints);
    const sources = unchangedSources(definition, (name) => this.quoteName(name));
    await this.#rebuild({ definition, sources });
  }

  /** Tables between two models are made anew under another name, else altered in place. */
  protected override async alterManyToMany(
    oldField: ManyToManyFieldInstance,
    newField: ManyToManyFieldInstance,
  ): Promise<void> {
    const [oldThrough, newThrough] = [oldField.through, newField.through];
    const [oldKeys, newKeys] = [oldField.throughKeys, newField.throughKeys];
    const quote = (name: string): string => this.quoteName(name);
    const definition = definitionOf(newThrough);
    const sources = unchangedSources(definition, quote);
    sources.set(columnOf(newKeys.source), quote(columnOf(oldKeys.source)));
    sources.set(columnOf(newKeys.target), quote(columnOf(oldKeys.target)));
    if (oldThrough.dbTable === newThrough.dbTable) {
      await this.#rebuild({ definition, sources });
      return;
    }
    await this.#alone(async () => {
      await this.execute(createTableSql(definition, this.dialect));
      await this.#copy(definition.table, oldThrough.dbTable, sources);
      await this.dropTable(oldThrough.dbTable);
      for (const statement of indexStatements(definition, this.dialect))
        await this.execute(statement);
    });
  }

  // ------------------------------------------------------------------ the table anew

  async #rebuild({ definition, sources }: Rebuild): Promise<void> {
    await this.#alone(async () => {
      const { table } = definition;
      const temporary = `new__${table}`;
      const triggers = await this.#triggersOf(table);
      await this.execute(createTableSql(definition, this.dialect, temporary));
      await this.#copy(temporary, table, sources);
      await this.#keepCounter(table, temporary, definition.fields);
      await this.dropTable(table);
      await this.execute(
        `ALTER TABLE ${this.quoteName(temporary)} RENAME TO ${this.quoteName(table)}`,
      );
      for (const statement of indexStatements(definition, this.dialect))
        await this.execute(statement);
      for (const statement of triggers) await this.execute(statement);
    });
  }

  async #copy(to: string, from: string, sources: ReadonlyMap<string, string>): Promise<void> {
    const columns = [...sources.keys()].map((column) => this.quoteName(column)).join(", ");
    await this.execute(
      `INSERT INTO ${this.quoteName(to)} (${columns}) SELECT ${[...sources.values()].join(", ")} FROM ${this.quoteName(from)}`,
    );
  }

  /** Numbers of rows that were deleted are not given again. */
  async #keepCounter(from: string, to: string, fields: readonly Field[]): Promise<void> {
    if (!fields.some((field) => this.#fillsItself(field)) || this.collectSql) return;
    const [row] = await this.database.query(
      'SELECT "seq" FROM "sqlite_sequence" WHERE "name" = ?',
      [from],
    );
    if (row === undefined) return;
    await this.execute('DELETE FROM "sqlite_sequence" WHERE "name" = %s', [to]);
    await this.execute('INSERT INTO "sqlite_sequence" ("name", "seq") VALUES (%s, %s)', [
      to,
      row[0],
    ]);
  }

  async #triggersOf(table: string): Promise<string[]> {
    const rows = await this.database.query(
      "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY rowid",
      [table],
    );
    return rows.map(([sql]) => String(sql));
  }

  /** All of it or nothing, also where the migration is no transaction. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const { alias } = this.database;
    if (this.collectSql) return work();
    if (currentScope(alias) === undefined) return atomicForSchema(work, { using: alias });
    const [row] = await this.database.query("PRAGMA foreign_keys", []);
    if (Number(row?.[0]) === 1) {
      throw new NotSupportedError(
        "A table of SQLite cannot be made anew while its foreign keys are checked.",
        { hint: "Use withSchemaEditor() outside of atomic()." },
      );
    }
    await work();
  }

  /** Statements that are only collected are not judged by the rows that are there. */
  async #guard(check: () => Promise<void>): Promise<void> {
    if (!this.collectSql) await check();
  }

  // ------------------------------------------------------------------ indexes and constraints

  protected override async dropIndex(_table: string, name: string): Promise<void> {
    await this.execute(`DROP INDEX ${this.quoteName(name)}`);
  }

  protected override async changeIndexName(
    meta: ModelMeta,
    oldName: string,
    newIndex: Index,
  ): Promise<void> {
    await this.dropIndex(meta.dbTable, oldName);
    await this.execute(newIndex.sql(meta, this.dialect));
  }

  protected override async indexesOn(
    meta: ModelMeta,
    columns: readonly string[],
    unique = false,
  ): Promise<string[]> {
    const { constraints, indexes, table } = definitionOf(meta);
    const kept = new Set([
      ...constraints.map((constraint) => constraint.nameFor(meta)),
      ...indexes.map((index) => index.nameFor(meta)),
    ]);
    const found = await indexesOnColumns(this.database, table, { columns, unique });
    return found.filter((name) => !kept.has(name));
  }

  override async addConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void> {
    const { statement, inTable } = constraint.sql(meta, this.dialect);
    if (constraint instanceof UniqueConstraint && (statement ?? inTable) !== undefined)
      await this.#guard(() =>
        assertUnique(this.database, uniqueColumnsOf(meta, constraint, this.dialect)),
      );
    if (statement !== undefined) await this.execute(statement);
    else if (inTable !== undefined)
      await this.#rebuildAsIs(meta, [...withoutConstraint(meta, constraint), constraint]);
  }

  override async removeConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void> {
    const { statement, inTable } = constraint.sql(meta, this.dialect);
    if (statement !== undefined) await this.dropIndex(meta.dbTable, constraint.nameFor(meta));
    else if (inTable !== undefined)
      await this.#rebuildAsIs(meta, withoutConstraint(meta, constraint));
  }

  override async alterUniqueTogether(
    meta: ModelMeta,
    oldTogether: readonly (readonly string[])[],
    newTogether: readonly (readonly string[])[],
  ): Promise<void> {
    for (const names of missingIn(oldTogether, newTogether))
      await this.#dropTogether(meta, names, true);
    for (const names of missingIn(newTogether, oldTogether)) {
      const columns = columnsOf(meta, names);
      await this.#guard(() =>
        assertUnique(this.database, {
          table: meta.dbTable,
          name: `The columns ${columns.join(", ")}`,
          columns: columns.map((column) => this.quoteName(column)),
        }),
      );
      await this.execute(uniqueTogetherSql(meta, names, this.dialect));
    }
  }

  override async alterIndexTogether(
    meta: ModelMeta,
    oldTogether: readonly (readonly string[])[],
    newTogether: readonly (readonly string[])[],
  ): Promise<void> {
    for (const names of missingIn(oldTogether, newTogether))
      await this.#dropTogether(meta, names, false);
    for (const names of missingIn(newTogether, oldTogether)) {
      const columns = columnsOf(meta, names);
      const name = indexName(meta.dbTable, columns, "_idx", this.dialect.maxNameLength);
      await this.execute(
        `CREATE INDEX ${this.quoteName(name)} ON ${this.quoteName(meta.dbTable)} (${columns.map((column) => this.quoteName(column)).join(", ")})`,
      );
    }
  }

  /** Indexes are found by their columns: their names may come from before a table was renamed. */
  async #dropTogether(meta: ModelMeta, names: readonly string[], unique: boolean): Promise<void> {
    const columns = columnsOf(meta, names);
    const known = await this.indexesOn(meta, columns, unique);
    const suffix = unique ? "_uniq" : "_idx";
    const made = indexName(meta.dbTable, columns, suffix, this.dialect.maxNameLength);
    for (const name of known.length === 0 && this.collectSql ? [made] : known)
      await this.dropIndex(meta.dbTable, name);
  }

  // ------------------------------------------------------------------ what SQLite has not

  override async alterDbTableComment(): Promise<void> {
    // Tables of SQLite have no comments.
  }

  override async alterDbTablespace(): Promise<void> {
    // SQLite has one file.
  }
}

function withoutConstraint(meta: ModelMeta, constraint: BaseConstraint): BaseConstraint[] {
  return definitionOf(meta).constraints.filter(({ name }) => name !== constraint.name);
}
