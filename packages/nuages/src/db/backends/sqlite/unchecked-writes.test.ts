import { describe, expect, it } from "vitest";

import { UncheckedWrites } from "./unchecked-writes.ts";

function checksAfter(...statements: readonly string[]): readonly string[] {
  const writes = new UncheckedWrites();
  for (const statement of statements) writes.saw(statement);
  return writes.checks;
}

describe("what has to be looked at after writes without checks", () => {
  it.each([
    'CREATE TABLE "a" ("id" integer)',
    'CREATE UNIQUE INDEX "i" ON "a" ("id")',
    'ALTER TABLE "a" ADD COLUMN "b" integer NULL REFERENCES "c" ("id")',
    'SELECT "id" FROM "a"',
    'DROP INDEX "i"',
  ])("nothing after %s", (statement) => {
    expect(checksAfter(statement)).toEqual([]);
  });

  it("the table alone after rows were added", () => {
    expect(
      checksAfter('INSERT INTO "a" ("x") VALUES (?)', 'INSERT INTO "a""b" DEFAULT VALUES'),
    ).toEqual(['PRAGMA foreign_key_check("a")', 'PRAGMA foreign_key_check("a""b")']);
  });

  it.each([
    'DELETE FROM "a"',
    'UPDATE "a" SET "x" = 1',
    'DROP TABLE "a"',
    'ALTER TABLE "a" RENAME TO "b"',
    'ALTER TABLE "a" RENAME COLUMN "ADD COLUMN" TO "c"',
    'INSERT OR REPLACE INTO "a" VALUES (1)',
    "INSERT INTO a VALUES (1)",
    'REPLACE INTO "a" VALUES (1)',
    'WITH x AS (SELECT 1) DELETE FROM "a"',
    "/* SELECT */ DELETE FROM a",
  ])("everything after %s", (statement) => {
    expect(checksAfter('INSERT INTO "b" VALUES (1)', statement)).toEqual([
      "PRAGMA foreign_key_check",
    ]);
  });
});
