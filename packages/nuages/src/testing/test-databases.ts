import { copyFile, rm } from "node:fs/promises";

import { type DatabaseSettings, overrideSettings } from "../conf/index.ts";
import { connections } from "../db/index.ts";

/** Alias of the connection that makes and drops databases; not in anybody's settings. */
const ADMIN = "nuages test admin";

/** Name of the test database of a database; `suffix` tells those of several processes apart. */
export function testName({ engine, name = "", test }: DatabaseSettings, suffix: string): string {
  if (test?.name !== undefined && test.name !== "") return test.name;
  if (engine === "sqlite") return ":memory:";
  return suffix === "" ? `test_${name}` : `test_${name}_${suffix}`;
}

/** Name of a copy for one of several processes: `books.sqlite3` → `books_1.sqlite3`. */
export function cloneName({ engine, name = "" }: DatabaseSettings, number: number): string {
  if (name === ":memory:") return name;
  const ending = engine === "sqlite" ? (/\.[^./\\]+$/u.exec(name)?.[0] ?? "") : "";
  return `${name.slice(0, name.length - ending.length)}_${number}${ending}`;
}

/** Removes a test database, also one that an earlier run has left. */
export async function dropDatabase(config: DatabaseSettings): Promise<void> {
  const { engine, name = "" } = config;
  if (engine !== "sqlite")
    await onServer(config, (quote) => `DROP DATABASE IF EXISTS ${quote(name)}`);
  else if (name !== ":memory:")
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${name}${suffix}`, { force: true });
}

/** Makes an empty database on a server, as `test` of its settings says. */
export async function createDatabase(config: DatabaseSettings): Promise<void> {
  const { name = "", test = {} } = config;
  await onServer(config, (quote, vendor) => {
    const parts = [`CREATE DATABASE ${quote(name)}`];
    if (vendor === "postgresql") {
      if (test.charset !== undefined) parts.push(`ENCODING '${safeWord(test.charset)}'`);
      if (test.template !== undefined) parts.push(`TEMPLATE ${quote(test.template)}`);
    } else {
      if (test.charset !== undefined) parts.push(`CHARACTER SET ${safeWord(test.charset)}`);
      if (test.collation !== undefined) parts.push(`COLLATE ${safeWord(test.collation)}`);
    }
    return parts.join(" ");
  });
}

/** Whether a database is there, so that it can be kept. */
export async function databaseExists(config: DatabaseSettings): Promise<boolean> {
  const { engine, name = "" } = config;
  if (engine === "sqlite") return false;
  const question =
    engine === "postgresql"
      ? "SELECT 1 FROM pg_database WHERE datname = $1"
      : "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?";
  return asAdmin(config, async () => {
    const rows = await connections.get(ADMIN).query(question, [name]);
    return rows.length > 0;
  });
}

/**
 * Makes a copy of a database under another name; false where the database cannot do that. Nobody may be
 * connected to it meanwhile.
 */
export async function cloneDatabase(
  from: DatabaseSettings,
  to: DatabaseSettings,
): Promise<boolean> {
  const [source = "", target = ""] = [from.name, to.name];
  if (from.engine === "sqlite" && source !== ":memory:") {
    await copyFile(source, target);
    return true;
  }
  if (from.engine !== "postgresql") return false;
  await onServer(to, (quote) => `CREATE DATABASE ${quote(target)} TEMPLATE ${quote(source)}`);
  return true;
}

function safeWord(word: string): string {
  return word.replaceAll(/[^\w.-]/gu, "");
}

type Quote = (name: string) => string;

/** Runs a statement beside the test database: a server does not make the one it is asked in. */
async function onServer(
  config: DatabaseSettings,
  statement: (quote: Quote, vendor: string) => string,
): Promise<void> {
  if (config.engine !== "postgresql" && config.engine !== "mysql") return;
  await asAdmin(config, async () => {
    const database = connections.get(ADMIN);
    const { dialect } = database;
    await database.script([statement((name) => dialect.quote(name), dialect.vendor)]);
  });
}

async function asAdmin<T>(config: DatabaseSettings, work: () => Promise<T>): Promise<T> {
  const name = config.engine === "postgresql" ? "postgres" : "";
  using _ = overrideSettings({ databases: { [ADMIN]: { ...config, name } } });
  try {
    return await work();
  } finally {
    await connections.closeAll();
  }
}
