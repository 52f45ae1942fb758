import type { Field } from "../fields/field.ts";
import { UniqueConstraint, type BaseConstraint } from "../models/constraints.ts";
import type { ModelMeta } from "../models/meta.ts";
import { isAltered } from "./altered.ts";
import {
  becameKey,
  type ColumnChange,
  hasCheck,
  isRetyped,
  keepsKey,
  type Referring,
  referringFields,
} from "./column-change.ts";
import { columnCheckSql, dbDefaultSql } from "./column-sql.ts";
import { ConstraintEditor, type ConstraintKind } from "./constraint-editor.ts";
import type { ConstraintInfo } from "./constraint-info.ts";
import { effectiveDefault } from "./default-value.ts";
import { addForeignKeySql, foreignKeyOf } from "./foreign-keys.ts";
import { assertNoNulls, assertNoRows, assertUnique } from "./guards.ts";
import { indexName } from "./names.ts";
import type { AlterFieldOptions } from "./schema-editor.ts";
import { columnOf, columnsOf, constraintsOf, indexesOf } from "./table-definition.ts";
import { fieldIndexSql, fieldIndexes, isIndexed, uniqueSql } from "./table-sql.ts";

/** A foreign key that was dropped so that a column could change, or that a column is to have. */
interface ReleasedKey {
  readonly after: Field;
  /** It was still to be made at the end. */
  readonly waits: boolean;
  /** Django's name for one that is made again because the other column changed. */
  readonly shortName: boolean;
}

const COMMENT: ReadonlySet<string> = new Set(["dbComment"]);

/** What PostgreSQL and MariaDB/MySQL have in common: ALTER TABLE changes columns in place. */
export abstract class ServerEditor extends ConstraintEditor {
  // ------------------------------------------------------------------ what a kind of server says

  /** Constraints and indexes of a table, as the server knows them. */
  protected abstract constraints(table: string): Promise<readonly ConstraintInfo[]>;
  protected abstract dropForeignKey(table: string, name: string): Promise<void>;
  protected abstract dropCheck(table: string, name: string): Promise<void>;
  protected abstract dropPrimaryKey(table: string, name: string): Promise<void>;
  /** ADD COLUMN with all that belongs to it. */
  protected abstract addColumnSql(field: Field, oneOffDefault: string | undefined): Promise<void>;
  /** Changes type, collation, comment, default and NULL of a column; fills NULLs first, where it must. */
  protected abstract changeColumn(
    change: ColumnChange,
    fallback: string | undefined,
  ): Promise<void>;
  /** Changes the type of a column that holds the key of another. */
  protected abstract changeReferringType(field: Field, before: Field): Promise<void>;

  /** Indexes that serve LIKE, where the server has them. */
  protected async changePatternIndex(_change: ColumnChange): Promise<void> {
    // Only some servers need them.
  }

  // ------------------------------------------------------------------ columns

  protected override async addColumn(_meta: ModelMeta, field: Field): Promise<void> {
    const table = field.model.dbTable;
    const initial =
      field.hasDbDefault || field.generated ? null : effectiveDefault(field, this.dialect);
    const isFilled = this.dialect.columnSuffix(field) !== undefined || field.hasDbDefault;
    if (!this.collectSql && initial === null && !field.null && !isFilled && !field.generated)
      await assertNoRows(this.database, { table, column: columnOf(field) });
    const oneOff = initial === null ? undefined : this.quoteValue(initial);
    await this.addColumnSql(field, oneOff);
    if (oneOff !== undefined)
      await this.#alter(table, `ALTER COLUMN ${this.quoteName(columnOf(field))} DROP DEFAULT`);
    await this.addedComment(field);
    for (const statement of fieldIndexes(field, this.dialect)) await this.execute(statement);
  }

  /** The comment of a new column, where it is a statement of its own. */
  protected async addedComment(_field: Field): Promise<void> {
    // Most servers have it in the column.
  }

  protected override async removeColumn(meta: ModelMeta, field: Field): Promise<void> {
    const table = meta.dbTable;
    const column = columnOf(field);
    if (foreignKeyOf(field, this.dialect) !== undefined)
      await this.#dropForeignKeys(table, field, this.foreignKeys.columnDropped(table, column));
    const cascade = this.dialect.vendor === "postgresql" ? " CASCADE" : "";
    await this.#alter(table, `DROP COLUMN ${this.quoteName(column)}${cascade}`);
  }

