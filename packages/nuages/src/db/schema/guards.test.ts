import { describe, expect, it } from "vitest";

import { SqliteDatabase } from "../backends/sqlite/sqlite-database.ts";
import { IntegrityError } from "../errors.ts";
import { assertNoNulls, assertNoRows, assertUnique } from "./guards.ts";

async function withRows(
  values: readonly unknown[],
  work: (database: SqliteDatabase) => Promise<void>,
): Promise<void> {
  const database = new SqliteDatabase("guards", { name: ":memory:", options: {} });
  await database.script(['CREATE TABLE "t" ("id" integer PRIMARY KEY, "v")']);
  for (const value of values) await database.execute('INSERT INTO "t" ("v") VALUES (?)', [value]);
  await work(database);
  await database.close();
}

const unique = { table: "t", name: 'The column "v"', columns: ['"v"'] };

describe("rows that forbid a change", () => {
  it("are named by values that are short and without control characters", async () => {
    const long = `a\u0000\u001B[31m\u202E${"x".repeat(100)}`;
    await withRows([long, long], async (database) => {
      const error = await assertUnique(database, unique).catch((caught: unknown) => caught);
      const { message } = error as Error;

      expect(error).toBeInstanceOf(IntegrityError);
      expect(message).toMatch(/several rows have the same value: "a\S+x{20,60}… \(2 rows\)\./);
      expect(message.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001F\u202E]/);
    });
  });

  it("are named up to five values, the most frequent first", async () => {
    const values = [1, 2, 3, 4, 5, 6].flatMap((value) => Array<number>(value + 1).fill(value));
    await withRows(values, async (database) => {
      await expect(assertUnique(database, unique)).rejects.toThrow(
        "6 (7 rows); 5 (6 rows); 4 (5 rows); 3 (4 rows); 2 (3 rows); ….",
      );
    });
  });

  it("are others than those with NULL, unless NULL counts as a value", async () => {
    await withRows([null, null, 1], async (database) => {
      await expect(assertUnique(database, unique)).resolves.toBeUndefined();
      await expect(assertUnique(database, { ...unique, nullsSame: true })).rejects.toThrow(
        "null (2 rows)",
      );
    });
  });

  it("count only where the condition holds", async () => {
    await withRows([1, 1, 2], async (database) => {
      const where = '"v" > 1';
      await expect(assertUnique(database, { ...unique, where })).resolves.toBeUndefined();
    });
  });

  it("are named by their keys when they have no value", async () => {
    await withRows([1, null, null], async (database) => {
      const column = { table: "t", column: "v", keys: ["id"] };
      await expect(assertNoNulls(database, column)).rejects.toThrow("in rows with id 2; 3.");
    });
  });

  it("are any where a new column needs a value", async () => {
    await withRows([], async (database) => {
      await expect(assertNoRows(database, { table: "t", column: "w" })).resolves.toBeUndefined();
    });
    await withRows([1], async (database) => {
      await expect(assertNoRows(database, { table: "t", column: "w" })).rejects.toThrow(
        IntegrityError,
      );
    });
  });
});
