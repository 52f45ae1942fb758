import { apps } from "../apps/index.ts";
import { settings } from "../conf/index.ts";
import { createTables } from "../db/index.ts";
import { migrateDatabase } from "../migrations/index.ts";

/**
 * Makes the tables of a new test database: by the migrations of the apps that have some; the others'
 * directly. `test: { migrate: false }` of a database's settings makes all directly.
 */
export async function prepareTables(using: string): Promise<void> {
  if (!apps.ready || settings.databases[using]?.test?.migrate === false) {
    await createTables({ using });
    return;
  }
  await migrateDatabase({ using });
}
