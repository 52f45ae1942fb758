import type { Field } from "../../fields/field.ts";
import type { Index } from "../../models/indexes.ts";
import type { ModelMeta } from "../../models/meta.ts";
import { collateSql, collationOf, columnCheckSql, columnSql, dbDefaultSql } from "../column-sql.ts";
import { foreignKeyOf, referencesSql } from "../foreign-keys.ts";
import type { IndexChangeOptions } from "../schema-editor.ts";
import { isRetyped, type ColumnChange } from "../column-change.ts";
import { ServerEditor } from "../server-editor.ts";
import { columnOf, definitionOf } from "../table-definition.ts";
import { patternIndexName, patternIndexSql } from "../table-sql.ts";
import { postgresqlConstraints, type PgConstraintInfo } from "./constraints.ts";

/** Changes tables of PostgreSQL. */
export class PostgresqlEditor extends ServerEditor {
  protected override constraints(table: string): Promise<readonly PgConstraintInfo[]> {
    return postgresqlConstraints(this.database, table);
  }

  // ------------------------------------------------------------------ tables

  protected override async createComments(meta: ModelMeta): Promise<void> {
    const { dbTableComment } = meta.options;
    if (dbTableComment !== undefined && dbTableComment !== "")
      await this.alterDbTableComment(meta, undefined, dbTableComment);
    for (const field of definitionOf(meta).fields) await this.addedComment(field);
  }

  override async alterDbTableComment(
    meta: ModelMeta,
    _oldComment: string | undefined,
    newComment: string | undefined,
  ): Promise<void> {
    await this.execute(
      `COMMENT ON TABLE ${this.quoteName(meta.dbTable)} IS ${this.#comment(newComment)}`,
    );
  }

