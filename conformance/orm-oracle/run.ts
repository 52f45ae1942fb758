import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { configure } from "nuages/conf";

import { printReport, type Report, Score } from "../report.ts";
import { answerCase, inputOf, type Outcome, type World } from "./answer-case.ts";
import { type Api, loadApi } from "./api.ts";
import { Builder } from "./builder.ts";
import { cacheContentTypes } from "./content-types.ts";
import { type Engine, ENGINES, openDatabase, SUFFIXES } from "./database.ts";
import { Failure } from "./failure.ts";
import type { Case } from "./grammar.ts";
import { differencesFrom, expectationOf } from "./judge.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { Models } from "./models.ts";
import { Names } from "./names.ts";
import { ddlDatabase } from "./migrations/ddl-database.ts";
import { runMigrations } from "./migrations/run-migrations.ts";
import { runTakeOver } from "./migrations/take-over.ts";
import { readCases } from "./read-cases.ts";
import { readSchema } from "./schema.ts";
import { type Snapshot, tablesOf, takeSnapshot } from "./snapshot.ts";

const USAGE =
  "Usage: npm run orm-oracle -- DIR [--db sqlite|postgresql|mysql] [--area PREFIX] [--case ID] [--json FILE] [--verbose]";

interface Options {
  readonly directory: string;
  readonly engine: Engine;
  readonly prefix: string;
  /** The only case to run. */
  readonly id: string | undefined;
  readonly json: string | undefined;
  readonly verbose: boolean;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      db: { type: "string", default: "sqlite" },
      area: { type: "string", default: "" },
      case: { type: "string" },
      json: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const engine = ENGINES.find((name) => name === values.db);
  const [directory] = positionals;
  if (directory === undefined || engine === undefined) {
    console.error(USAGE);
    process.exit(2);
  }
  const { area: prefix, case: id, json, verbose } = values;
  return { directory, engine, prefix, id, json, verbose };
}

async function closeConnections(api: Api): Promise<void> {
  if (api.has("connections")) await invoke(api.get("connections"), "closeAll", [], "connections");
}

/** Prepares database, models and API. */
async function openWorld(
  { directory, engine }: Options,
  resources: AsyncDisposableStack,
): Promise<World> {
  const database = resources.use(await openDatabase(engine, directory));
  configure({
    databases: { default: database.settings, ...database.others, ...ddlDatabase(database) },
    useTz: true,
    timeZone: "UTC",
  });
  const api = await loadApi();
  const schema = await readSchema(directory);
  const names = new Names(schema);
  const models = new Models(schema);
  models.build(new Builder(api, names, models));
  resources.defer(async () => await closeConnections(api));
  await database.prepare?.(api);
  await cacheContentTypes(api, models);
  const tables = tablesOf({ models, names });
  const before = await takeSnapshot(tables, { models, names }).catch((error: unknown): Snapshot => {
    console.error("The tables cannot be read through the models:", error);
    return new Map();
  });
  const restore = async (): Promise<void> => {
    await closeConnections(api);
    await database.restore();
    await cacheContentTypes(api, models);
  };
  const beforeChange = async (): Promise<void> => await database.beforeChange?.();
  return { api, names, models, tables, before, beforeChange, restore };
}

interface Run {
  readonly world: World | MissingApi;
  readonly engine: Engine;
  readonly report: Report;
  /** Names that pipelines needed and that our API does not have, with the number of cases. */
  readonly missing: Map<string, number>;
}

function isWanted(form: Case, { engine, prefix, id }: Options): boolean {
  if (!`queries/${form.area}`.startsWith(prefix) || (id ?? form.id) !== form.id) return false;
  return form.only === undefined || `_${form.only}` === SUFFIXES[engine];
}

/** Counts a case; `undefined` when our API cannot answer it. */
async function attempt(form: Case, { world, missing }: Run): Promise<Outcome | undefined> {
  try {
    if (world instanceof MissingApi) throw world;
    return await answerCase(form, world);
  } catch (error) {
    if (!(error instanceof MissingApi))
      return { answer: { error: new Failure(error) }, queries: 0, statements: [], log: [] };
    missing.set(error.api, (missing.get(error.api) ?? 0) + 1);
    return undefined;
  }
}

async function runCase(form: Case, run: Run): Promise<void> {
  const score = (run.report[`queries/${form.area}`] ??= new Score());
  const outcome = await attempt(form, run);
  if (outcome === undefined) {
    score.noAdapter += 1;
    return;
  }
  const expected = expectationOf(form, SUFFIXES[run.engine]);
  const wrong = differencesFrom(form, expected, outcome);
  if (wrong.length === 0) score.passed += 1;
  else
    score.fail(
      {
        id: form.id,
        wrong: wrong.join(", "),
        ...inputOf(form),
        expect: { ...expected, sql: form.sql[run.engine === "sqlite" ? "sqlite" : "postgres"] },
      },
      { ...outcome },
    );
}

function printMissing(missing: ReadonlyMap<string, number>): void {
  const names = [...missing]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} (${count})`);
  if (names.length > 0) console.log(`\nmissing API: ${names.join(", ")}`);
}

function printTotal(report: Report): void {
  const total = new Score();
  for (const score of Object.values(report)) {
    total.passed += score.passed;
    total.failed += score.failed;
    total.noAdapter += score.noAdapter;
  }
  console.log("");
  printReport({ total }, false);
}

const options = readOptions();
await using resources = new AsyncDisposableStack();
const report: Report = {};
const missing = new Map<string, number>();
const world = await openWorld(options, resources).catch((error: unknown) => {
  if (error instanceof MissingApi) return error;
  throw error;
});
const run: Run = { world, engine: options.engine, report, missing };

for (const form of await readCases(path.join(options.directory, "queries.jsonl")))
  if (isWanted(form, options)) await runCase(form, run);
if (!(world instanceof MissingApi))
  await runMigrations({ ...options, api: world.api, report, resources });
await runTakeOver({ ...options, report });

printReport(report, options.verbose);
printTotal(report);
printMissing(missing);
if (options.json !== undefined)
  await writeFile(options.json, `${JSON.stringify({ areas: report }, null, 1)}\n`);
