import type { ConnectionOptions } from "mysql2";

import type { DatabaseSettings } from "../../../conf/index.ts";
import { ImproperlyConfigured } from "../../../errors/index.ts";
import type { Database } from "../database.ts";
import { poolOptions } from "../server/pool-options.ts";
import { ServerDatabase } from "../server/server-database.ts";
import { mysqlDialect } from "./dialect.ts";
import { MysqlConnection, type MysqlConnectionOptions } from "./mysql-connection.ts";
import { declaredServer } from "./server-version.ts";

/** Options of ours among those of the driver. */
const OWN_OPTIONS: ReadonlySet<string> = new Set([
  "pool",
  "isolationLevel",
  "server",
  "initCommand",
]);

const ISOLATION_LEVELS: ReadonlySet<string> = new Set([
  "read uncommitted",
  "read committed",
  "repeatable read",
  "serializable",
]);

/** Statements that bring a new connection into the state that everything here relies on. */
function setupOf(alias: string, { options = {} }: DatabaseSettings): readonly string[] {
  const level = String(options["isolationLevel"] ?? "read committed");
  if (!ISOLATION_LEVELS.has(level)) {
    throw new ImproperlyConfigured(`databases.${alias}.options.isolationLevel is "${level}".`, {
      hint: `Choose one of: ${[...ISOLATION_LEVELS].join(", ")}.`,
    });
  }
  const own = options["initCommand"];
  return [
    // NAMES: texts then have the collation of those that literal.ts writes in hexadecimal.
    "SET time_zone = '+00:00', NAMES utf8mb4",
    `SET SESSION TRANSACTION ISOLATION LEVEL ${level.toUpperCase()}`,
    ...(typeof own === "string" ? [own] : []),
  ];
}

function connectionOptions(alias: string, config: DatabaseSettings): MysqlConnectionOptions {
  const { name = "", user, password, host = "", port, options = {} } = config;
  const passed = Object.entries(options).filter(([key]) => !OWN_OPTIONS.has(key));
  const client: ConnectionOptions = {
    connectTimeout: 10_000,
    ...Object.fromEntries(passed),
    ...(name === "" ? {} : { database: name }),
    ...(user === undefined || user === "" ? {} : { user }),
    ...(password === undefined || password === "" ? {} : { password }),
    ...(host === "" ? {} : host.startsWith("/") ? { socketPath: host } : { host }),
    ...(port === undefined ? {} : { port }),
  };
  return {
    alias,
    client,
    server: declaredServer(alias, options["server"]),
    setup: setupOf(alias, config),
  };
}

/** A MariaDB or MySQL database of the settings. Nothing is opened before the first statement. */
export function mysqlDatabase(alias: string, config: DatabaseSettings): Database {
  const options = connectionOptions(alias, config);
  return new ServerDatabase(
    alias,
    {
      dialect: mysqlDialect(options.server),
      connect: () => MysqlConnection.open(options),
      begin: "START TRANSACTION",
      tableNames:
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name",
      checkConstraints: undefined,
    },
    { pool: poolOptions(alias, config), pipelines: false },
  );
}
