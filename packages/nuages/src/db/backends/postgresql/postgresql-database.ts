import type { ClientConfig } from "pg";

import { ImproperlyConfigured } from "../../../errors/index.ts";
import type { DatabaseSettings } from "../../../conf/index.ts";
import type { Database } from "../database.ts";
import { poolOptions } from "../server/pool-options.ts";
import { ServerDatabase } from "../server/server-database.ts";
import { postgresqlDialect } from "./dialect.ts";
import { PgConnection, type PgConnectionOptions } from "./pg-connection.ts";

/** Options of ours among those of the driver. */
const OWN_OPTIONS: ReadonlySet<string> = new Set([
  "pool",
  "isolationLevel",
  "assumeRole",
  "preparedStatements",
]);

const ISOLATION_LEVELS: ReadonlySet<string> = new Set([
  "read uncommitted",
  "read committed",
  "repeatable read",
  "serializable",
]);

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Statements that bring a new connection into the state that everything here relies on. */
function setupOf(alias: string, config: DatabaseSettings): string {
  const { options = {}, timeZone } = config;
  const statements = [
    `SET TIME ZONE ${quoted(timeZone ?? "UTC")}`,
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'postgres'",
    "SET standard_conforming_strings = on",
  ];
  const level = options["isolationLevel"];
  if (level !== undefined) {
    if (!ISOLATION_LEVELS.has(String(level))) {
      throw new ImproperlyConfigured(
        `databases.${alias}.options.isolationLevel is "${String(level)}".`,
        { hint: `Choose one of: ${[...ISOLATION_LEVELS].join(", ")}.` },
      );
    }
    statements.push(`SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ${String(level)}`);
  }
  const role = options["assumeRole"];
  if (role !== undefined) statements.push(`SET ROLE "${String(role).replaceAll('"', '""')}"`);
  return statements.join("; ");
}

function connectionOptions(alias: string, config: DatabaseSettings): PgConnectionOptions {
  const { name = "", user, password, host, port, options = {} } = config;
  const passed = Object.entries(options).filter(([key]) => !OWN_OPTIONS.has(key));
  const client: ClientConfig = {
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...Object.fromEntries(passed),
    ...(name === "" ? {} : { database: name }),
    ...(user === undefined || user === "" ? {} : { user }),
    ...(password === undefined || password === "" ? {} : { password }),
    ...(host === undefined || host === "" ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  };
  return {
    alias,
    client,
    setup: setupOf(alias, config),
    prepares: options["preparedStatements"] !== false,
    withoutCursors: config.disableServerSideCursors === true,
  };
}

const TABLE_NAMES =
  "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " +
  "WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND n.nspname NOT IN ('pg_catalog', 'pg_toast') " +
  "AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY c.relname";

/** A PostgreSQL database of the settings. Nothing is opened before the first statement. */
export function postgresqlDatabase(alias: string, config: DatabaseSettings): Database {
  const options = connectionOptions(alias, config);
  return new ServerDatabase(
    alias,
    {
      dialect: postgresqlDialect,
      connect: () => PgConnection.open(options),
      begin: "BEGIN",
      tableNames: TABLE_NAMES,
      checkConstraints: "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED",
    },
    { pool: poolOptions(alias, config), pipelines: true },
  );
}
