import { atomic, connections, type Database, withSchemaEditor } from "nuages/db";
import {
  applyMigration,
  Migration,
  type Operation,
  ProjectState,
  unapplyMigration,
} from "nuages/migrations";

/** On MariaDB a setting counts for a connection, which a transaction keeps. */
async function atomicOn(vendor: string, work: () => Promise<void>): Promise<void> {
  await (vendor === "mysql" ? atomic(work) : work());
}

/** Applies operations to the database `default` as migrations of the app `lib`, and takes them back. */
export class Workshop {
  #state = new ProjectState();
  readonly #done: { readonly migration: Migration; readonly before: ProjectState }[] = [];

  get database(): Database {
    return connections.get();
  }

  get state(): ProjectState {
    return this.#state;
  }

  /** Drops all tables but those of the bank. */
  async clear(): Promise<void> {
    const { database } = this;
    const { vendor } = database.dialect;
    const tables = (await database.tableNames()).filter((name) => !name.startsWith("bank_"));
    const cascade = vendor === "postgresql" ? " CASCADE" : "";
    await withSchemaEditor({}, (editor) =>
      atomicOn(vendor, async () => {
        if (vendor === "mysql") await editor.execute("SET FOREIGN_KEY_CHECKS = 0");
        for (const table of tables)
          await editor.execute(`DROP TABLE ${editor.quoteName(table)}${cascade}`);
        if (vendor === "mysql") await editor.execute("SET FOREIGN_KEY_CHECKS = 1");
      }),
    );
  }

  /** Applies operations as one migration. */
  async apply(...operations: readonly Operation[]): Promise<void> {
    await this.#apply(operations, true);
  }

  /** The same in a migration that is no transaction. */
  async applyPiecemeal(...operations: readonly Operation[]): Promise<void> {
    await this.#apply(operations, false);
  }

  async #apply(operations: readonly Operation[], atomic: boolean): Promise<void> {
    const name = `${String(this.#done.length + 1).padStart(4, "0")}_step`;
    const migration = new Migration("lib", name, { operations, atomic });
    const before = this.#state;
    const state = before.clone();
    await withSchemaEditor({ atomic }, (editor) => applyMigration(migration, state, editor));
    this.#state = state;
    this.#done.push({ migration, before });
  }

  /** Takes the last migration back. */
  async undo(): Promise<void> {
    const last = this.#done.pop();
    if (last === undefined) throw new Error("Nothing was done.");
    const { migration, before } = last;
    await withSchemaEditor({ backwards: true }, (editor) =>
      unapplyMigration(migration, before, editor),
    );
    this.#state = before;
  }

  /** The statements of operations, which are not run. */
  async sqlOf(...operations: readonly Operation[]): Promise<readonly string[]> {
    const migration = new Migration("lib", "0000_sql", { operations });
    const state = this.#state.clone();
    return withSchemaEditor({ collectSql: true }, async (editor) => {
      await applyMigration(migration, state, editor);
      await editor.finish();
      return editor.collected.filter((line) => !line.startsWith("--"));
    });
  }

  /** A name in a statement without placeholders, where a percent sign is one. */
  #quote(name: string): string {
    return this.database.dialect.quote(name).replaceAll("%%", "%");
  }

  /** Rows of a table as objects, ordered by the column. */
  async rows(table: string, by = "id"): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await this.database.queryNamed(
      `SELECT * FROM ${this.#quote(table)} ORDER BY ${this.#quote(by)}`,
      [],
    );
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  }

  async insert(
    table: string,
    ...rows: readonly Readonly<Record<string, unknown>>[]
  ): Promise<void> {
    const { dialect } = this.database;
    for (const row of rows) {
      const columns = Object.keys(row).map((name) => this.#quote(name));
      const places = columns.map((_, at) => dialect.placeholder(at + 1));
      await this.database.execute(
        `INSERT INTO ${this.#quote(table)} (${columns.join(", ")}) VALUES (${places.join(", ")})`,
        Object.values(row),
      );
    }
  }
}
