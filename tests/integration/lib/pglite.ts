import { PGlite } from "@electric-sql/pglite";
import { overrideSettings } from "nuages/conf";
import { connections, createTables, registerModels } from "nuages/db";

import type { Changed, NamedRows, Row } from "../../../packages/nuages/src/db/backends/database.ts";
import { postgresqlDialect } from "../../../packages/nuages/src/db/backends/postgresql/dialect.ts";
import { parserOf } from "../../../packages/nuages/src/db/backends/postgresql/parsers.ts";
import { PgValue } from "../../../packages/nuages/src/db/backends/postgresql/pg-value.ts";
import { translateError } from "../../../packages/nuages/src/db/backends/postgresql/errors.ts";
import type { ServerConnection } from "../../../packages/nuages/src/db/backends/server/server-connection.ts";
import { ServerDatabase } from "../../../packages/nuages/src/db/backends/server/server-database.ts";
import { bankModels } from "./models.ts";

const OIDS = [16, 17, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1186, 1266, 1700];
const TEXTS = [25, 114, 869, 1042, 1043, 2950, 3802];

const parsers = Object.fromEntries([...OIDS, ...TEXTS].map((oid) => [oid, parserOf(oid)]));
/** Values come as the server's own text. */
const serializers = Object.fromEntries(
  [...OIDS, ...TEXTS].map((oid) => [oid, (value: unknown) => String(value)]),
);

function bound(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return value instanceof PgValue ? value.text : value;
}

/** PostgreSQL inside this process: one connection, for tests of rows. */
class EmbeddedConnection implements ServerConnection {
  readonly isUsable = true;
  readonly canPipeline = false;
  readonly #server: PGlite;

  constructor(server: PGlite) {
    this.#server = server;
  }

  async #send(
    text: string,
    params: readonly unknown[],
  ): Promise<{ rows: Row[]; count: number; columns: string[] }> {
    try {
      const options = { rowMode: "array", parsers, serializers } as const;
      const {
        rows,
        fields,
        affectedRows = 0,
      } = await this.#server.query<Row>(text, params.map(bound), options);
      const count = rows.length > 0 ? rows.length : affectedRows;
      return { rows, count, columns: fields.map(({ name }) => name) };
    } catch (error) {
      throw translateError(error, text);
    }
  }

  async query(text: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return (await this.#send(text, params)).rows;
  }

  async queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows> {
    const { rows, columns } = await this.#send(text, params);
    return { columns, rows };
  }

  async execute(text: string, params: readonly unknown[]): Promise<Changed> {
    const { rows, count } = await this.#send(text, params);
    return { rows, changes: count, lastId: undefined };
  }

  async command(text: string): Promise<void> {
    await this.#server.exec(text);
  }

  async *stream(text: string, params: readonly unknown[]): AsyncGenerator<Row> {
    yield* await this.query(text, params);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** A database in memory with the tables of the bank, as alias `default`. */
export async function embeddedPostgresql(): Promise<AsyncDisposable> {
  registerModels(...bankModels);
  const override = overrideSettings({
    databases: { default: { engine: "postgresql", name: "x" } },
  });
  const kind = {
    dialect: postgresqlDialect,
    connect: async () => {
      const server = await PGlite.create();
      await server.exec("SET TIME ZONE 'UTC'; SET IntervalStyle = 'postgres'");
      return new EmbeddedConnection(server);
    },
    begin: "BEGIN",
    tableNames: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    checkConstraints: undefined,
  };
  const pool = { maxSize: 1, timeout: 30, maxIdle: 600, maxAge: 3_600, healthChecks: false };
  const database = new ServerDatabase("default", kind, { pool, pipelines: false });
  connections.set("default", database);
  await createTables({ models: bankModels });
  return {
    async [Symbol.asyncDispose]() {
      await connections.closeAll();
      override[Symbol.dispose]();
    },
  };
}
