import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import path from "node:path";

import { configure, overrideSettings } from "nuages/conf";
import { connections, models, querySpan } from "nuages/db";
import { subscribe } from "nuages/instrumentation";
import { loadExecutor, Migration, migrations, type Operation } from "nuages/migrations";

/** What applying small migrations costs. */
export interface MigrateTimes {
  readonly migrations: number;
  /** Milliseconds of `migrate`, in the best round. */
  readonly migrate: number;
  /** Milliseconds of the same statements by hand, in the best round. */
  readonly byHand: number;
  readonly ratio: number;
}

/** A table in every tenth migration, a change of the last table in the others. */
function operationsOf(index: number): Operation[] {
  const table = `Thing${Math.floor(index / 10)}`;
  const step = index % 10;
  if (step === 0)
    return [
      migrations.CreateModel({
        name: table,
        fields: {
          id: models.BigAutoField({ primaryKey: true, autoCreated: true, serialize: false }),
          name: models.CharField({ maxLength: 100 }),
        },
      }),
    ];
  const modelName = table.toLowerCase();
  if (step === 5)
    return [
      migrations.AddIndex({
        modelName,
        index: new models.Index({ fields: ["name"], name: `${modelName}_name` }),
      }),
    ];
  return [
    migrations.AddField({
      modelName,
      name: `value${step}`,
      field: models.IntegerField({ null: true }),
    }),
  ];
}

function diskOf(count: number): {
  migrations: Migration[];
  migratedApps: Set<string>;
  unmigratedApps: Set<string>;
} {
  const name = (index: number): string => `${String(index + 1).padStart(4, "0")}_step`;
  return {
    migrations: Array.from(
      { length: count },
      (_, index) =>
        new Migration("shop", name(index), {
          dependencies: index === 0 ? [] : [["shop", name(index - 1)]],
          operations: operationsOf(index),
        }),
    ),
    migratedApps: new Set(["shop"]),
    unmigratedApps: new Set(),
  };
}

configure({ secretKey: "benchmark" });

/** Applies the migrations to a new file; gives the milliseconds, and the statements that were sent. */
async function migrate(
  file: string,
  count: number,
): Promise<{ time: number; statements: string[] }> {
  using _ = overrideSettings({ databases: { default: { engine: "sqlite", name: file } } });
  const statements: string[] = [];
  const stop = subscribe(querySpan, {
    start({ payload }) {
      if (!/^\s*SELECT/i.test(payload.sql)) statements.push(payload.sql);
    },
  });
  const start = performance.now();
  const executor = await loadExecutor({ disk: diskOf(count) });
  await executor.migrate(executor.loader.graph.leafNodes());
  const time = performance.now() - start;
  stop();
  await connections.closeAll();
  return { time, statements };
}

/** The statements of {@link migrate} on the bare driver, one transaction for each migration; opens the file, too. */
function byHand(file: string, statements: readonly string[]): number {
  const start = performance.now();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec("BEGIN IMMEDIATE");
  for (const statement of statements) {
    // What is recorded ends a migration.
    const isRecord = statement.startsWith('INSERT INTO "django_migrations"');
    if (isRecord)
      database.prepare(statement).all("shop", "0001_step", "2026-11-20 12:00:00.000000");
    else if (!/^\s*(?:PRAGMA|BEGIN|COMMIT|SAVEPOINT|RELEASE)/i.test(statement))
      database.exec(statement);
    if (isRecord) database.exec("COMMIT; BEGIN IMMEDIATE");
  }
  database.exec("COMMIT");
  const time = performance.now() - start;
  database.close();
  return time;
}

/** Applies `count` small migrations on SQLite, and the same statements by hand, in turn. */
export async function measureMigrate(count: number, rounds: number): Promise<MigrateTimes> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-migrate-"));
  let best = Infinity;
  let hand = Infinity;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const { time, statements } = await migrate(path.join(folder, `a${round}.sqlite3`), count);
      best = Math.min(best, time);
      hand = Math.min(hand, byHand(path.join(folder, `b${round}.sqlite3`), statements));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { migrations: count, migrate: best, byHand: hand, ratio: best / hand };
}
