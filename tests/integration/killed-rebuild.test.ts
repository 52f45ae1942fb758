import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { connections, models } from "nuages/db";
import { migrations } from "nuages/migrations";
import { describe, expect, it } from "vitest";

import { Workshop } from "../lib/migration-workshop.ts";
import { seededRandom } from "../fuzzing/templates.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const PROGRAM = path.join(import.meta.dirname, "../fixtures/rebuild-and-die.ts");
/** More statements than making a table anew takes. */
const MOST = 30;

const horse = migrations.CreateModel({
  name: "Horse",
  fields: {
    id: models.AutoField({ primaryKey: true }),
    name: models.CharField({ maxLength: 20, dbIndex: true }),
    legs: models.IntegerField({ null: true }),
  },
});

const fill = (count: number): string =>
  `INSERT INTO lib_horse (id, name, legs) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i, 'horse ' || i, CASE WHEN i % 2 THEN 4 END FROM n`;

interface Run {
  readonly file: string;
  readonly statement: number;
  readonly manner: string;
  /** Milliseconds until it is killed from outside. */
  readonly delay?: number;
}

/** Runs the program; says whether it came to its end. */
async function run({ file, statement, manner, delay }: Run): Promise<boolean> {
  const child = spawn(
    process.execPath,
    ["--conditions=@nuages/source", PROGRAM, file, String(statement), manner],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (delay !== undefined && said === "begins\n") setTimeout(() => child.kill("SIGKILL"), delay);
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`The program ended with ${code}.`);
  return code === 0;
}

/** What is there: tables, rows with the right names, rows with legs, problems, indexes. */
async function found(): Promise<unknown> {
  const database = connections.get();
  const tables = (await database.tableNames()).filter((name) => !name.startsWith("bank_"));
  const [row] = await database.query(
    "SELECT COUNT(*), SUM(name = 'horse ' || id), COUNT(legs) FROM lib_horse",
    [],
  );
  const integrity = await database.query("PRAGMA integrity_check", []);
  const indexes = await database.query(
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'lib_horse'",
    [],
  );
  return { tables, row, integrity, indexes };
}

/** The same of a table with all rows, in its old form or in its new one. */
function whole(count: number): unknown[] {
  return [count, Math.ceil(count / 2)].map((legs) => ({
    tables: ["lib_horse"],
    row: [count, count, legs],
    integrity: [["ok"]],
    indexes: [[1]],
  }));
}

const [sqlite] = servers;

describe("a process that is killed while SQLite makes a table anew", () => {
  it.each(["atomic", "piecemeal"])(
    "loses no row, before whichever statement; a migration that is %s [MIG-30]",
    { timeout: 120_000 },
    async (manner) => {
      let ended = false;
      for (let statement = 0; !ended && statement < MOST; statement += 1) {
        if (sqlite === undefined) throw new Error("SQLite is always there.");
        await using database = await testDatabase(sqlite);
        await new Workshop().apply(horse);
        await connections.get().execute(fill(100), []);
        await connections.closeAll();

        ended = await run({ file: database.settings.name ?? "", statement, manner });

        expect(whole(100)).toContainEqual(await found());
      }
      expect(ended).toBe(true);
    },
  );

  it("loses no row in the middle of a statement [MIG-30]", { timeout: 120_000 }, async () => {
    if (sqlite === undefined) throw new Error("SQLite is always there.");
    const random = seededRandom(30);
    for (let tries = 0; tries < 4; tries += 1) {
      await using database = await testDatabase(sqlite);
      await new Workshop().apply(horse);
      await connections.get().execute(fill(200_000), []);
      await connections.closeAll();

      const delay = Math.floor(random() * 150);
      await run({ file: database.settings.name ?? "", statement: -1, manner: "atomic", delay });

      expect(whole(200_000)).toContainEqual(await found());
    }
  });
});
