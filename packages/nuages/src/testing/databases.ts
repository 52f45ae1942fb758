import { type DatabaseSettings, overrideSettings, settings } from "../conf/index.ts";
import { connections } from "../db/index.ts";
import { guardDatabases } from "./database-guard.ts";
import { TestSetupError } from "./errors.ts";
import { prepareTables } from "./prepare-tables.ts";
import { takeSnapshot } from "./snapshots.ts";
import { flushDatabase, withoutMirrors } from "./test-case.ts";
import { createDatabase, databaseExists, dropDatabase, testName } from "./test-databases.ts";

/** Options of {@link setupDatabases}. */
export interface SetupDatabasesOptions {
  /** Aliases of the databases that tests use. Default: all of the settings. */
  readonly aliases?: readonly string[];
  /** Takes a database that an earlier run has left, and leaves it. Default: false. */
  readonly keepdb?: boolean;
  /** Behind the names of databases on servers that the settings do not name. Default: the number of the process. */
  readonly suffix?: string;
  /** @internal Leaves databases in memory to the processes that will use them. */
  readonly lastingOnly?: boolean;
}

/** The databases that `nuages test` has prepared for this process. */
let prepared: readonly string[] | undefined;

/**
 * Puts empty databases in place of those of the settings, with the tables of all models, until the
 * result is disposed of: in memory with SQLite, else `test_<name>_<process id>`, so that processes
 * can test at the same time. `test` of a database's settings names it otherwise, makes it the mirror of
 * another, and so on; one of that name is dropped. From then on, tests of `testCase()` only ask the
 * databases that they name. Under `nuages test`, which has prepared them, it empties them at the end.
 * Django: `setup_databases`.
 *
 * @example
 * await using databases = await setupDatabases();
 */
export async function setupDatabases({
  aliases = Object.keys(settings.databases),
  keepdb = false,
  suffix = String(process.pid),
  lastingOnly = false,
}: SetupDatabasesOptions = {}): Promise<AsyncDisposable> {
  if (prepared !== undefined) return emptiedAtTheEnd(prepared);
  await connections.closeAll();
  const originals = settings.databases;
  const plan = planDatabases(aliases, suffix);
  const own = plan.filter(({ mirrors }) => mirrors === undefined);
  const fresh: string[] = [];
  for (const { alias, config } of own) {
    const isKept = keepdb && (await databaseExists(config));
    if (isKept || config.test?.createDb === false) continue;
    await dropDatabase(config);
    await createDatabase(config);
    fresh.push(alias);
  }
  const override = overrideSettings({
    databases: {
      ...originals,
      ...Object.fromEntries(plan.map(({ alias, config }) => [alias, config])),
    },
  });
  connectMirrors(plan);
  guardDatabases(aliases);
  for (const { alias, config } of own) {
    if (lastingOnly && config.name === ":memory:") continue;
    await prepareTables(alias);
    await takeSnapshot(alias);
  }
  return {
    async [Symbol.asyncDispose]() {
      await connections.closeAll();
      override[Symbol.dispose]();
      if (keepdb) return;
      for (const { alias, config } of own) if (fresh.includes(alias)) await dropDatabase(config);
    },
  };
}

/** @internal Takes the databases that the runner has made for this process. */
export async function adoptDatabases(names: Readonly<Record<string, string>>): Promise<void> {
  const originals = settings.databases;
  const plan = planDatabases(Object.keys(names), "").map((planned) => ({
    ...planned,
    config: { ...planned.config, name: names[planned.alias] ?? planned.config.name ?? "" },
  }));
  overrideSettings({
    databases: {
      ...originals,
      ...Object.fromEntries(plan.map(({ alias, config }) => [alias, config])),
    },
  });
  connectMirrors(plan);
  const aliases = plan.map(({ alias }) => alias);
  guardDatabases(aliases);
  for (const { alias, config, mirrors } of plan) {
    if (mirrors !== undefined) continue;
    if (config.name === ":memory:") await prepareTables(alias);
    await takeSnapshot(alias);
  }
  prepared = aliases;
}

function emptiedAtTheEnd(aliases: readonly string[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      for (const alias of withoutMirrors(aliases)) await flushDatabase(alias);
    },
  };
}

/** A database as tests use it. */
export interface PlannedDatabase {
  readonly alias: string;
  readonly config: DatabaseSettings;
  /** The alias whose database it shares. */
  readonly mirrors: string | undefined;
}

/**
 * The test databases of these aliases, those first that others depend on.
 *
 * @throws TestSetupError when databases depend on each other, or mirror none
 */
export function planDatabases(aliases: readonly string[], suffix: string): PlannedDatabase[] {
  const all = settings.databases;
  const planned = new Map<string, PlannedDatabase>();
  const visit = (alias: string, path: readonly string[]): void => {
    const config = all[alias];
    if (planned.has(alias) || config === undefined) return;
    if (path.includes(alias)) {
      throw new TestSetupError(
        `The test databases ${[...path, alias].join(" → ")} depend on each other.`,
        { hint: "Look at test.dependencies in the setting databases." },
      );
    }
    const { dependencies, mirror } = config.test ?? {};
    const needs = mirror === undefined ? (dependencies ?? defaultNeeds(alias)) : [mirror];
    for (const need of needs) if (need !== alias) visit(need, [...path, alias]);
    planned.set(alias, { alias, config: testConfig(alias, suffix), mirrors: mirror });
  };
  for (const alias of aliases) visit(alias, []);
  return [...planned.values()];
}

/** All databases but the first need it: data of theirs may name rows of it. */
function defaultNeeds(alias: string): string[] {
  return alias === "default" || settings.databases["default"] === undefined ? [] : ["default"];
}

function testConfig(alias: string, suffix: string): DatabaseSettings {
  const config = settings.databases[alias];
  const mirror = config?.test?.mirror;
  const source = mirror === undefined ? config : settings.databases[mirror];
  if (config === undefined || source === undefined) {
    throw new TestSetupError(
      `databases.${alias}.test.mirror names "${mirror}", which is no database.`,
    );
  }
  const name = testName(source, suffix);
  return { ...source, name, ...(config.test === undefined ? {} : { test: config.test }) };
}

/** A mirror asks over the connection of the database that it mirrors, so that it sees the same transaction. */
function connectMirrors(plan: readonly PlannedDatabase[]): void {
  for (const { alias, mirrors } of plan) {
    if (mirrors !== undefined) connections.set(alias, connections.get(mirrors));
  }
}
