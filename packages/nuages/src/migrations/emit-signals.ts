import { apps } from "../apps/index.ts";
import {
  type HistoricalModel,
  type HistoricalModels,
  type MigrateSignalArgs,
  type ModelClass,
  postMigrate,
  preMigrate,
} from "../db/index.ts";

/** What all receivers are told. */
export type MigrateEvent = Omit<MigrateSignalArgs, "appConfig">;

/** Tells every installed app with models that `migrate` begins. */
export function emitPreMigrate(event: MigrateEvent): Promise<void> {
  return emit("pre", event);
}

/** Tells every installed app with models that the tables are as they should be. */
export function emitPostMigrate(event: MigrateEvent): Promise<void> {
  return emit("post", event);
}

async function emit(when: "pre" | "post", event: MigrateEvent): Promise<void> {
  const signal = when === "pre" ? preMigrate : postMigrate;
  for (const appConfig of apps.getAppConfigs()) {
    if (appConfig.modelsModule === undefined) continue;
    if (event.verbosity >= 2)
      event.write(`Running ${when}-migrate handlers for application ${appConfig.label}`);
    await signal.sendInOrder(appConfig, { appConfig, ...event });
  }
}

/** The models of the code, for handlers of signals that no migration comes before. */
export function installedModels(): HistoricalModels {
  // Of what a handler may be called for, the fields are known at run time alone.
  return {
    getModel: (appLabel, name) => apps.getModel(appLabel, name) as HistoricalModel,
    getModels: () =>
      apps.getModels({
        includeAutoCreated: true,
        includeSwapped: true,
      }) as readonly ModelClass[] as readonly HistoricalModel[],
  };
}
