import { describe, expect, it } from "vitest";

import { lintStatement } from "./lint-statement.ts";

describe("lintStatement()", () => {
  it.each([
    ["postgresql", 'CREATE INDEX "i" ON "lib_book" ("title");', "W201"],
    ["postgresql", "CREATE UNIQUE INDEX i ON lib_book (title)", "W201"],
    ["postgresql", 'ALTER TABLE "lib_book" ADD CONSTRAINT "u" UNIQUE ("title");', "W202"],
    ["postgresql", 'ALTER TABLE "lib_book" ADD CONSTRAINT "c" CHECK ("pages" > 0);', "W203"],
    [
      "postgresql",
      'ALTER TABLE "lib_book" ADD CONSTRAINT "f" FOREIGN KEY ("a_id") REFERENCES "lib_a" ("id") DEFERRABLE INITIALLY DEFERRED;',
      "W204",
    ],
    [
      "postgresql",
      'ALTER TABLE "lib_book" ALTER COLUMN "pages" TYPE bigint USING "pages"::bigint;',
      "W205",
    ],
    ["postgresql", 'ALTER TABLE "lib_book" ALTER COLUMN "pages" SET NOT NULL;', "W206"],
    ["postgresql", 'ALTER TABLE "lib_book" SET TABLESPACE "fast";', "W207"],
    ["sqlite", 'CREATE TABLE "new__lib_book" ("id" integer);', "W211"],
    ["mysql", "ALTER TABLE `lib_book` MODIFY COLUMN `pages` bigint NULL;", "W221"],
    ["mysql", "ALTER TABLE `lib_book` ADD CONSTRAINT `c` CHECK (`pages` > 0);", "W222"],
    [
      "mysql",
      "ALTER TABLE `lib_book` ADD COLUMN `a_id` int NULL, ADD CONSTRAINT `f` FOREIGN KEY (`a_id`) REFERENCES `a` (`id`);",
      "W222",
    ],
    ["mysql", "ALTER TABLE `lib_book` ADD COLUMN `g` int GENERATED ALWAYS AS (1) STORED;", "W223"],
  ])("%s: %s locks the table", (vendor, statement, id) => {
    expect(lintStatement(statement, vendor)).toMatchObject({
      table: "lib_book",
      finding: { id: `migrations.${id}`, kind: "locks" },
    });
  });

  it.each([
    ["postgresql", 'CREATE INDEX CONCURRENTLY "i" ON "lib_book" ("title")'],
    ["postgresql", 'ALTER TABLE "lib_book" ADD COLUMN "more" integer NULL'],
    ["postgresql", 'ALTER TABLE "lib_book" ALTER COLUMN "title" TYPE varchar(200)'],
    ["postgresql", 'ALTER TABLE "lib_book" ADD CONSTRAINT "c" CHECK ("pages" > 0) NOT VALID'],
    ["sqlite", 'ALTER TABLE "lib_book" ADD COLUMN "more" integer NULL'],
    ["sqlite", 'CREATE INDEX "i" ON "lib_book" ("title")'],
    ["mysql", "CREATE INDEX `i` ON `lib_book` (`title`)"],
    ["mysql", "ALTER TABLE `lib_book` ADD COLUMN `more` integer NULL"],
  ])("%s: %s is quick, or lets others work", (vendor, statement) => {
    expect(lintStatement(statement, vendor)).toBeUndefined();
  });
});
