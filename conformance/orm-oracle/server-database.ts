import { readFile } from "node:fs/promises";
import path from "node:path";

import { database as fromUrl, type DatabaseSettings } from "nuages/conf";

import type { Api } from "./api.ts";
import type { OracleDatabase } from "./database.ts";
import { type Insert, readRows, type Update, type ValueWriter } from "./load-rows.ts";
import { invoke } from "./missing-api.ts";
import { readSchema, type Schema } from "./schema.ts";

/** What the runner needs of a database of ours. */
interface Connection {
  script(statements: readonly string[]): Promise<void>;
  execute(text: string, params: readonly unknown[]): Promise<unknown>;
  tableNames(): Promise<readonly string[]>;
  query(text: string, params: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

interface Server {
  readonly admin: DatabaseSettings;
  readonly writer: ValueWriter;
  quote(name: string): string;
  place(index: number): string;
  create(name: string): readonly string[];
  /** Fills an empty database but for its rows. */
  tables(connection: Connection, directory: string, api: Api): Promise<void>;
  /** Around the loading of rows that point at later ones. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Statements that let new rows take the keys after those of the oracle. */
  counters(connection: Connection, schema: Schema): Promise<readonly string[]>;
}

function keyed(schema: Schema): { readonly table: string; readonly column: string }[] {
  return schema.models.flatMap(({ db_table: table, fields, proxy_for: proxied }) => {
    const key = fields.find(({ type }) => type === "BigAutoField" || type === "AutoField");
    return key === undefined || proxied !== undefined
      ? []
      : [{ table, column: key.column ?? "id" }];
  });
}

const POSTGRESQL: Omit<Server, "admin"> = {
  writer: {
    moment: (iso) => iso,
    duration(microseconds) {
      const [total, day] = [BigInt(microseconds), 86_400_000_000n];
      return `${total / day} days ${total % day} microseconds`;
    },
    uuid: (text) => text,
  },
  quote: (name) => `"${name}"`,
  place: (index) => `$${index}`,
  create: (name) => [
    `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`,
  ],
  async tables(connection, directory) {
    for (const extension of ["pgcrypto", "unaccent", "pg_trgm"])
      await connection.script([`CREATE EXTENSION IF NOT EXISTS ${extension}`]);
    const text = await readFile(path.join(directory, "schema.postgres.sql"), "utf8");
    const statements = text.split(/;\s*\n/).filter((statement) => statement.trim() !== "");
    await connection.script(statements);
  },
  before: [],
  after: [],
  async counters(_connection, schema) {
    return keyed(schema).map(
      ({ table, column }) =>
        `SELECT setval(pg_get_serial_sequence('"${table}"', '${column}'), ` +
        `GREATEST((SELECT COALESCE(MAX("${column}"), 0) FROM "${table}"), 1), ` +
        `EXISTS (SELECT 1 FROM "${table}"))`,
    );
  },
};

const MARIADB: Omit<Server, "admin"> = {
  writer: {
    moment: (iso) => iso.replace("T", " ").replace(/\+00:00$/, ""),
    duration: (microseconds) => microseconds,
    uuid: (text) => text,
  },
  quote: (name) => `\`${name}\``,
  place: () => "?",
  create: (name) => [
    `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`,
  ],
  async tables(_connection, _directory, api) {
    await api.call("createTables");
  },
  before: ["SET foreign_key_checks = 0"],
  after: ["SET foreign_key_checks = 1"],
  async counters(connection, schema) {
    const statements: string[] = [];
    const tables = new Set(await connection.tableNames());
    for (const { table, column } of keyed(schema).filter((key) => tables.has(key.table))) {
      const [row] = await connection.query(`SELECT MAX(\`${column}\`) FROM \`${table}\``, []);
      statements.push(`ALTER TABLE \`${table}\` AUTO_INCREMENT = ${Number(row?.[0] ?? 0) + 1}`);
    }
    return statements;
  },
};

/** It has no type for UUIDs. */
const MYSQL: Omit<Server, "admin"> = {
  ...MARIADB,
  writer: { ...MARIADB.writer, uuid: (text) => text.replaceAll("-", "") },
};

function serverOf(engine: "postgresql" | "mysql"): Server {
  if (engine === "postgresql") {
    const url = process.env["NUAGES_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1/test";
    return { ...POSTGRESQL, admin: fromUrl(url) };
  }
  const url = process.env["NUAGES_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1/test";
  const admin = fromUrl(url);
  return { ...(String(admin.options?.["server"]).startsWith("mysql") ? MYSQL : MARIADB), admin };
}

function connectionOf(api: Api, alias: string): Connection {
  return invoke(api.get("connections"), "get", [alias], "connections") as Connection;
}

async function insertRows(server: Server, connection: Connection, insert: Insert): Promise<void> {
  const { quote, place } = server;
  const columns = insert.columns.map(quote).join(", ");
  const places = insert.columns.map((_, index) => place(index + 1)).join(", ");
  const text = `INSERT INTO ${quote(insert.table)} (${columns}) VALUES (${places})`;
  for (const row of insert.rows) await connection.execute(text, row);
}

async function updateRows(server: Server, connection: Connection, update: Update): Promise<void> {
  const { quote, place } = server;
  const text = `UPDATE ${quote(update.table)} SET ${quote(update.column)} = ${place(1)} WHERE ${quote(update.key)} = ${place(2)}`;
  for (const [key, value] of update.rows) await connection.execute(text, [value, key]);
}

/** A database of our own on a server, with the oracle's tables and rows. */
export async function serverDatabase(
  engine: "postgresql" | "mysql",
  directory: string,
): Promise<OracleDatabase> {
  const server = serverOf(engine);
  const name = `nuages_oracle_${process.pid}`;
  const schema = await readSchema(directory);
  const rows = await readRows(directory, schema, server.writer);
  let known: Api | undefined;
  const fill = async (api: Api): Promise<void> => {
    const connection = connectionOf(api, "default");
    await server.tables(connection, directory, api);
    // Tables of models that our API cannot make are not there.
    const tables = new Set(await connection.tableNames());
    await api.call("atomic", async () => {
      await connection.script(server.before);
      for (const change of rows.filter(({ table }) => tables.has(table))) {
        if ("columns" in change) await insertRows(server, connection, change);
        else await updateRows(server, connection, change);
      }
      await connection.script(server.after);
    });
  };
  const drop = async (api: Api): Promise<void> => {
    await connectionOf(api, "default").close();
    await connectionOf(api, "admin").script([`DROP DATABASE IF EXISTS ${server.quote(name)}`]);
  };
  const renew = async (api: Api): Promise<void> => {
    await drop(api);
    await connectionOf(api, "admin").script(server.create(name));
    await fill(api);
  };
  return {
    settings: { ...server.admin, name, engine },
    others: { admin: server.admin },
    async prepare(api) {
      known = api;
      await renew(api);
    },
    async beforeChange() {
      if (known === undefined) return;
      const connection = connectionOf(known, "default");
      await connection.script(await server.counters(connection, schema));
    },
    restore: async () => {
      if (known !== undefined) await renew(known);
    },
    [Symbol.asyncDispose]: async () => {
      if (known === undefined) return;
      await drop(known);
      await connectionOf(known, "admin").close();
    },
  };
}
