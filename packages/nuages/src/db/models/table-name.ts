import { ImproperlyConfigured } from "../../errors/index.ts";
import type { ModelMeta } from "./meta.ts";

/** The table of a model: the one its options name, else app and model. @throws ImproperlyConfigured for a model of no app */
export function tableName(meta: ModelMeta): string {
  if (meta.proxy) return meta.concrete.dbTable;
  const { dbTable } = meta.options;
  if (dbTable !== undefined) return dbTable;
  if (meta.appLabel === undefined) {
    throw new ImproperlyConfigured(
      `The model ${meta.name} belongs to no app, so its table has no name.`,
      {
        hint: `Export it from the models.ts of an installed app, or give it an option: { appLabel: "…" } or { dbTable: "…" }.`,
      },
    );
  }
  return `${meta.appLabel}_${meta.modelName}`;
}