  #comment(text: string | undefined): string {
    return text === undefined || text === "" ? "NULL" : this.quoteValue(text);
  }

  override async alterDbTablespace(
    meta: ModelMeta,
    oldTablespace: string | undefined,
    newTablespace: string | undefined,
  ): Promise<void> {
    if ((oldTablespace ?? "") === (newTablespace ?? "")) return;
    const name = newTablespace === undefined || newTablespace === "" ? "pg_default" : newTablespace;
    await this.execute(
      `ALTER TABLE ${this.quoteName(meta.dbTable)} SET TABLESPACE ${this.quoteName(name)}`,
    );
  }

  // ------------------------------------------------------------------ columns

  protected override async addColumnSql(
    field: Field,
    oneOffDefault: string | undefined,
  ): Promise<void> {
    const { dialect } = this;
    const key = foreignKeyOf(field, dialect);
    const check = columnCheckSql(field, dialect);
    const name = key === undefined ? "" : this.quoteName(key.name);
    const parts = [
      this.quoteName(columnOf(field)),
      columnSql(field, dialect, { oneOffDefault }),
      ...(key === undefined ? [] : [`CONSTRAINT ${name} ${referencesSql(key, dialect)}`]),
      ...(check === undefined ? [] : [`CHECK (${check})`]),
    ];
    await this.execute(
      `ALTER TABLE ${this.quoteName(field.model.dbTable)} ADD COLUMN ${parts.join(" ")}`,
    );
    if (key !== undefined) await this.execute(`SET CONSTRAINTS ${name} IMMEDIATE`);
  }

  protected override async addedComment(field: Field): Promise<void> {
    const { dbComment } = field.options;
    if (dbComment !== undefined && dbComment !== "") await this.#commentColumn(field);
  }

  async #commentColumn(field: Field): Promise<void> {
    await this.execute(
      `COMMENT ON COLUMN ${this.quoteName(field.model.dbTable)}.${this.quoteName(columnOf(field))} IS ${this.#comment(field.options.dbComment)}`,
    );
  }

  protected override async changeColumn(
    change: ColumnChange,
    fallback: string | undefined,
  ): Promise<void> {
    const { table, oldField, newField } = change;
    const column = this.quoteName(columnOf(newField));
    const alter = (text: string): Promise<void> =>
      this.execute(`ALTER TABLE ${this.quoteName(table)} ${text}`);
    const [wasAuto, isAuto] = [oldField, newField].map((field) => this.#isIdentity(field));
    const retypes = isRetyped(change);
    if (wasAuto === true && isAuto !== true) await this.#dropIdentity(table, columnOf(newField));
    if (retypes) await this.#dropPatternIndexes(change);
    const [before, after] = [this.#dbDefault(oldField), this.#dbDefault(newField)];
    if (retypes && before !== undefined) await alter(`ALTER COLUMN ${column} DROP DEFAULT`);
    const current = retypes ? undefined : before;
    const oneOff = fallback !== undefined && after === undefined;
    const actions: string[] = [];
    if (retypes) actions.push(`ALTER COLUMN ${column} ${this.#typeSql(change)}`);
    if (after !== undefined && after !== current)
      actions.push(`ALTER COLUMN ${column} SET DEFAULT ${after}`);
    else if (after === undefined && current !== undefined)
      actions.push(`ALTER COLUMN ${column} DROP DEFAULT`);
    if (oneOff) actions.push(`ALTER COLUMN ${column} SET DEFAULT ${fallback}`);
    const setsNull = oldField.null !== newField.null && !newField.generated;
    const nullAction = `ALTER COLUMN ${column} ${newField.null ? "DROP" : "SET"} NOT NULL`;
    if (setsNull && fallback === undefined) actions.push(nullAction);
    if (actions.length > 0) await alter(actions.join(", "));
    if (setsNull && fallback !== undefined) {
      await this.execute(
        `UPDATE ${this.quoteName(table)} SET ${column} = ${fallback} WHERE ${column} IS NULL`,
      );
      // Checks that were put off would keep the table from being altered.
      await this.execute("SET CONSTRAINTS ALL IMMEDIATE");
      await alter(nullAction);
    }
    if (oneOff) await alter(`ALTER COLUMN ${column} DROP DEFAULT`);
    if (isAuto === true) await this.#followIdentity(change, wasAuto === true);
    if ((oldField.options.dbComment ?? "") !== (newField.options.dbComment ?? ""))
      await this.#commentColumn(newField);
  }

  #dbDefault(field: Field): string | undefined {
    return field.hasDbDefault ? dbDefaultSql(field, this.dialect) : undefined;
  }

  #typeSql({ oldType, newType, newField }: ColumnChange): string {
    const collation = collationOf(newField);
    const collate = collation === undefined ? "" : ` ${collateSql(collation, this.dialect)}`;
    const using =
      family(oldType) === family(newType)
        ? ""
        : ` USING ${this.quoteName(columnOf(newField))}::${newType}`;
    return `TYPE ${newType}${collate}${using}`;
  }

  protected override async changeReferringType(field: Field, before: Field): Promise<void> {
    const change: ColumnChange = {
      table: field.model.dbTable,
      oldField: before,
      newField: field,
      oldType: before.dbType(this.dialect) ?? "",
      newType: field.dbType(this.dialect) ?? "",
    };
    if (!isRetyped(change)) return;
    await this.#dropPatternIndexes(change);
    const column = this.quoteName(columnOf(field));
    await this.execute(
      `ALTER TABLE ${this.quoteName(change.table)} ALTER COLUMN ${column} ${this.#typeSql(change)}`,
    );
  }

  // ------------------------------------------------------------------ numbers that the database gives

  #isIdentity(field: Field): boolean {
    return this.dialect.columnSuffix(field) !== undefined;
  }

  /** The sequence behind a column, as it stands in a statement. */
  async #sequenceOf(table: string, column: string): Promise<string | undefined> {
    const rows = await this.database.query(
      "SELECT pg_get_serial_sequence(c.oid::regclass::text, $2) FROM pg_class c WHERE c.relname = $1 AND pg_table_is_visible(c.oid)",
      [table, column],
    );
    const name = rows[0]?.[0];
    return typeof name === "string" ? name : undefined;
  }

  async #dropIdentity(table: string, column: string): Promise<void> {
    await this.execute(
      `ALTER TABLE ${this.quoteName(table)} ALTER COLUMN ${this.quoteName(column)} DROP IDENTITY IF EXISTS`,
    );
    // Columns of long ago have a sequence as their default.
    const sequence = this.collectSql ? undefined : await this.#sequenceOf(table, column);
    if (sequence !== undefined) await this.execute(`DROP SEQUENCE IF EXISTS ${sequence} CASCADE`);
  }

  /** The sequence has the type of the column; a new one goes on behind the highest number. */
  async #followIdentity(
    { table, newField, oldType, newType }: ColumnChange,
    hadIdentity: boolean,
  ): Promise<void> {
    const column = columnOf(newField);
    if (hadIdentity) {
      if (oldType === newType) return;
      const known = this.collectSql ? undefined : await this.#sequenceOf(table, column);
      const sequence = known ?? this.quoteName(`${table}_${column}_seq`);
      await this.execute(`ALTER SEQUENCE IF EXISTS ${sequence} AS ${newType}`);
      return;
    }
    const [quotedTable, quotedColumn] = [this.quoteName(table), this.quoteName(column)];
    await this.execute(
      `ALTER TABLE ${quotedTable} ALTER COLUMN ${quotedColumn} ADD GENERATED BY DEFAULT AS IDENTITY`,
    );
    await this.execute(
      `SELECT setval(pg_get_serial_sequence(${this.quoteValue(quotedTable)}, ${this.quoteValue(column)}), ` +
        `COALESCE(MAX(${quotedColumn}), 1), MAX(${quotedColumn}) IS NOT NULL) FROM ${quotedTable}`,
    );
  }

  // ------------------------------------------------------------------ indexes that serve LIKE

  async #dropPatternIndexes({ table, oldField, newField }: ColumnChange): Promise<void> {
    const had = this.#patternOf(oldField);
    if (had === undefined || had === this.dialect.patternIndex(newField)) return;
    await this.#dropPatterns(table, oldField, columnOf(newField));
  }

  async #dropPatterns(table: string, field: Field, column: string): Promise<void> {
    const known = await this.constraints(table);
    const names = known
      .filter((info) => info.isPattern && info.columns.length === 1 && info.columns[0] === column)
      .map(({ name }) => name);
    const made = patternIndexName(field, this.dialect);
    for (const name of names.length === 0 && this.collectSql ? [made] : names)
      await this.dropIndex(table, name);
  }

  /** Operators of the index that the field has for LIKE. */
  #patternOf(field: Field): string | undefined {
    return field.dbIndex || field.unique ? this.dialect.patternIndex(field) : undefined;
  }

  protected override async changePatternIndex({
    table,
    oldField,
    newField,
  }: ColumnChange): Promise<void> {
    const [had, needs] = [this.#patternOf(oldField), this.#patternOf(newField)];
    if (had === needs) return;
    if (needs === undefined) {
      await this.#dropPatterns(table, oldField, columnOf(newField));
      return;
    }
    // Django gives keys none when they become texts; the names of indexes are to be the same.
    const isKey = oldField.primaryKey && newField.primaryKey;
    const statement = isKey ? undefined : patternIndexSql(newField, this.dialect);
    if (statement !== undefined) await this.execute(statement);
  }

  // ------------------------------------------------------------------ names

  protected override async dropForeignKey(table: string, name: string): Promise<void> {
    const quoted = this.quoteName(name);
    await this.execute(`SET CONSTRAINTS ${quoted} IMMEDIATE`);
    await this.execute(`ALTER TABLE ${this.quoteName(table)} DROP CONSTRAINT ${quoted}`);
  }

  async #dropConstraint(table: string, name: string): Promise<void> {
    await this.execute(
      `ALTER TABLE ${this.quoteName(table)} DROP CONSTRAINT ${this.quoteName(name)}`,
    );
  }

  protected override dropUnique(table: string, name: string): Promise<void> {
    return this.#dropConstraint(table, name);
  }

  protected override dropCheck(table: string, name: string): Promise<void> {
    return this.#dropConstraint(table, name);
  }

  protected override dropPrimaryKey(table: string, name: string): Promise<void> {
    return this.#dropConstraint(table, name);
  }

  protected override async dropIndex(
    _table: string,
    name: string,
    { concurrently = false }: IndexChangeOptions = {},
  ): Promise<void> {
    const manner = concurrently ? " CONCURRENTLY" : "";
    await this.execute(`DROP INDEX${manner} IF EXISTS ${this.quoteName(name)}`);
  }

  protected override async changeIndexName(
    meta: ModelMeta,
    oldName: string,
    newIndex: Index,
  ): Promise<void> {
    const [from, to] = [this.quoteName(oldName), this.quoteName(newIndex.nameFor(meta))];
    await this.execute(`ALTER INDEX ${from} RENAME TO ${to}`);
  }
}

/** The type without its length. */
function family(type: string): string {
  return type.replace(/\(.*?\)/, "");
}
