import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import { describeSqliteTables } from "../backends/sqlite/introspection.ts";
import { didYouMean } from "../../errors/index.ts";
import { InvalidValue, NotSupportedError } from "../errors.ts";
import { modelSource } from "./model-source.ts";

/** Options of {@link inspectDatabase}. */
export interface InspectOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Names of the tables. Default: all. */
  readonly tables?: readonly string[];
  /** Views, too. Default: only those that are named. */
  readonly includeViews?: boolean;
}

/**
 * The text of a module with models for the tables of a SQLite database: what `inspectdb` prints.
 *
 * @throws NotSupportedError for other databases, InvalidValue for a table that does not exist
 */
export async function inspectDatabase({
  using = DEFAULT_ALIAS,
  tables = [],
  includeViews = false,
}: InspectOptions = {}): Promise<string> {
  const database = connections.get(using);
  if (database.dialect.vendor !== "sqlite")
    throw new NotSupportedError(`Tables of ${database.dialect.displayName} cannot be inspected.`);
  const all = await describeSqliteTables(database);
  const names = all.map(({ name }) => name);
  const unknown = tables.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new InvalidValue(`The database "${using}" has no table "${unknown}".`, {
      hint: didYouMean(unknown, names),
    });
  const wanted =
    tables.length > 0
      ? all.filter(({ name }) => tables.includes(name))
      : all.filter(({ isView }) => includeViews || !isView);
  return modelSource(wanted);
}
