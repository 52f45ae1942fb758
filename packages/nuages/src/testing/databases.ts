import { rm } from "node:fs/promises";

import { type DatabaseSettings, overrideSettings, settings } from "../conf/index.ts";
import { connections, createTables } from "../db/index.ts";

/** Alias of the connection that makes and drops databases; not in anybody's settings. */
const ADMIN = "nuages test admin";

/** Options of {@link setupDatabases}. */
export interface SetupDatabasesOptions {
  /** Aliases of the databases that tests use. Default: all of the settings. */
  readonly aliases?: readonly string[];
}

/**
 * Puts empty databases in place of those of the settings, with the tables of all models, until the
 * result is disposed of: in memory with SQLite, else `test_<name>_<process id>`, so that processes
 * can test at the same time. `test: { name }` of a database names it otherwise; one of that name is
 * dropped. Django: `setup_databases`.
 *
 * @example
 * await using databases = await setupDatabases();
 */
export async function setupDatabases({
  aliases = Object.keys(settings.databases),
}: SetupDatabasesOptions = {}): Promise<AsyncDisposable> {
  await connections.closeAll();
  const originals = settings.databases;
  const entries = aliases.flatMap((alias): [string, DatabaseSettings][] => {
    const config = originals[alias];
    return config === undefined ? [] : [[alias, { ...config, name: testName(config) }]];
  });
  for (const [, config] of entries) await remove(config);
  for (const [, config] of entries) await onServer(config, create);
  const override = overrideSettings({
    databases: { ...originals, ...Object.fromEntries(entries) },
  });
  for (const using of aliases) await createTables({ using });
  return {
    async [Symbol.asyncDispose]() {
      await connections.closeAll();
      override[Symbol.dispose]();
      for (const [, config] of entries) await remove(config);
    },
  };
}

function testName({ engine, name = "", test }: DatabaseSettings): string {
  if (test?.name !== undefined && test.name !== "") return test.name;
  return engine === "sqlite" ? ":memory:" : `test_${name}_${process.pid}`;
}

const drop = (name: string): string => `DROP DATABASE IF EXISTS ${name}`;
const create = (name: string): string => `CREATE DATABASE ${name}`;

/** Removes a test database, also one that an earlier run has left. */
async function remove(config: DatabaseSettings): Promise<void> {
  const { engine, name = "" } = config;
  if (engine !== "sqlite") await onServer(config, drop);
  else if (name !== ":memory:")
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${name}${suffix}`, { force: true });
}

/** Runs a statement beside the test database: a server does not make the one it is asked in. */
async function onServer(
  config: DatabaseSettings,
  statement: (quotedName: string) => string,
): Promise<void> {
  if (config.engine !== "postgresql" && config.engine !== "mysql") return;
  const name = config.engine === "postgresql" ? "postgres" : "";
  using _ = overrideSettings({ databases: { [ADMIN]: { ...config, name } } });
  const database = connections.get(ADMIN);
  try {
    await database.script([statement(database.dialect.quote(config.name ?? ""))]);
  } finally {
    await connections.closeAll();
  }
}
