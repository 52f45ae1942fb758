import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { configure, database, overrideSettings, type DatabaseSettings } from "nuages/conf";
import { connections, createTables, registerModels } from "nuages/db";

import { bankModels } from "./models.ts";

/** A kind of database that the tests run on. */
export interface Server {
  readonly vendor: "sqlite" | "postgresql" | "mysql";
  readonly label: string;
  /** A database that is there already, from which others are made; undefined for SQLite. */
  readonly admin: DatabaseSettings | undefined;
  readonly isThere: boolean;
}

function answers({ host = "127.0.0.1", port }: DatabaseSettings, usual: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: port ?? usual });
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(2_000, () => {
      done(false);
    });
    socket.once("connect", () => {
      done(true);
    });
    socket.once("error", () => {
      done(false);
    });
  });
}

const postgresql = database(
  process.env["NUAGES_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/test",
);
const mysql = database(process.env["NUAGES_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306/test");

/** The databases of the tests; those without a server are skipped by their names. */
export const servers: readonly Server[] = [
  { vendor: "sqlite", label: "SQLite", admin: undefined, isThere: true },
  {
    vendor: "postgresql",
    label: "PostgreSQL",
    admin: postgresql,
    isThere: await answers(postgresql, 5432),
  },
  {
    vendor: "mysql",
    label: String(mysql.options?.["server"]).startsWith("mysql") ? "MySQL" : "MariaDB",
    admin: mysql,
    isThere: await answers(mysql, 3306),
  },
];

configure({});
let count = 0;

/** A database of the test's own with the tables of the bank. */
export interface TestDatabase extends AsyncDisposable {
  readonly alias: string;
  readonly name: string;
  readonly settings: DatabaseSettings;
  /** Ends all connections to the database that are open on the server. */
  kill(): Promise<void>;
}

async function killAll(vendor: Server["vendor"], name: string): Promise<void> {
  const admin = connections.get("admin");
  if (vendor === "postgresql") {
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
      name,
    ]);
    return;
  }
  const rows = await admin.query("SELECT id FROM information_schema.processlist WHERE db = ?", [
    name,
  ]);
  for (const [id] of rows) await admin.script([`KILL ${Number(id)}`]);
}

/**
 * Makes a database, and the aliases `default` (with `changes` to its settings) and `admin`.
 * Disposing closes all connections and drops it.
 */
export async function testDatabase(
  { vendor, admin }: Server,
  changes: Partial<DatabaseSettings> = {},
): Promise<TestDatabase> {
  registerModels(...bankModels);
  count += 1;
  const name = `nuages_test_${process.pid}_${count}`;
  if (admin === undefined) {
    const folder = await mkdtemp(path.join(tmpdir(), "nuages-"));
    const settings = {
      engine: "sqlite",
      name: path.join(folder, "db.sqlite3"),
      ...changes,
    } as const;
    const override = overrideSettings({ databases: { default: settings } });
    await createTables({ models: bankModels });
    return {
      alias: "default",
      name,
      settings,
      kill: () => Promise.resolve(),
      async [Symbol.asyncDispose]() {
        await connections.closeAll();
        override[Symbol.dispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  const options = { ...admin.options, ...changes.options };
  const settings = { ...admin, ...changes, name, options };
  const override = overrideSettings({ databases: { default: settings, admin } });
  await connections.get("admin").script([`CREATE DATABASE ${name}`]);
  await createTables({ models: bankModels });
  return {
    alias: "default",
    name,
    settings,
    kill: () => killAll(vendor, name),
    async [Symbol.asyncDispose]() {
      await connections.get("default").close();
      await connections.get("admin").script([`DROP DATABASE ${name}`]);
      await connections.closeAll();
      override[Symbol.dispose]();
    },
  };
}
