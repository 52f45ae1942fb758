import { ImproperlyConfigured } from "../../errors/index.ts";
import { namesDigest } from "../schema/names.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelServices } from "./services.ts";

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
  return fittingTableName(`${meta.appLabel}_${meta.modelName}`, meta.services);
}

/** No database takes less. */
const FITS_ALWAYS = 60;
const HASH_LENGTH = 4;

/** A name that was made, as the default database takes it: one that is too long ends with a hash. Django: `truncate_name()`. */
export function fittingTableName(
  name: string,
  services: Pick<ModelServices, "longestTableName">,
): string {
  if (name.length <= FITS_ALWAYS) return name;
  const longest = services.longestTableName();
  if (name.length <= longest) return name;
  return `${name.slice(0, longest - HASH_LENGTH)}${namesDigest([name], HASH_LENGTH)}`;
}
