import { AsyncLocalStorage } from "node:async_hooks";

import { connections, type Database } from "../db/index.ts";
import { DatabaseOperationForbidden } from "./errors.ts";

/** The databases that the running test may ask; undefined where no test says. */
const allowed = new AsyncLocalStorage<readonly string[]>();

/** Runs a test that may ask these databases and no others. */
export function allowingDatabases<T>(aliases: readonly string[], work: () => T): T {
  return allowed.run(aliases, work);
}

const ASKING: ReadonlySet<PropertyKey> = new Set<keyof Database>([
  "query",
  "queryNamed",
  "execute",
  "executeMany",
  "script",
  "stream",
  "acquire",
  "tableNames",
]);

function guarded(database: Database, alias: string): Database {
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      if (!ASKING.has(name)) return method;
      return (...args: unknown[]) => {
        const names = allowed.getStore();
        if (names === undefined || names.includes(alias)) return method(...args);
        const error = DatabaseOperationForbidden.queries(alias, names);
        if (name === "stream") throw error;
        return Promise.reject(error);
      };
    },
  });
}

const installed = new WeakSet<Database>();

/** Makes databases refuse the questions of tests that do not name them. */
export function guardDatabases(aliases: readonly string[]): void {
  for (const alias of aliases) {
    const database = connections.get(alias);
    if (installed.has(database)) continue;
    const guard = guarded(database, alias);
    installed.add(guard);
    connections.set(alias, guard);
  }
}
