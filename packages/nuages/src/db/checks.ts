import { apps, type AppConfig } from "../apps/index.ts";
import { error, registerCheck, type CheckMessage } from "../checks/index.ts";
import type { ModelMeta } from "./models/meta.ts";
import { missingModels, modelFindings } from "./models/model-checks.ts";
import type { ModelClass } from "./models/model-class.ts";

/** Models that anything can be wrong with: those of the apps. */
function modelsOf(appConfigs: readonly AppConfig[] | undefined): readonly ModelClass[] {
  if (!apps.modelsReady) return [];
  return appConfigs === undefined
    ? apps.getModels()
    : appConfigs.flatMap((config) => config.getModels());
}

/** What is wrong with models and their fields. Django: `check_all_models`. */
export function checkModels(models: readonly ModelClass[]): CheckMessage[] {
  const metas = models.map(({ meta }) => meta);
  const missing = metas.flatMap(missingModels);
  if (missing.length > 0) return missing;
  return [
    ...models.flatMap(checkModel),
    ...tableFindings(metas),
    ...nameFindings(metas, "index"),
    ...nameFindings(metas, "constraint"),
  ];
}

function checkModel(model: ModelClass): CheckMessage[] {
  const { check } = model as { readonly check?: unknown };
  if (typeof check === "function") return (check as () => CheckMessage[]).call(model);
  const msg = `The '${model.name}.check()' class method is currently overridden by ${String(check)}.`;
  return [error({ id: "models.E020", msg, obj: model }), ...modelFindings(model.meta)];
}

function tableFindings(metas: readonly ModelMeta[]): CheckMessage[] {
  const owners = new Map<string, string[]>();
  for (const meta of metas) {
    if (!meta.managed || meta.proxy) continue;
    for (const { dbTable, label } of [meta, ...throughModels(meta)])
      owners.set(dbTable, [...(owners.get(dbTable) ?? []), label]);
  }
  return [...owners]
    .filter(([, labels]) => labels.length > 1)
    .map(([table, labels]) =>
      error({
        id: "models.E028",
        obj: table,
        msg: `dbTable '${table}' is used by multiple models: ${labels.join(", ")}.`,
      }),
    );
}

/** The models that many-to-many fields of a model made for themselves. */
function throughModels(meta: ModelMeta): ModelMeta[] {
  return meta.manyToMany.flatMap((field) => {
    const { through } = field as unknown as { readonly through: ModelMeta };
    return through.autoCreated && field.model === meta ? [through] : [];
  });
}

/** An index or a constraint. */
interface Named {
  nameFor(meta: ModelMeta): string;
}

const NAME_IDS = {
  index: ["models.E029", "models.E030"],
  constraint: ["models.E031", "models.E032"],
} as const;

/** Names of indexes and constraints, which share one space in a database. */
function nameFindings(metas: readonly ModelMeta[], kind: keyof typeof NAME_IDS): CheckMessage[] {
  const owners = new Map<string, string[]>();
  for (const meta of metas) {
    if (meta.proxy) continue;
    const { indexes = [], constraints = [] } = meta.options;
    const parts = kind === "index" ? indexes : constraints;
    for (const part of parts as unknown as readonly Named[]) {
      const name = part.nameFor(meta);
      owners.set(name, [...(owners.get(name) ?? []), meta.label]);
    }
  }
  const [inOne, inSeveral] = NAME_IDS[kind];
  return [...owners]
    .filter(([, labels]) => labels.length > 1)
    .map(([name, labels]) => {
      const models = [...new Set(labels)];
      const [first = ""] = models;
      return models.length === 1
        ? error({ id: inOne, msg: `${kind} name '${name}' is not unique for model ${first}.` })
        : error({
            id: inSeveral,
            msg: `${kind} name '${name}' is not unique among models: ${models.join(", ")}.`,
          });
    });
}

registerCheck(({ appConfigs }) => checkModels(modelsOf(appConfigs)), { tags: ["models"] });
