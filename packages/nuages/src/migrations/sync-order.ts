import { apps } from "../apps/index.ts";
import type { ModelMeta } from "../db/index.ts";

/** Apps without migrations, by when their tables can be made. */
export interface SyncOrder {
  /** Before the migrations: those of other apps may point at them. */
  readonly before: readonly string[];
  /** After them: they point at tables that migrations make. */
  readonly after: readonly string[];
}

/** Which apps without migrations point, by themselves or through each other, at apps that have some. */
export function syncOrder(labels: Iterable<string>, migratedApps: ReadonlySet<string>): SyncOrder {
  const all = [...labels];
  const late = new Set(migratedApps);
  for (let known = -1; known !== late.size;) {
    known = late.size;
    for (const label of all) if (!late.has(label) && pointsInto(label, late)) late.add(label);
  }
  return {
    before: all.filter((label) => !late.has(label)),
    after: all.filter((label) => late.has(label)),
  };
}

function pointsInto(label: string, late: ReadonlySet<string>): boolean {
  const models = apps.getAppConfig(label).getModels();
  return models.some(({ meta }) => targetsOf(meta).some((target) => late.has(target)));
}

/** Labels of the apps at whose tables the tables of a model point. */
function targetsOf(meta: ModelMeta): string[] {
  if (meta.swapped || meta.proxy) return [];
  return meta
    .getFields()
    .filter((field) => field.model === meta)
    .flatMap((field) => field.relation?.target.concrete.appLabel ?? []);
}
