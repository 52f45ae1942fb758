import { isAbsolute, resolve } from "node:path";

import type { DatabaseSettings } from "../conf/index.ts";
import { CommandError } from "./errors.ts";

/** A database's own program for a terminal, and how it is started. */
export interface DatabaseClient {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment: passwords, which other users of the machine could read among the arguments. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The program for a database; `parameters` are passed on to it.
 *
 * @throws CommandError for an engine without one
 */
export function databaseClient(
  alias: string,
  config: DatabaseSettings,
  parameters: readonly string[] = [],
): DatabaseClient {
  switch (config.engine) {
    case "sqlite":
      return { program: "sqlite3", args: [sqliteFile(config), ...parameters], env: {} };
    case "postgresql":
      return postgresqlClient(config, parameters);
    case "mysql":
      return mysqlClient(config, parameters);
    default:
      throw new CommandError(`The engine of databases.${alias} has no program for a terminal.`);
  }
}

function sqliteFile({ name = "" }: DatabaseSettings): string {
  return name === ":memory:" || isAbsolute(name) ? name : resolve(name);
}

function given(flag: string, value: string | number | undefined): string[] {
  return value === undefined || value === "" ? [] : [flag, String(value)];
}

function password(variable: string, { password: value }: DatabaseSettings): Record<string, string> {
  return value === undefined || value === "" ? {} : { [variable]: value };
}

function postgresqlClient(config: DatabaseSettings, parameters: readonly string[]): DatabaseClient {
  const { user, host, port, name = "" } = config;
  const database = name === "" ? "postgres" : name;
  const place = [...given("-U", user), ...given("-h", host), ...given("-p", port)];
  return {
    program: "psql",
    args: [...place, ...parameters, database],
    env: password("PGPASSWORD", config),
  };
}

function mysqlClient(config: DatabaseSettings, parameters: readonly string[]): DatabaseClient {
  const { user, host, port, name, options = {} } = config;
  const isSocket = host?.startsWith("/") === true;
  return {
    program: String(options["server"]).startsWith("mysql") ? "mysql" : "mariadb",
    args: [
      ...given("--user", user),
      ...given(isSocket ? "--socket" : "--host", host),
      ...given("--port", port),
      ...(name === undefined || name === "" ? [] : [name]),
      ...parameters,
    ],
    env: password("MYSQL_PWD", config),
  };
}
