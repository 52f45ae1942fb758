import { isAbsolute, resolve } from "node:path";

import { onShutdown } from "../../apps/index.ts";
import { settings, type DatabaseSettings } from "../../conf/index.ts";
import { ImproperlyConfigured, didYouMean } from "../../errors/index.ts";
import type { Database } from "./database.ts";
import { mysqlDatabase } from "./mysql/mysql-database.ts";
import { postgresqlDatabase } from "./postgresql/postgresql-database.ts";
import { SqliteDatabase } from "./sqlite/sqlite-database.ts";

/** Alias of the database that is used where none is named. */
export const DEFAULT_ALIAS = "default";

type Engine = (alias: string, config: DatabaseSettings) => Database;

function sqliteEngine(alias: string, config: DatabaseSettings): Database {
  const name = config.name ?? "";
  if (name === "") {
    throw new ImproperlyConfigured(`databases.${alias} names no file.`, {
      hint: 'Set name, such as "db.sqlite3" or ":memory:".',
    });
  }
  const file = name === ":memory:" || isAbsolute(name) ? name : resolve(name);
  return new SqliteDatabase(alias, { name: file, options: config.options ?? {} });
}

const ENGINES: ReadonlyMap<unknown, Engine> = new Map<unknown, Engine>([
  ["sqlite", sqliteEngine],
  ["postgresql", postgresqlDatabase],
  ["mysql", mysqlDatabase],
]);

/** The databases of the settings, by alias; each is opened when it is first used. */
class Connections {
  readonly #databases = new Map<string, Database>();

  /** @throws ImproperlyConfigured for an alias that the settings do not have */
  get(alias: string = DEFAULT_ALIAS): Database {
    const known = this.#databases.get(alias);
    if (known !== undefined) return known;
    const database = this.open(alias);
    onShutdown(closeAll);
    this.#databases.set(alias, database);
    return database;
  }

  /**
   * Opens a database once more, with connections of its own and other settings where they are given;
   * the caller closes it.
   *
   * @throws ImproperlyConfigured for an alias that the settings do not have
   */
  open(alias: string, other: Partial<DatabaseSettings> = {}): Database {
    const all = settings.databases;
    const config = Object.hasOwn(all, alias) ? all[alias] : undefined;
    if (config === undefined) {
      throw new ImproperlyConfigured(`The settings have no database "${alias}".`, {
        hint: didYouMean(alias, Object.keys(all)),
      });
    }
    const engine =
      ENGINES.get(config.engine) ??
      (typeof config.engine === "function" ? config.engine : undefined);
    if (engine === undefined) {
      throw new ImproperlyConfigured(
        `databases.${alias}.engine is "${String(config.engine)}", which is not available.`,
        {
          hint: didYouMean(String(config.engine), ENGINES.keys() as Iterable<string>),
        },
      );
    }
    return engine(alias, { ...config, ...other });
  }

  /** Puts a database under an alias in place of what the settings say; for tests and programs without settings. */
  set(alias: string, database: Database): void {
    this.#databases.set(alias, database);
  }

  get aliases(): string[] {
    return [...new Set([...Object.keys(settings.databases), ...this.#databases.keys()])];
  }

  /** Databases that were used. */
  get opened(): Database[] {
    return [...this.#databases.values()];
  }

  /** Closes all databases; the next use opens them again. Django: `connections.close_all()`. */
  async closeAll(): Promise<void> {
    const databases = [...this.#databases.values()];
    this.#databases.clear();
    for (const database of databases) await database.close();
  }
}

/** The databases of this process, by alias, each opened when it is first used. Django: `connections`. */
export const connections = new Connections();

function closeAll(): Promise<void> {
  return connections.closeAll();
}
