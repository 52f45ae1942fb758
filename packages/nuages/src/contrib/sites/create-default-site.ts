import {
  allowMigrateModel,
  connections,
  type MigrateSignalArgs,
  type QuerySet,
  sequenceResetStatements,
} from "../../db/index.ts";
import { settings } from "../../conf/index.ts";
import type { Site } from "./models.ts";

/** Makes the first site, where there is none. Django: `create_default_site()`. */
export async function createDefaultSite({
  models,
  using,
  verbosity,
  write,
}: MigrateSignalArgs): Promise<void> {
  const model = models.getModels().find(({ meta }) => meta.labelLower === "sites.site");
  if (model === undefined || !allowMigrateModel(using, model.meta)) return;
  // The historical model has the fields of the present one as soon as the app is migrated.
  const rows = model.meta.baseRows(using) as unknown as QuerySet<Site>;
  if (await rows.exists()) return;
  if (verbosity >= 2) write("Creating example.com Site object");
  await rows.create({ pk: settings.siteId ?? 1, domain: "example.com", name: "example.com" });
  // The key was given: the database must not give it again.
  const statements = sequenceResetStatements([model.meta], { using });
  if (statements.length > 0) await connections.get(using).script(statements);
}
