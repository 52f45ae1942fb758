import { allowMigrateModel, canMigrate, type Database, type ModelMeta } from "../../db/index.ts";
import type { Migration } from "../migration.ts";
import { AddField } from "../operations/add-field.ts";
import { CreateModel } from "../operations/create-model.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mutateState } from "../mutate-state.ts";

/**
 * Are the tables and columns that an initial migration makes there already? Reads the database.
 * `state` is the one before the migration.
 */
export async function isSoftApplied(
  migration: Migration,
  state: ProjectState,
  database: Database,
): Promise<boolean> {
  if (!isInitial(migration)) return false;
  const after = state.clone();
  mutateState(migration, after);
  const tables = new Set(await database.tableNames());
  let found = false;
  for (const operation of migration.operations) {
    if (operation instanceof CreateModel) {
      const { meta } = after.apps.getModel(migration.appLabel, operation.name);
      if (isSkipped(meta, database)) continue;
      if (!tables.has(meta.dbTable)) return false;
      found = true;
    } else if (operation instanceof AddField) {
      const { meta } = after.apps.getModel(migration.appLabel, operation.modelName);
      if (isSkipped(meta, database)) continue;
      if (!(await hasField(meta, operation.name, { database, tables }))) return false;
      found = true;
    }
  }
  return found;
}

function isInitial({ initial, dependencies, appLabel }: Migration): boolean {
  if (initial !== undefined) return initial;
  return dependencies.every((dependency) => "setting" in dependency || dependency[0] !== appLabel);
}

function isSkipped(meta: ModelMeta, { alias, dialect }: Database): boolean {
  if (meta.proxy || !meta.managed || meta.swapped) return true;
  return !canMigrate(meta, dialect) || !allowMigrateModel(alias, meta);
}

interface Existing {
  readonly database: Database;
  readonly tables: ReadonlySet<string>;
}

async function hasField(
  meta: ModelMeta,
  name: string,
  { database, tables }: Existing,
): Promise<boolean> {
  const field = meta.getField(name);
  if (meta.manyToMany.includes(field)) return tables.has(meta.throughOf(field).dbTable);
  if (!tables.has(meta.dbTable)) return false;
  if (field.column === undefined) return true;
  const table = database.dialect.quote(meta.dbTable);
  const { columns } = await database.queryNamed(`SELECT * FROM ${table} WHERE 1 = 0`, []);
  return columns.includes(field.column);
}
