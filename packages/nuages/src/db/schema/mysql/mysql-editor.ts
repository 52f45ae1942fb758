import { plainText } from "../quoting.ts";
import type { Field } from "../../fields/field.ts";
import type { Index } from "../../models/indexes.ts";
import type { ModelMeta } from "../../models/meta.ts";
import { columnCheckSql, columnSql } from "../column-sql.ts";
import type { ConstraintInfo } from "../constraint-info.ts";
import { addForeignKeySql, foreignKeyOf } from "../foreign-keys.ts";
import { indexName } from "../names.ts";
import type { ColumnChange } from "../column-change.ts";
import { ServerEditor } from "../server-editor.ts";
import { columnOf } from "../table-definition.ts";
import { mysqlConstraints } from "./constraints.ts";

/** Changes tables of MariaDB and MySQL. Each statement is kept at once: nothing of it can be undone by a rollback. */
export class MysqlEditor extends ServerEditor {
  protected override constraints(table: string): Promise<readonly ConstraintInfo[]> {
    return mysqlConstraints(this.database, table);
  }

  async #alter(table: string, change: string): Promise<void> {
    await this.execute(`ALTER TABLE ${this.quoteName(table)} ${change}`);
  }

  // ------------------------------------------------------------------ tables

  override async alterDbTableComment(
    meta: ModelMeta,
    _oldComment: string | undefined,
    newComment: string | undefined,
  ): Promise<void> {
    await this.#alter(meta.dbTable, `COMMENT = ${plainText(newComment ?? "")}`);
  }

  override async alterDbTablespace(): Promise<void> {
    // Tablespaces of files are not for tables of models.
  }

  // ------------------------------------------------------------------ columns

  protected override async addColumnSql(
    field: Field,
    oneOffDefault: string | undefined,
  ): Promise<void> {
    const { dialect } = this;
    const key = foreignKeyOf(field, dialect);
    const changes = [`ADD COLUMN ${this.#columnText(field, { oneOffDefault })}`];
    if (key !== undefined) changes.push(addForeignKeySql(key, dialect));
    await this.#alter(field.model.dbTable, changes.join(", "));
  }

  #columnText(
    field: Field,
    options: { readonly oneOffDefault?: string | undefined; readonly alone?: boolean } = {},
  ): string {
    const check = columnCheckSql(field, this.dialect);
    const text = `${this.quoteName(columnOf(field))} ${columnSql(field, this.dialect, options)}`;
    return check === undefined ? text : `${text} CHECK (${check})`;
  }

  /** One statement says all of the column again: what it left out would be lost. */
  protected override async changeColumn(
    { table, oldField, newField }: ColumnChange,
    fallback: string | undefined,
  ): Promise<void> {
    const text = this.#columnText(newField, { alone: true });
    const before = this.#columnText(oldField, { alone: true });
    const [oldName, newName] = [oldField, newField].map((field) => this.quoteName(columnOf(field)));
    if (text.slice(newName?.length) === before.slice(oldName?.length)) return;
    if (fallback !== undefined) {
      await this.execute(
        `UPDATE ${this.quoteName(table)} SET ${newName} = ${fallback} WHERE ${newName} IS NULL`,
      );
    }
    // A column that numbers its rows must be a key first.
    const numbers = this.dialect.columnSuffix(newField);
    const becomesKey = newField.primaryKey && !oldField.primaryKey;
    const modified = becomesKey && numbers !== undefined ? text.replace(` ${numbers}`, "") : text;
    await this.#alter(table, `MODIFY COLUMN ${modified}`);
  }

  protected override async addColumnCheck(): Promise<void> {
    // It is part of the column.
  }

  protected override async makePrimaryKey(change: ColumnChange): Promise<void> {
    await super.makePrimaryKey(change);
    if (this.dialect.columnSuffix(change.newField) !== undefined)
      await this.#alter(
        change.table,
        `MODIFY COLUMN ${this.#columnText(change.newField, { alone: true })}`,
      );
  }

  protected override async changeReferringType(field: Field, before: Field): Promise<void> {
    if (field.dbType(this.dialect) === before.dbType(this.dialect)) return;
    await this.#alter(
      field.model.dbTable,
      `MODIFY COLUMN ${this.#columnText(field, { alone: true })}`,
    );
  }

  // ------------------------------------------------------------------ indexes and constraints

  protected override async keepForeignKeyIndexed(
    meta: ModelMeta,
    columns: readonly string[],
  ): Promise<void> {
    const [first] = columns;
    const field = meta.localConcreteFields.find((other) => columnOf(other) === first);
    if (
      first === undefined ||
      field === undefined ||
      foreignKeyOf(field, this.dialect) === undefined
    )
      return;
    const known = await this.constraints(meta.dbTable);
    const others = known.filter(
      (info) =>
        info.index && info.columns[0] === first && info.columns.join("\0") !== columns.join("\0"),
    );
    if (others.length > 0) return;
    const name = indexName(meta.dbTable, [first], "", this.dialect.maxNameLength);
    await this.execute(
      `CREATE INDEX ${this.quoteName(name)} ON ${this.quoteName(meta.dbTable)} (${this.quoteName(first)})`,
    );
  }

  /** The index that came with the key goes along. */
  protected override async dropForeignKey(table: string, name: string): Promise<void> {
    const known = await this.constraints(table);
    const quoted = this.quoteName(name);
    await this.#alter(table, `DROP FOREIGN KEY ${quoted}`);
    if (known.some((info) => info.index && info.name === name)) await this.dropIndex(table, name);
  }

  protected override dropUnique(table: string, name: string): Promise<void> {
    return this.dropIndex(table, name);
  }

  protected override async dropIndex(table: string, name: string): Promise<void> {
    await this.execute(`DROP INDEX ${this.quoteName(name)} ON ${this.quoteName(table)}`);
  }

  protected override async dropCheck(table: string, name: string): Promise<void> {
    const word = this.dialect.displayName === "MySQL" ? "CHECK" : "CONSTRAINT";
    await this.#alter(table, `DROP ${word} ${this.quoteName(name)}`);
  }

  protected override async dropPrimaryKey(table: string): Promise<void> {
    await this.#alter(table, "DROP PRIMARY KEY");
  }

  protected override async changeIndexName(
    meta: ModelMeta,
    oldName: string,
    newIndex: Index,
  ): Promise<void> {
    const [from, to] = [this.quoteName(oldName), this.quoteName(newIndex.nameFor(meta))];
    await this.#alter(meta.dbTable, `RENAME INDEX ${from} TO ${to}`);
  }
}
