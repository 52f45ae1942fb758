import { NotSupportedError } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import { atomicForSchema } from "../../transaction/atomic.ts";
import { currentScope } from "../../transaction/scope.ts";
import type { SchemaEditor } from "../schema-editor.ts";
import { createTableSql, indexStatements } from "../table-sql.ts";
import type { Rebuild } from "./rebuild.ts";

/** Makes tables anew: each step is all or nothing, whatever stops it. */
export class TableRebuilder {
  readonly #editor: SchemaEditor;

  constructor(editor: SchemaEditor) {
    this.#editor = editor;
  }

  #quote(name: string): string {
    return this.#editor.quoteName(name);
  }

  /** A new table is filled from the old one, which is dropped, and takes its name, its indexes and triggers. */
  async rebuild({ definition, sources }: Rebuild): Promise<void> {
    const { dialect } = this.#editor.database;
    await this.#alone(async () => {
      const { table } = definition;
      const temporary = `new__${table}`;
      const triggers = await this.#triggersOf(table);
      await this.#editor.execute(createTableSql(definition, dialect, temporary));
      await this.#copy(temporary, table, sources);
      await this.#keepCounter(table, temporary, definition.fields);
      await this.#drop(table);
      await this.#editor.execute(
        `ALTER TABLE ${this.#quote(temporary)} RENAME TO ${this.#quote(table)}`,
      );
      for (const statement of [...indexStatements(definition, dialect), ...triggers])
        await this.#editor.execute(statement);
    });
  }

  /** The same with another name: the table `from` goes. */
  async replace(from: string, { definition, sources }: Rebuild): Promise<void> {
    const { dialect } = this.#editor.database;
    await this.#alone(async () => {
      await this.#editor.execute(createTableSql(definition, dialect));
      await this.#copy(definition.table, from, sources);
      await this.#keepCounter(from, definition.table, definition.fields);
      await this.#drop(from);
      for (const statement of indexStatements(definition, dialect))
        await this.#editor.execute(statement);
    });
  }

  async #drop(table: string): Promise<void> {
    await this.#editor.execute(`DROP TABLE ${this.#quote(table)}`);
  }

  async #copy(to: string, from: string, sources: ReadonlyMap<string, string>): Promise<void> {
    const columns = [...sources.keys()].map((column) => this.#quote(column)).join(", ");
    const values = [...sources.values()].join(", ");
    await this.#editor.execute(
      `INSERT INTO ${this.#quote(to)} (${columns}) SELECT ${values} FROM ${this.#quote(from)}`,
    );
  }

  /** Numbers of rows that were deleted are not given again. */
  async #keepCounter(from: string, to: string, fields: readonly Field[]): Promise<void> {
    const { collectSql, database } = this.#editor;
    const counts = fields.some((field) => database.dialect.columnSuffix(field) !== undefined);
    if (!counts || collectSql) return;
    const [row] = await database.query('SELECT "seq" FROM "sqlite_sequence" WHERE "name" = ?', [
      from,
    ]);
    if (row === undefined) return;
    await this.#editor.execute('DELETE FROM "sqlite_sequence" WHERE "name" = %s', [to]);
    await this.#editor.execute('INSERT INTO "sqlite_sequence" ("name", "seq") VALUES (%s, %s)', [
      to,
      row[0],
    ]);
  }

  async #triggersOf(table: string): Promise<string[]> {
    const rows = await this.#editor.database.query(
      "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY rowid",
      [table],
    );
    return rows.map(([sql]) => String(sql));
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    const { database, executed } = this.#editor;
    const { length } = executed;
    try {
      await atomicForSchema(work, { using: database.alias });
    } catch (error) {
      executed.splice(length);
      throw error;
    }
  }

  /** In a transaction of its own, where the migration is none. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const { collectSql, database } = this.#editor;
    const { alias } = database;
    if (collectSql) return work();
    if (currentScope(alias) === undefined) return this.#transaction(work);
    const [row] = await database.query("PRAGMA foreign_keys", []);
    if (Number(row?.[0]) === 1) {
      throw new NotSupportedError(
        "A table of SQLite cannot be made anew while its foreign keys are checked.",
        { hint: "Use withSchemaEditor() outside of atomic()." },
      );
    }
    await work();
  }
}
