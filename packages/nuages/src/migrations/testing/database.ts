import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { connections, withSchemaEditor } from "../../db/index.ts";
import { applyMigration, unapplyMigration } from "../executor/apply-migration.ts";
import { Migration } from "../migration.ts";
import type { Operation } from "../operation.ts";
import { ProjectState } from "../state/project-state.ts";

if (!isConfigured()) configure({ secretKey: "x" });

/** A database in memory to which operations of the app `lib` are applied. */
export class MigratedDatabase implements AsyncDisposable {
  readonly #override = overrideSettings({
    databases: { default: { engine: "sqlite", name: ":memory:" } },
  });
  readonly state = new ProjectState();

  /** Applies operations as one migration; what it gives takes them back. */
  async apply(...operations: readonly Operation[]): Promise<() => Promise<void>> {
    const before = this.state.clone();
    const migration = new Migration("lib", "0001_test", { operations });
    await withSchemaEditor({}, (editor) => applyMigration(migration, this.state, editor));
    return () => withSchemaEditor({}, (editor) => unapplyMigration(migration, before, editor));
  }

  /** Tables and indexes that exist, as SQL. */
  async schema(): Promise<readonly string[]> {
    const rows = await this.query(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name",
    );
    return rows.map(([sql]) => String(sql));
  }

  async query(sql: string): Promise<readonly (readonly unknown[])[]> {
    return await connections.get().query(sql, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await connections.closeAll();
    this.#override[Symbol.dispose]();
  }
}
