import { NotSupportedError } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import { atomicForSchema } from "../../transaction/atomic.ts";
import { currentScope } from "../../transaction/scope.ts";
import { isMadeName } from "../names.ts";
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
      const dependents = await this.#viewsAndTriggers();
      const kept = [
        ...(await this.#ownIndexes({ definition, sources })),
        ...dependents.filter((one) => one.triggerOf === table).map(({ sql }) => sql),
      ];
      await this.#editor.execute(createTableSql(definition, dialect, temporary));
      await this.#copy(temporary, table, sources);
      await this.#keepCounter(table, temporary, definition.fields);
      await this.#drop(table);
      await this.#rename(temporary, table, dependents.length > 0);
      for (const statement of [...indexStatements(definition, dialect), ...kept])
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

  /** Indexes that were made by hand and no model knows, as long as all columns stay as they are. */
  async #ownIndexes({ definition, sources }: Rebuild): Promise<string[]> {
    const { database } = this.#editor;
    const { table, meta, indexes, constraints } = definition;
    const columns = await database.query("SELECT name FROM pragma_table_xinfo(?)", [table]);
    const isSame = columns.every(
      ([name]) =>
        sources.get(String(name)) === this.#quote(String(name)) ||
        definition.fields.some((field) => field.column === name && field.generated),
    );
    if (!isSame) return [];
    const known = new Set([...indexes, ...constraints].map((one) => one.nameFor(meta)));
    const rows = await database.query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
      [table],
    );
    return rows
      .filter(([name]) => !known.has(String(name)) && !isMadeName(String(name)))
      .map(([, sql]) => String(sql));
  }

  async #viewsAndTriggers(): Promise<{ readonly triggerOf?: string; readonly sql: string }[]> {
    const rows = await this.#editor.database.query(
      "SELECT type, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid",
      [],
    );
    return rows.map(([type, table, sql]) => ({
      ...(type === "trigger" ? { triggerOf: String(table) } : {}),
      sql: String(sql),
    }));
  }

  /** Views and triggers name a table that is not there at this moment: SQLite must not look at them. */
  async #rename(from: string, to: string, hasDependents: boolean): Promise<void> {
    const statement = `ALTER TABLE ${this.#quote(from)} RENAME TO ${this.#quote(to)}`;
    if (!hasDependents) return this.#editor.execute(statement);
    await this.#editor.execute("PRAGMA legacy_alter_table = ON");
    try {
      await this.#editor.execute(statement);
    } finally {
      await this.#editor.execute("PRAGMA legacy_alter_table = OFF");
    }
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
