import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { IntegrityError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";

/** Options of {@link deferConstraints}. */
export interface DeferConstraintsOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** The models whose rows `work` has written; asked when it has ended. */
  readonly models: () => Iterable<ModelMeta>;
}

/**
 * Runs `work`, inside of `atomic()`, so that its rows may point at rows that come later; at the end all
 * foreign keys must lead somewhere. Django: `constraint_checks_disabled()` and `check_constraints()`.
 *
 * @throws IntegrityError when a foreign key leads nowhere
 */
export async function deferConstraints<T>(
  work: () => Promise<T>,
  { using = DEFAULT_ALIAS, models }: DeferConstraintsOptions,
): Promise<T> {
  const database = connections.get(using);
  await database.execute(DEFER[database.dialect.vendor], []);
  if (database.dialect.vendor !== "mysql") {
    const result = await work();
    await database.checkConstraints();
    return result;
  }
  let result: T;
  try {
    result = await work();
  } finally {
    await database.execute("SET foreign_key_checks = 1", []);
  }
  for (const meta of models()) await checkReferences(database, meta);
  return result;
}

const DEFER = {
  sqlite: "PRAGMA defer_foreign_keys = ON",
  postgresql: "SET CONSTRAINTS ALL DEFERRED",
  mysql: "SET foreign_key_checks = 0",
} as const;

/** Looks at the rows themselves, for databases that have no checks that were put off. */
async function checkReferences(database: Database, meta: ModelMeta): Promise<void> {
  const keys = meta.concrete.localConcreteFields.filter(({ relation }) => relation !== undefined);
  for (const field of keys) await checkReference(database, meta.concrete, field);
}

async function checkReference(database: Database, meta: ModelMeta, field: Field): Promise<void> {
  const { relation, column } = field;
  const targetColumn = relation?.targetField?.column;
  if (relation === undefined || column === undefined || targetColumn === undefined) return;
  const quote = (name: string): string => database.dialect.quote(name);
  const key = meta.pkFields[0]?.column ?? column;
  const target = relation.target.concrete.dbTable;
  const [row] = await database.query(
    `SELECT r.${quote(key)}, r.${quote(column)} FROM ${quote(meta.dbTable)} r ` +
      `LEFT JOIN ${quote(target)} t ON r.${quote(column)} = t.${quote(targetColumn)} ` +
      `WHERE r.${quote(column)} IS NOT NULL AND t.${quote(targetColumn)} IS NULL LIMIT 1`,
    [],
  );
  if (row === undefined) return;
  throw new IntegrityError(
    `The row in table '${meta.dbTable}' with primary key '${String(row[0])}' has an invalid foreign key: ` +
      `${meta.dbTable}.${column} contains a value '${String(row[1])}' that does not have a corresponding ` +
      `value in ${target}.${targetColumn}.`,
  );
}

/** Options of {@link sequenceResetStatements}. */
export interface SequenceResetOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
}

/**
 * Statements after which new rows get keys above the highest there is; empty for databases that see to it
 * by themselves. Django: `sequence_reset_sql()`.
 */
export function sequenceResetStatements(
  models: Iterable<ModelMeta>,
  { using = DEFAULT_ALIAS }: SequenceResetOptions = {},
): string[] {
  const { dialect } = connections.get(using);
  if (dialect.vendor !== "postgresql") return [];
  const statements: string[] = [];
  for (const meta of new Set([...models].map((model) => model.concrete))) {
    for (const field of meta.localConcreteFields) {
      if (field.column === undefined || !/^(?:Small|Big)?AutoField$/u.test(field.getInternalType()))
        continue;
      const [table, column] = [dialect.quote(meta.dbTable), dialect.quote(field.column)];
      statements.push(
        `SELECT setval(pg_get_serial_sequence(${dialect.literal(table)}, ${dialect.literal(field.column)}), ` +
          `coalesce(max(${column}), 1), max(${column}) IS NOT null) FROM ${table}`,
      );
    }
  }
  return statements;
}
