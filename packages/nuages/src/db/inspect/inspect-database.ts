import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { describeMysqlTables } from "../backends/mysql/introspection.ts";
import { describePostgresqlTables } from "../backends/postgresql/introspection.ts";
import { describeSqliteTables } from "../backends/sqlite/introspection.ts";
import { didYouMean } from "../../errors/index.ts";
import type { Dialect } from "../sql/dialect.ts";
import { InvalidValue } from "../errors.ts";
import { modelSource } from "./model-source.ts";
import type { TableInfo } from "./table-info.ts";

/** Options of {@link inspectDatabase}. */
export interface InspectOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Names of the tables. Default: all. */
  readonly tables?: readonly string[];
  /** Views, too. Default: only those that are named. */
  readonly includeViews?: boolean;
  /** Partitions of tables, too. Default: only those that are named. */
  readonly includePartitions?: boolean;
}

const DESCRIBE: Readonly<
  Record<Dialect["vendor"], (database: Database) => Promise<readonly TableInfo[]>>
> = {
  sqlite: describeSqliteTables,
  postgresql: describePostgresqlTables,
  mysql: describeMysqlTables,
};

/**
 * The text of a module with models for the tables of a database: what `inspectdb` prints.
 *
 * @throws InvalidValue for a table that does not exist
 */
export async function inspectDatabase({
  using = DEFAULT_ALIAS,
  tables = [],
  includeViews = false,
  includePartitions = false,
}: InspectOptions = {}): Promise<string> {
  const database = connections.get(using);
  const all = await DESCRIBE[database.dialect.vendor](database);
  const names = all.map(({ name }) => name);
  const unknown = tables.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new InvalidValue(`The database "${using}" has no table "${unknown}".`, {
      hint: didYouMean(unknown, names),
    });
  const wanted =
    tables.length > 0
      ? all.filter(({ name }) => tables.includes(name))
      : all.filter(
          ({ isView, isPartition = false }) =>
            (includeViews || !isView) && (includePartitions || !isPartition),
        );
  return modelSource(wanted);
}
