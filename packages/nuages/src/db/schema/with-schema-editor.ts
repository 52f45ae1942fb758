import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { atomicForSchema } from "../transaction/atomic.ts";
import { MysqlEditor } from "./mysql/mysql-editor.ts";
import { PostgresqlEditor } from "./postgresql/postgresql-editor.ts";
import type { SchemaEditor, SchemaEditorOptions } from "./schema-editor.ts";
import { SqliteEditor } from "./sqlite/sqlite-editor.ts";

/** An editor for the kind of database. It opens no transaction; call `finish()` at the end. */
export function schemaEditor(database: Database, options: SchemaEditorOptions = {}): SchemaEditor {
  switch (database.dialect.vendor) {
    case "sqlite":
      return new SqliteEditor(database, options);
    case "postgresql":
      return new PostgresqlEditor(database, options);
    case "mysql":
      return new MysqlEditor(database, options);
  }
}

/** Options of {@link withSchemaEditor}. */
export interface WithSchemaEditorOptions extends SchemaEditorOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
}

/**
 * Gives `work` an editor of tables; what had to wait is done at its end. Where the database can undo
 * changes of tables they are one transaction, unless `{ atomic: false }`: when `work` throws, nothing
 * stays. SQLite does not check foreign keys meanwhile, but all of them at the end. Django:
 * `connection.schema_editor()`.
 *
 * @throws IntegrityError when rows on SQLite point at rows that do not exist at the end
 * @throws TransactionManagementError on SQLite inside of a transaction
 * @example
 * await withSchemaEditor({}, async (editor) => {
 *   await editor.addIndex(Book.meta, new models.Index({ fields: ["title"], name: "book_title" }));
 * });
 */
export async function withSchemaEditor<T>(
  { using = DEFAULT_ALIAS, ...options }: WithSchemaEditorOptions,
  work: (editor: SchemaEditor) => Promise<T>,
): Promise<T> {
  const database = connections.get(using);
  const editor = schemaEditor(database, options);
  const run = async (): Promise<T> => {
    const result = await work(editor);
    await editor.finish();
    return result;
  };
  if (editor.collectSql || !editor.atomicMigration) return run();
  return atomicForSchema(run, { using });
}
