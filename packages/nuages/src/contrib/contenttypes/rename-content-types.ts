import { allowMigrateModel, type MigrateSignalArgs } from "../../db/index.ts";
import {
  Migration,
  type MigrationCode,
  migrations,
  type Operation,
} from "../../migrations/index.ts";
import { rowsOf } from "./create-content-types.ts";
import type { ContentType } from "./models.ts";

/**
 * Lets the row of a model that is renamed in a migration follow, in that migration. Django:
 * `inject_rename_contenttypes_operations()`.
 */
export function renameContentTypes({ plan }: Pick<MigrateSignalArgs, "plan">): void {
  for (const { migration } of plan) {
    if (!(migration instanceof Migration)) continue;
    for (const operation of migration.operations)
      if (operation instanceof migrations.RenameModel)
        migration.insertAfter(operation, followRename(migration.appLabel, operation));
  }
}

function followRename(
  appLabel: string,
  { oldName, newName }: { readonly oldName: string; readonly newName: string },
): Operation {
  const [from, to] = [oldName.toLowerCase(), newName.toLowerCase()];
  return migrations.RunTS(rename(appLabel, from, to), { reverseCode: rename(appLabel, to, from) });
}

function rename(appLabel: string, from: string, to: string): MigrationCode {
  return async (models, { database: { alias } }) => {
    const model = models
      .getModels()
      .find(({ meta }) => meta.labelLower === "contenttypes.contenttype");
    if (model === undefined || !allowMigrateModel(alias, model.meta)) return;
    const rows = rowsOf<ContentType>(model, alias);
    // Where a row of the new name is there already, the old one stays as it is.
    if (await rows.filter({ appLabel, model: to }).exists()) return;
    await rows.filter({ appLabel, model: from }).update({ model: to });
  };
}
