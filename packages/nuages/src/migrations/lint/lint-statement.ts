import type { Finding } from "./finding.ts";

/** A rule about a statement: what it makes others wait for. */
interface StatementRule {
  readonly id: string;
  /** The first group is the name of the table. */
  readonly pattern: RegExp;
  readonly message: string;
  readonly advice: string;
}

const PG_TABLE = String.raw`ALTER TABLE "((?:[^"]|"")*)"`;
const MY_TABLE = "ALTER TABLE `((?:[^`]|``)*)`";

/** By the vendor of the database. */
const RULES: Readonly<Record<string, readonly StatementRule[]>> = {
  postgresql: [
    {
      id: "migrations.W201",
      pattern: /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON "?((?:[^" ]|"")*)"?/s,
      message: "Nobody can write to the table while the index is built.",
      advice:
        "Use migrations.AddIndexConcurrently in a migration of its own with atomic: false. For dbIndex and unique: make the index by hand with CREATE INDEX CONCURRENTLY, and change the field in a SeparateDatabaseAndState.",
    },
    {
      id: "migrations.W202",
      pattern: new RegExp(`^${PG_TABLE} ADD CONSTRAINT .* UNIQUE`, "s"),
      message: "Nobody can read or write the table while the index of the constraint is built.",
      advice:
        "Build the index first with CREATE UNIQUE INDEX CONCURRENTLY in a migration with atomic: false, then: ALTER TABLE … ADD CONSTRAINT … UNIQUE USING INDEX …; put the change of the models into a SeparateDatabaseAndState.",
    },
    {
      id: "migrations.W203",
      pattern: new RegExp(`^${PG_TABLE} ADD (?:CONSTRAINT .* )?CHECK (?!.*NOT VALID$)`, "s"),
      message: "Nobody can read or write the table while all its rows are looked at.",
      advice:
        "Add the constraint as NOT VALID, and let a later migration run VALIDATE CONSTRAINT, which lets others write.",
    },
    {
      id: "migrations.W204",
      pattern: new RegExp(
        `^${PG_TABLE} ADD (?:CONSTRAINT .* FOREIGN KEY|COLUMN .* DEFAULT .* REFERENCES)(?!.*NOT VALID$)`,
        "s",
      ),
      message:
        "Nobody can write to the table, nor to the one it points at, while all rows are looked at.",
      advice:
        "Add the field with dbConstraint: false, then the foreign key as NOT VALID with RunSQL, and let a later migration run VALIDATE CONSTRAINT.",
    },
    {
      id: "migrations.W205",
      pattern: new RegExp(`^${PG_TABLE} .*ALTER COLUMN \\S+ TYPE .* USING `, "s"),
      message: "The table is written anew; nobody can read or write it meanwhile.",
      advice:
        "Add a column of the new type, fill it in batches with RunTS while code writes both, then use it in place of the old one and remove that.",
    },
    {
      id: "migrations.W206",
      pattern: new RegExp(`^${PG_TABLE} .*ALTER COLUMN \\S+ SET NOT NULL`, "s"),
      message: "Nobody can read or write the table while all its rows are looked at.",
      advice:
        "Add CHECK (… IS NOT NULL) NOT VALID first and VALIDATE it in a later migration: with it SET NOT NULL need not look.",
    },
    {
      id: "migrations.W207",
      pattern: new RegExp(`^${PG_TABLE} SET TABLESPACE`),
      message: "The table is copied; nobody can read or write it meanwhile.",
      advice: "Do it when nobody works, or move a copy that is kept up by replication.",
    },
  ],
  sqlite: [
    {
      id: "migrations.W211",
      pattern: /^CREATE TABLE "new__((?:[^"]|"")*)"/,
      message:
        "The table is made anew: nobody can write to the database while all rows are copied.",
      advice: "Do it when few write, and make all changes of the table at one time.",
    },
  ],
  mysql: [
    {
      id: "migrations.W221",
      pattern: new RegExp(`^${MY_TABLE} MODIFY COLUMN`),
      message: "The table is copied, and nobody can write to it meanwhile.",
      advice:
        "Add a new column, which is done at once, fill it in batches with RunTS while code writes both, then use it in place of the old one; or run the statement with a tool that changes tables online, and the migration with --fake.",
    },
    {
      id: "migrations.W222",
      pattern: new RegExp(
        `^${MY_TABLE} ADD (?:COLUMN .*, ADD )?CONSTRAINT .* (?:FOREIGN KEY|CHECK)`,
        "s",
      ),
      message: "The table is copied, and nobody can write to it meanwhile.",
      advice:
        "For a foreign key: dbConstraint: false until the table can rest. For a check: let fullClean() keep the rule until then.",
    },
    {
      id: "migrations.W223",
      pattern: new RegExp(`^${MY_TABLE} ADD COLUMN .* STORED`, "s"),
      message: "The table is copied, and nobody can write to it meanwhile.",
      advice: "A computed column with dbPersist: false is added at once.",
    },
  ],
};

/** What a statement makes others wait for, and for which table; undefined for those that are quick. */
export function lintStatement(
  statement: string,
  vendor: string,
): { readonly table: string; readonly finding: Finding } | undefined {
  for (const { id, pattern, message, advice } of RULES[vendor] ?? []) {
    const [, table] = pattern.exec(statement) ?? [];
    if (table !== undefined)
      return {
        table: table.replaceAll(/(["`])\1/g, "$1"),
        finding: { id, kind: "locks", message, advice },
      };
  }
  return undefined;
}
