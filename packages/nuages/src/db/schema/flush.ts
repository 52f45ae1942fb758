import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { registry } from "../models/registry.ts";
import { inOrder } from "./create-tables.ts";

/**
 * Statements that empty the tables of all managed models and let keys begin anew; tables that do not
 * exist are left out. Django: `sql_flush()`.
 */
export async function flushStatements(using: string = DEFAULT_ALIAS): Promise<string[]> {
  const database = connections.get(using);
  const existing = new Set(await database.tableNames());
  const metas = registry.models.filter(
    (meta) => !meta.proxy && !meta.abstract && meta.managed && existing.has(meta.dbTable),
  );
  // Rows that point at others go first.
  const tables = [...new Set(inOrder(metas).map((meta) => meta.dbTable))].toReversed();
  return tables.length === 0 ? [] : statementsFor(database, tables);
}

function statementsFor({ dialect }: Database, tables: readonly string[]): string[] {
  const names = tables.map((table) => dialect.quote(table));
  switch (dialect.vendor) {
    case "postgresql":
      return [`TRUNCATE ${names.join(", ")} RESTART IDENTITY`];
    case "mysql":
      return [
        "SET FOREIGN_KEY_CHECKS = 0",
        ...names.map((name) => `TRUNCATE ${name}`),
        "SET FOREIGN_KEY_CHECKS = 1",
      ];
    case "sqlite":
      return [
        ...names.map((name) => `DELETE FROM ${name}`),
        `UPDATE "sqlite_sequence" SET "seq" = 0 WHERE "name" IN (${tables.map((table) => dialect.literal(table)).join(", ")})`,
      ];
  }
}
