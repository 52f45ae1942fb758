import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import { allowMigrateModel } from "../backends/routers.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { ModelClass } from "../models/model-class.ts";
import { canMigrate } from "../models/can-migrate.ts";
import { registry } from "../models/registry.ts";
import { atomic } from "../transaction/atomic.ts";
import { schemaEditor } from "./with-schema-editor.ts";

/** Options of {@link createTables}. */
export interface CreateTablesOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Models whose tables are made, with the tables between them. Default: all that are known. */
  readonly models?: readonly unknown[];
  /** Labels of apps whose models are left out, as migrations make their tables. */
  readonly exceptApps?: ReadonlySet<string>;
}

/** Models whose tables the others point at come first. */
export function inOrder(metas: readonly ModelMeta[]): ModelMeta[] {
  const sorted: ModelMeta[] = [];
  const visiting = new Set<ModelMeta>();
  const visit = (meta: ModelMeta): void => {
    if (visiting.has(meta)) return;
    visiting.add(meta);
    for (const field of meta.localFields) {
      const target = field.relation?.target.concrete;
      if (target !== undefined && target !== meta && metas.includes(target)) visit(target);
    }
    sorted.push(meta);
  };
  for (const meta of metas) visit(meta);
  return sorted;
}

/**
 * Creates the tables of all models that have none yet, with their indexes and constraints, in one
 * transaction. Gives the names of the tables that were made. Existing tables are left as they are.
 */
export async function createTables({
  using = DEFAULT_ALIAS,
  models,
  exceptApps = new Set(),
}: CreateTablesOptions = {}): Promise<string[]> {
  const database = connections.get(using);
  const known = registry.models;
  const wanted = models?.map((model) => (model as ModelClass).meta);
  const chosen = known.filter((meta) => {
    if (
      meta.proxy ||
      meta.abstract ||
      !meta.managed ||
      meta.swapped ||
      exceptApps.has(meta.appLabel ?? "") ||
      !allowMigrateModel(using, meta) ||
      !canMigrate(meta, database.dialect)
    )
      return false;
    if (wanted === undefined) return true;
    return (
      wanted.includes(meta) ||
      (meta.autoCreatedBy !== undefined && wanted.includes(meta.autoCreatedBy.model))
    );
  });
  const existing = new Set(await database.tableNames());
  const missing = inOrder(chosen).filter((meta) => !existing.has(meta.dbTable));
  await atomic(
    async () => {
      const editor = schemaEditor(database);
      for (const meta of missing) await editor.createTable(meta);
      await editor.finish();
    },
    { using },
  );
  return missing.map((meta) => meta.dbTable);
}
