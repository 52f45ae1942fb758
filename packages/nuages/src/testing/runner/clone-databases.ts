import { overrideSettings, settings } from "../../conf/index.ts";
import { connections } from "../../db/index.ts";
import { prepareTables } from "../prepare-tables.ts";
import {
  cloneDatabase,
  cloneName,
  createDatabase,
  databaseExists,
  dropDatabase,
} from "../test-databases.ts";

/** Names of databases by alias. */
export type DatabaseNames = Readonly<Record<string, string>>;

/** Copies of the test databases, one set a process. */
export interface DatabaseClones extends AsyncDisposable {
  readonly sets: readonly DatabaseNames[];
}

/**
 * Copies the test databases that the settings name now, so that processes do not meet: the first process
 * has the databases themselves when it is alone. Databases in memory are made by each process itself.
 */
export async function cloneDatabases(
  aliases: readonly string[],
  { count, keepdb }: { readonly count: number; readonly keepdb: boolean },
): Promise<DatabaseClones> {
  const names = Object.fromEntries(
    aliases.map((alias) => [alias, settings.databases[alias]?.name ?? ""]),
  );
  if (count === 1) return { sets: [names], [Symbol.asyncDispose]: async () => undefined };
  await connections.closeAll();
  const own = aliases.filter((alias) => settings.databases[alias]?.test?.mirror === undefined);
  const sets: DatabaseNames[] = [];
  for (let number = 1; number <= count; number += 1) {
    const set: Record<string, string> = { ...names };
    for (const alias of own) set[alias] = await cloned(alias, number, keepdb);
    sets.push(set);
  }
  return {
    sets,
    async [Symbol.asyncDispose]() {
      if (keepdb) return;
      for (const set of sets) {
        for (const alias of own) {
          const config = settings.databases[alias];
          if (config !== undefined) await dropDatabase({ ...config, name: set[alias] ?? "" });
        }
      }
    },
  };
}

async function cloned(alias: string, number: number, keepdb: boolean): Promise<string> {
  const config = settings.databases[alias];
  if (config === undefined) return "";
  const clone = { ...config, name: cloneName(config, number) };
  const isInMemory = config.engine === "sqlite" && clone.name === ":memory:";
  if (isInMemory || (keepdb && (await databaseExists(clone)))) return clone.name;
  await dropDatabase(clone);
  if (await cloneDatabase(config, clone)) return clone.name;
  await createDatabase(clone);
  using _ = overrideSettings({ databases: { ...settings.databases, [alias]: clone } });
  await prepareTables(alias);
  await connections.closeAll();
  return clone.name;
}
