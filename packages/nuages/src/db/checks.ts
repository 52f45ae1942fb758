import { apps, type AppConfig } from "../apps/index.ts";
import { error, registerCheck, warning, type CheckMessage } from "../checks/index.ts";
import { settingOrDefault } from "../conf/index.ts";
import { databaseFindings } from "./database-checks.ts";
import type { Field } from "./fields/field.ts";
import type { ModelMeta } from "./models/meta.ts";
import { missingModels, modelFindings } from "./models/model-checks.ts";
import type { ModelClass } from "./models/model-class.ts";
import { strictModeFindings } from "./strict-mode-check.ts";

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
    ...metas.flatMap((meta) => betweenFindings(meta, metas)),
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
    owners.set(meta.dbTable, [...(owners.get(meta.dbTable) ?? []), meta.label]);
  }
  return [...owners]
    .filter(([, labels]) => labels.length > 1)
    .map(([table, labels]) => {
      const msg = `dbTable '${table}' is used by multiple models: ${labels.join(", ")}.`;
      if (!hasRouters()) return error({ id: "models.E028", obj: table, msg });
      const hint = `${ROUTED} Verify that ${labels.map((label) => `'${label}'`).join(", ")} are correctly routed to separate databases.`;
      return warning({ id: "models.W035", obj: table, msg, hint });
    });
}

const ROUTED = "You have configured settings.databaseRouters.";

/** With routers, models of one table may stand in different databases. */
function hasRouters(): boolean {
  return settingOrDefault("databaseRouters").length > 0;
}

/** The many-to-many fields that a model declares and that made the model between by themselves, with that. */
function relationsOf(meta: ModelMeta): { readonly field: Field; readonly through: ModelMeta }[] {
  return meta.manyToMany.flatMap((field) => {
    const { through } = field as unknown as { readonly through: ModelMeta };
    return through.autoCreated && field.model === meta ? [{ field, through }] : [];
  });
}

/** `fields.E340` and `W344`: the table between two models is that of another model, or of another relation. */
function betweenFindings(meta: ModelMeta, metas: readonly ModelMeta[]): CheckMessage[] {
  if (meta.swapped || meta.proxy || !meta.managed) return [];
  return relationsOf(meta).flatMap(({ field, through }) => {
    const other = ownerOf(through, metas);
    if (other === undefined) return [];
    const msg = `The field's intermediary table '${through.dbTable}' clashes with the table name of '${other}'.`;
    if (!hasRouters()) return [error({ id: "fields.E340", msg, obj: field })];
    const hint = `${ROUTED} Verify that the table of '${other}' and the intermediary table are correctly routed to separate databases.`;
    return [warning({ id: "fields.W344", msg, hint, obj: field })];
  });
}

/** What else has the table of a model between two others. */
function ownerOf(through: ModelMeta, metas: readonly ModelMeta[]): string | undefined {
  const known = metas.filter((meta) => meta.managed && !meta.swapped && meta !== through);
  const model = known.find((meta) => !meta.proxy && meta.dbTable === through.dbTable);
  if (model !== undefined) return model.label;
  return known
    .flatMap(relationsOf)
    .find((one) => one.through !== through && one.through.dbTable === through.dbTable)?.field.label;
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

registerCheck(
  ({ appConfigs, databases = [] }) =>
    databaseFindings(
      modelsOf(appConfigs).map(({ meta }) => meta),
      databases,
    ),
  { tags: ["models"] },
);

registerCheck(({ databases = [] }) => strictModeFindings(databases), { tags: ["database"] });
