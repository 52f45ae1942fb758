import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { DatabaseSettings } from "nuages/conf";

import type { Api } from "./api.ts";
import { serverDatabase } from "./server-database.ts";

export const ENGINES = ["sqlite", "postgresql", "mysql"] as const;
export type Engine = (typeof ENGINES)[number];

/** Where the results of a database stand in a case, when they differ from SQLite's. */
export const SUFFIXES: Readonly<Record<Engine, string>> = {
  sqlite: "",
  postgresql: "_postgres",
  mysql: "_mariadb",
};

/** A database with the oracle's rows, and the folder that it lies in. */
export interface OracleDatabase extends AsyncDisposable {
  readonly settings: DatabaseSettings;
  /** Other databases that the runner works with. */
  readonly others?: Readonly<Record<string, DatabaseSettings>>;
  /** Makes tables and rows, when they are not there already. */
  prepare?(api: Api): Promise<void>;
  /** Sets the counters of keys back before a case that changes rows. */
  beforeChange?(): Promise<void>;
  /** Brings back the oracle's rows after a case that committed. */
  restore(): Promise<void>;
}

async function sqlite(directory: string): Promise<OracleDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "orm-oracle-"));
  const name = path.join(folder, "oracle.sqlite3");
  const restore = async (): Promise<void> => {
    for (const suffix of ["-wal", "-shm"]) await rm(name + suffix, { force: true });
    await copyFile(path.join(directory, "oracle.sqlite3"), name);
  };
  await restore();
  return {
    settings: { engine: "sqlite", name },
    restore,
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }),
  };
}

/** A fresh copy of the oracle's database. */
export async function openDatabase(engine: Engine, directory: string): Promise<OracleDatabase> {
  return engine === "sqlite" ? await sqlite(directory) : await serverDatabase(engine, directory);
}
