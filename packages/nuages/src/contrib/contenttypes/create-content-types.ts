import {
  allowMigrateModel,
  type MigrateSignalArgs,
  type ModelClass,
  type QuerySet,
} from "../../db/index.ts";
import type { ContentType } from "./models.ts";

/** The parts of {@link MigrateSignalArgs} that say for what and where. */
export type ContentTypeArgs = Pick<
  MigrateSignalArgs,
  "appConfig" | "models" | "using" | "verbosity" | "write"
>;

/** Models of an app at the end of `migrate`, proxies too; not those that others stand in for. */
export function migratedModels({ appConfig, models }: ContentTypeArgs): ModelClass[] {
  return models
    .getModels()
    .filter(({ meta }) => meta.appLabel === appConfig.label && !meta.swapped && !meta.autoCreated);
}

/** A model of another app, where that is migrated and its table belongs in the database. */
export function modelForRows(
  { models, using }: ContentTypeArgs,
  label: string,
): ModelClass | undefined {
  const found = models.getModels().find(({ meta }) => meta.labelLower === label);
  return found !== undefined && allowMigrateModel(using, found.meta) ? found : undefined;
}

/** Rows of a historical model, typed as those of the model that has its fields. */
export function rowsOf<Model>({ meta }: ModelClass, using: string): QuerySet<Model> {
  // Historical models have the fields that the migrations gave them, which the caller names.
  return meta.baseRows(using) as unknown as QuerySet<Model>;
}

/** Makes the rows of `django_content_type` that models of an app lack. Django: `create_contenttypes()`. */
export async function createContentTypes(args: ContentTypeArgs): Promise<void> {
  const { using, appConfig, verbosity, write } = args;
  const wanted = migratedModels(args).map(({ meta }) => meta.modelName);
  const model = modelForRows(args, "contenttypes.contenttype");
  if (wanted.length === 0 || model === undefined) return;
  const rows = rowsOf<ContentType>(model, using);
  const { label } = appConfig;
  const known = new Set(await rows.filter({ appLabel: label }).valuesList("model", { flat: true }));
  const missing = wanted.filter((name) => !known.has(name));
  const made = missing.map((name) => new model({ appLabel: label, model: name }) as ContentType);
  await rows.bulkCreate(made);
  if (verbosity >= 2) for (const name of missing) write(`Adding content type '${label} | ${name}'`);
}
