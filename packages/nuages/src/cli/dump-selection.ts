import { type AppConfig, AppLookupError, apps } from "../apps/index.ts";
import type { ModelMeta } from "../db/index.ts";
import { CommandError } from "./errors.ts";

/** Which models `dumpdata` writes. */
export interface DumpSelection {
  readonly models: readonly ModelMeta[];
  /** Proxies whose base is not among the models: their rows are not written. */
  readonly lostProxies: readonly ModelMeta[];
}

/** What {@link selectModels} chooses by. */
export interface SelectModelsOptions {
  /** Apps and models to leave out. */
  readonly exclude: readonly string[];
  /** Whether rows are chosen by key, which only suits one model. */
  readonly byKey: boolean;
}

/**
 * The models of the labels `app` and `app.Model`, without labels of all apps.
 *
 * @throws CommandError for a label that is none
 */
export function selectModels(
  labels: readonly string[],
  { exclude, byKey }: SelectModelsOptions,
): DumpSelection {
  const isOneModel = labels.length === 1 && labels[0]?.includes(".") === true;
  if (byKey && !isOneModel) throw new CommandError("You can only use --pks option with one model.");
  const left = excluded(exclude);
  const chosen =
    labels.length === 0
      ? apps.getAppConfigs().flatMap(modelsOf)
      : wholeAppsFirst(labels).flatMap((label) => modelsNamed(label, left.apps));
  const models = [...new Set(chosen)].filter(
    (meta) => !left.models.has(meta) && !left.apps.has(meta.appLabel ?? ""),
  );
  return {
    models: models.filter((meta) => !meta.proxy),
    lostProxies: models.filter((meta) => meta.proxy && !chosen.includes(meta.concrete)),
  };
}

/** Labels in the order of their apps' first mention; an app as a whole stands for its models too. */
function wholeAppsFirst(labels: readonly string[]): string[] {
  const apps = Map.groupBy(labels, (label) => label.split(".")[0] ?? label);
  return [...apps].flatMap(([app, named]) => (named.includes(app) ? [app] : named));
}

function modelsOf(config: AppConfig): ModelMeta[] {
  return config.getModels().map((model) => model.meta);
}

function modelsNamed(label: string, leftOut: ReadonlySet<string>): ModelMeta[] {
  const [app = "", model, ...rest] = label.split(".");
  const config = appNamed(app);
  if (leftOut.has(config.label)) return [];
  if (model === undefined) return modelsOf(config);
  return [modelNamed(rest.length > 0 ? label : `${app}.${model}`)];
}

function excluded(labels: readonly string[]): {
  readonly apps: ReadonlySet<string>;
  readonly models: ReadonlySet<ModelMeta>;
} {
  const isModel = (label: string): boolean => label.includes(".");
  return {
    apps: new Set(labels.filter((label) => !isModel(label)).map((label) => appNamed(label).label)),
    models: new Set(labels.filter(isModel).map(modelNamed)),
  };
}

function appNamed(label: string): AppConfig {
  return lookup(() => apps.getAppConfig(label));
}

function modelNamed(label: string): ModelMeta {
  return lookup(() => apps.getModel(label).meta);
}

function lookup<Found>(find: () => Found): Found {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof AppLookupError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}
