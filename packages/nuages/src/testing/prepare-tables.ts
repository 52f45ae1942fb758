import { createTables } from "../db/index.ts";

/** Makes the tables of a new test database. */
export async function prepareTables(using: string): Promise<void> {
  await createTables({ using });
}