  protected override async alterColumn(
    _meta: ModelMeta,
    oldField: Field,
    newField: Field,
    _options: AlterFieldOptions,
  ): Promise<void> {
    const [oldType, newType] = [oldField, newField].map(
      (field) => field.dbType(this.dialect) ?? "",
    );
    const table = newField.model.dbTable;
    const change: ColumnChange = {
      table,
      oldField,
      newField,
      oldType: oldType ?? "",
      newType: newType ?? "",
    };
    const fallback = await this.#checkedFallback(change);
    const referring = keepsKey(change) ? isRetyped(change) : becameKey(change);
    const others = referring ? referringFields(oldField, newField) : [];
    const released = await this.#releaseKeys(change, keepsKey(change) ? others : []);
    await this.#releaseColumn(change);
    if (oldField.column !== newField.column) await this.#renameColumn(change);
    await this.changeColumn(change, fallback);
    await this.#furnishColumn(change);
    for (const { before, after } of others) await this.changeReferringType(after, before);
    for (const key of released) await this.#restoreKey(key);
    await this.changePatternIndex(change);
  }

  /** Drops the foreign keys that keep the column from changing: its own, and those of columns that hold its values. */
  async #releaseKeys(
    { table, oldField, newField }: ColumnChange,
    others: readonly Referring[],
  ): Promise<ReleasedKey[]> {
    const { dialect } = this;
    const released: ReleasedKey[] = [];
    const hadKey = foreignKeyOf(oldField, dialect) !== undefined;
    if (hadKey && isAltered(oldField, newField, COMMENT)) {
      const waits = await this.#dropKey(table, oldField);
      released.push({ after: newField, waits, shortName: false });
    } else if (!hadKey) released.push({ after: newField, waits: false, shortName: false });
    for (const { before, after } of others) {
      const waits = await this.#dropKey(before.model.dbTable, before);
      released.push({ after, waits, shortName: !waits });
    }
    return released;
  }

  /** Drops the foreign key of a column; says whether it was still to be made. */
  async #dropKey(table: string, field: Field): Promise<boolean> {
    const waits = this.foreignKeys.columnDropped(table, columnOf(field));
    await this.#dropForeignKeys(table, field, waits);
    return waits;
  }

  async #restoreKey({ after, waits, shortName }: ReleasedKey): Promise<void> {
    const key = foreignKeyOf(after, this.dialect, { shortName });
    if (key === undefined) return;
    if (waits) this.foreignKeys.add(key);
    else await this.#alter(key.table, addForeignKeySql(key, this.dialect));
  }

  /** Drops indexes and conditions that the column does not have any more. */
  async #releaseColumn(change: ColumnChange): Promise<void> {
    const { dialect } = this;
    const { oldField, newField } = change;
    if (oldField.unique && (!newField.unique || becameKey(change)))
      await this.#dropAll(change, "unique");
    if (isIndexed(oldField, dialect) && !isIndexed(newField, dialect))
      await this.#dropAll(change, "index");
    if (hasCheck(oldField, dialect) && !hasCheck(newField, dialect))
      await this.#dropAll(change, "check");
  }

  /** Gives the changed column its keys, indexes and conditions. */
  async #furnishColumn(change: ColumnChange): Promise<void> {
    const { dialect } = this;
    const { table, oldField, newField } = change;
    if (oldField.primaryKey && !newField.primaryKey) await this.#dropAll(change, "primaryKey");
    if (newField.unique && !newField.primaryKey && (!oldField.unique || oldField.primaryKey))
      await this.execute(uniqueSql(table, [columnOf(newField)], dialect));
    if (isIndexed(newField, dialect) && !isIndexed(oldField, dialect))
      await this.execute(fieldIndexSql(newField, dialect));
    if (becameKey(change)) await this.makePrimaryKey(change);
    const check = columnCheckSql(newField, dialect);
    if (check !== undefined && !hasCheck(oldField, dialect))
      await this.addColumnCheck(change, check);
  }

  /** What NULLs become, as text; checks what rows must fulfil. @throws IntegrityError that names rows */
  async #checkedFallback(change: ColumnChange): Promise<string | undefined> {
    const { dialect } = this;
    const { table, oldField, newField } = change;
    const column = columnOf(oldField);
    let fallback: string | undefined;
    if (oldField.null && !newField.null) {
      if (newField.hasDbDefault) fallback = dbDefaultSql(newField, dialect);
      else {
        const value = effectiveDefault(newField, dialect);
        if (value !== null) fallback = this.quoteValue(value);
        else if (!this.collectSql) {
          const keys = oldField.model.pkFields.map(columnOf);
          await assertNoNulls(this.database, { table, column, keys });
        }
      }
    }
    if (newField.unique && !oldField.unique && !isRetyped(change) && !this.collectSql) {
      const quoted = this.quoteName(column);
      const columns = [fallback === undefined ? quoted : `coalesce(${quoted}, ${fallback})`];
      await assertUnique(this.database, { table, name: `The column "${column}"`, columns });
    }
    return fallback;
  }

  async #renameColumn({ table, oldField, newField }: ColumnChange): Promise<void> {
    const [from, to] = [columnOf(oldField), columnOf(newField)];
    await this.#alter(table, `RENAME COLUMN ${this.quoteName(from)} TO ${this.quoteName(to)}`);
    this.foreignKeys.columnRenamed(table, from, to);
  }

  protected async addColumnCheck({ table, newField }: ColumnChange, check: string): Promise<void> {
    const name = indexName(table, [columnOf(newField)], "_check", this.dialect.maxNameLength);
    await this.#alter(table, `ADD CONSTRAINT ${this.quoteName(name)} CHECK (${check})`);
  }

  protected async makePrimaryKey({ table, newField }: ColumnChange): Promise<void> {
    const column = columnOf(newField);
    for (const { name, primaryKey } of await this.constraints(table))
      if (primaryKey) await this.dropPrimaryKey(table, name);
    const name = indexName(table, [column], "_pk", this.dialect.maxNameLength);
    await this.#alter(
      table,
      `ADD CONSTRAINT ${this.quoteName(name)} PRIMARY KEY (${this.quoteName(column)})`,
    );
  }

  async #alter(table: string, change: string): Promise<void> {
    await this.execute(`ALTER TABLE ${this.quoteName(table)} ${change}`);
  }

  // ------------------------------------------------------------------ constraints by their columns

  /** Names of the constraints of one kind over exactly these columns that no model declares. */
  protected override async namesOf(
    meta: ModelMeta,
    columns: readonly string[],
    wanted: ConstraintKind,
    table: string = meta.dbTable,
  ): Promise<string[]> {
    const declared = new Set([
      ...constraintsOf(meta).map((constraint) => constraint.nameFor(meta)),
      ...indexesOf(meta).map((index) => index.nameFor(meta)),
    ]);
    const all = await this.constraints(table);
    return all
      .filter(
        (info) =>
          info.columns.length === columns.length &&
          info.columns.every((column, place) => column === columns[place]) &&
          !declared.has(info.name) &&
          isWanted(info, wanted),
      )
      .map(({ name }) => name);
  }

  async #dropForeignKeys(table: string, field: Field, waits: boolean): Promise<void> {
    const found = await this.namesOf(field.model, [columnOf(field)], "foreignKey", table);
    const made = foreignKeyOf(field, this.dialect, { table })?.name;
    const names =
      found.length === 0 && this.collectSql && !waits && made !== undefined ? [made] : found;
    for (const name of names) await this.dropForeignKey(table, name);
  }

  async #dropAll({ table, oldField }: ColumnChange, wanted: ConstraintKind): Promise<void> {
    const column = columnOf(oldField);
    const found = await this.namesOf(oldField.model, [column], wanted, table);
    const suffix = {
      unique: "_uniq",
      check: "_check",
      primaryKey: "_pk",
      index: "",
      foreignKey: "",
    };
    const made = indexName(table, [column], suffix[wanted], this.dialect.maxNameLength);
    for (const name of this.foundOr(made, found)) {
      if (wanted === "unique") await this.dropUnique(table, name);
      else if (wanted === "check") await this.dropCheck(table, name);
      else if (wanted === "primaryKey") await this.dropPrimaryKey(table, name);
      else await this.dropIndex(table, name);
    }
  }

  // ------------------------------------------------------------------ constraints of models

  protected override async addTableConstraint(
    meta: ModelMeta,
    _constraint: BaseConstraint,
    text: string,
  ): Promise<void> {
    await this.#alter(meta.dbTable, `ADD ${text}`);
  }

  protected override async dropTableConstraint(
    meta: ModelMeta,
    constraint: BaseConstraint,
  ): Promise<void> {
    const name = constraint.nameFor(meta);
    if (constraint instanceof UniqueConstraint) {
      await this.keepForeignKeyIndexed(meta, columnsOf(meta, constraint.fields));
      await this.dropUnique(meta.dbTable, name);
    } else await this.dropCheck(meta.dbTable, name);
  }
}

function isWanted(info: ConstraintInfo, wanted: ConstraintKind): boolean {
  switch (wanted) {
    case "foreignKey":
      return info.foreignKey !== undefined;
    case "unique":
      return info.unique && !info.primaryKey;
    case "index":
      return info.index && !info.unique && info.isPlainIndex;
    case "check":
      return info.check;
    case "primaryKey":
      return info.primaryKey;
  }
}
