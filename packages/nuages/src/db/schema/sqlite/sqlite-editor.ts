import type { Field } from "../../fields/field.ts";
import { ManyToManyFieldBase, type ManyToManyFieldInstance } from "../../fields/many-to-many.ts";
import type { BaseConstraint } from "../../models/constraints.ts";
import type { Index } from "../../models/indexes.ts";
import type { ModelMeta } from "../../models/meta.ts";
import {
  collationOf,
  columnCheckSql,
  columnSql,
  dbDefaultSql,
  isConstantDefault,
} from "../column-sql.ts";
import { pointsAt } from "../altered.ts";
import { ConstraintEditor, type ConstraintKind } from "../constraint-editor.ts";
import { effectiveDefault } from "../default-value.ts";
import { foreignKeyOf, referencesSql } from "../foreign-keys.ts";
import { assertNoNulls, assertNoRows, assertUnique } from "../guards.ts";
import { columnOf, definitionOf } from "../table-definition.ts";
import { fieldIndexes, isIndexed } from "../table-sql.ts";
import { indexesOnColumns } from "./existing-indexes.ts";
import { isMentioned } from "./mentioned.ts";
import { changedDefinition, rearranged, reducedDefinition, unchangedSources } from "./rebuild.ts";
import { TableRebuilder } from "./table-rebuilder.ts";

/**
 * Changes tables of SQLite. Most changes make the table anew: a new one is filled from the old one,
 * which is dropped, and takes its name. This happens in one transaction, whatever stops it.
 */
export class SqliteEditor extends ConstraintEditor {
  readonly #rebuilder = new TableRebuilder(this);

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
        await this.guard(() =>
          assertNoRows(this.database, { table: definition.table, column: columnOf(field) }),
        );
      if (!this.#fillsItself(field)) sources.set(columnOf(field), this.quoteValue(initial));
    }
    await this.#rebuilder.rebuild({ definition, sources });
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
    await this.#rebuilder.rebuild({ definition, sources });
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
    await this.#rebuilder.rebuild({ definition, sources });
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
    await this.guard(async () => {
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
    await this.#rebuilder.rebuild({ definition, sources });
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
      await this.#rebuilder.rebuild({ definition, sources });
      return;
    }
    await this.#rebuilder.replace(oldThrough.dbTable, { definition, sources });
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

  protected override dropUnique(table: string, name: string): Promise<void> {
    return this.dropIndex(table, name);
  }

  protected override async namesOf(
    meta: ModelMeta,
    columns: readonly string[],
    kind: ConstraintKind,
  ): Promise<string[]> {
    const { constraints, indexes, table } = definitionOf(meta);
    const kept = new Set([
      ...constraints.map((constraint) => constraint.nameFor(meta)),
      ...indexes.map((index) => index.nameFor(meta)),
    ]);
    const unique = kind === "unique";
    const found = await indexesOnColumns(this.database, table, { columns, unique });
    return found.filter((name) => !kept.has(name));
  }

  protected override async addTableConstraint(
    meta: ModelMeta,
    constraint: BaseConstraint,
  ): Promise<void> {
    await this.#rebuildAsIs(meta, [...withoutConstraint(meta, constraint), constraint]);
  }

  protected override async dropTableConstraint(
    meta: ModelMeta,
    constraint: BaseConstraint,
  ): Promise<void> {
    await this.#rebuildAsIs(meta, withoutConstraint(meta, constraint));
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
