import { connections, createTables, querySpan, registerModels } from "../index.ts";
import type { AnyModelClass } from "../models/model-types.ts";
import { subscribe } from "../../instrumentation/index.ts";
import { SqliteDatabase } from "../backends/sqlite/sqlite-database.ts";

type Models = readonly AnyModelClass[];

/** A fresh database in memory with the tables of `models`; disposing closes it. */
export async function memoryDatabase(...models: Models): Promise<AsyncDisposable> {
  registerModels(...models);
  const database = new SqliteDatabase("default", { name: ":memory:", options: {} });
  connections.set("default", database);
  await createTables({ models });
  return {
    async [Symbol.asyncDispose]() {
      await database.close();
    },
  };
}

/** The statements that `work` sends. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const stop = subscribe(querySpan, {
    start({ payload }) {
      statements.push(payload.sql);
    },
  });
  try {
    await work();
  } finally {
    stop();
  }
  return statements;
}
