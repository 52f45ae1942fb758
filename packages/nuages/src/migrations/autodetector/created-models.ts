import { type Field, modelOfSetting, relationTargets } from "../../db/index.ts";
import { AddConstraint } from "../operations/add-constraint.ts";
import { AddField } from "../operations/add-field.ts";
import { AddIndex } from "../operations/add-index.ts";
import { AlterField } from "../operations/alter-field.ts";
import { AlterOrderWithRespectTo } from "../operations/alter-order-with-respect-to.ts";
import { AlterUniqueTogether } from "../operations/alter-together.ts";
import { CreateModel } from "../operations/create-model.ts";
import type { ModelState } from "../state/model-state.ts";
import { type ModelKey, splitKey, targetKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";
import type { Detection } from "./detection.ts";

/** Finds models that came: each is made without its relations, which are added once their targets are there. */
export function detectCreatedModels(detection: Detection): void {
  const known = detection.old.concrete.union(detection.old.unmanaged);
  for (const kind of [detection.new.concrete, detection.new.unmanaged]) {
    const created = [...kind.difference(known)].map((key) => detection.newModel(key));
    // Each is put before those that were there: the last one comes first.
    for (const model of created.sort(swappableFirst).reverse()) createModel(detection, model);
  }
}

export function detectCreatedProxies(detection: Detection): void {
  for (const key of [...detection.new.proxies.difference(detection.old.proxies)].sort()) {
    const model = detection.newModel(key);
    const { name, options, bases, managers } = model;
    detection.add(model.appLabel, new CreateModel({ name, fields: {}, options, bases, managers }), {
      dependencies: [gone(key), ...baseDependencies(detection, model)],
    });
  }
}

/** Models that others may point at through a setting come first. */
function swappableFirst(a: ModelState, b: ModelState): number {
  const rank = (model: ModelState): string => `${isSwappable(model) ? "0" : "1"}${model.key}`;
  return rank(a) < rank(b) ? -1 : 1;
}

function isSwappable({ key, options, bases }: ModelState): boolean {
  const { swappable } = options;
  if (typeof swappable === "string") return true;
  const baseNames = bases.map((base) => (typeof base === "string" ? base : base.name));
  if (baseNames.some((name) => /^(?:\w+\.)?abstract(?:base)?user$/i.test(name))) return true;
  return modelOfSetting("AUTH_USER_MODEL").toLowerCase() === key;
}

function gone(key: ModelKey): OperationDependency {
  return { kind: "remove", model: key };
}

/** The bases must be there, without the fields that the model has now in their place. */
function baseDependencies(detection: Detection, model: ModelState): readonly OperationDependency[] {
  return model.bases.flatMap((base): OperationDependency[] => {
    if (typeof base !== "string") return [];
    const key = targetKey(base, model.key);
    const before = detection.from.models.get(key)?.fields.keys() ?? [];
    const after = detection.to.models.get(key)?.fields;
    const moved = [...before].filter(
      (name) => after !== undefined && !after.has(name) && model.fields.has(name),
    );
    return [
      { kind: "create", model: key },
      ...moved.map((field): OperationDependency => ({ kind: "remove", model: key, field })),
    ];
  });
}

interface SortedFields {
  /** Those that CreateModel takes. */
  readonly own: Map<string, Field>;
  /** Relations, which are added afterwards. */
  readonly related: Map<string, Field>;
  /** A relation that is the primary key: its target must be there before. */
  readonly keyRelation: Field | undefined;
}

function sortFields({ fields }: ModelState): SortedFields {
  const own = new Map<string, Field>();
  const related = new Map<string, Field>();
  let keyRelation: Field | undefined;
  for (const [name, field] of fields) {
    const relation = relationTargets(field);
    if (relation !== undefined && field.primaryKey) keyRelation = field;
    const waits =
      relation !== undefined && !field.primaryKey && field.options["parentLink"] !== true;
    (waits ? related : own).set(name, field);
  }
  return { own, related, keyRelation };
}

function createModel(detection: Detection, model: ModelState): void {
  const { appLabel, key, name, bases, managers } = model;
  const { own, related, keyRelation } = sortFields(model);
  const {
    indexes: _i,
    constraints: _c,
    uniqueTogether,
    orderWithRespectTo,
    ...options
  } = model.options;
  detection.add(appLabel, new CreateModel({ name, fields: own, options, bases, managers }), {
    first: true,
    dependencies: [
      gone(key),
      ...baseDependencies(detection, model),
      ...(keyRelation === undefined ? [] : detection.relationDependencies(keyRelation, key)),
    ],
  });
  if (options["managed"] === false) return;
  const created: OperationDependency = { kind: "create", model: key };
  const { nameLower: modelName } = model;
  for (const [field, definition] of [...related].sort(([a], [b]) => (a < b ? -1 : 1)))
    detection.add(appLabel, new AddField({ modelName, name: field, field: definition }), {
      dependencies: [...detection.relationDependencies(definition, key), created],
    });
  if (typeof orderWithRespectTo === "string")
    detection.add(appLabel, new AlterOrderWithRespectTo({ name: modelName, orderWithRespectTo }), {
      dependencies: [{ kind: "create", model: key, field: orderWithRespectTo }, created],
    });
  const complete = [...related.keys()]
    .sort()
    .map((field): OperationDependency => ({ kind: "create", model: key, field }));
  const dependencies = [...complete, created];
  for (const index of model.indexes)
    detection.add(appLabel, new AddIndex({ modelName, index }), { dependencies });
  for (const constraint of model.constraints)
    detection.add(appLabel, new AddConstraint({ modelName, constraint }), { dependencies });
  const together = uniqueTogether as readonly (readonly string[])[] | undefined;
  if (together !== undefined && together.length > 0)
    detection.add(
      appLabel,
      new AlterUniqueTogether({ name: modelName, uniqueTogether: together }),
      {
        dependencies,
      },
    );
  if (detection.old.proxies.has(key)) repointRelations(detection, key);
}

/** Relations that led to the table behind a proxy, which has a table of its own now. */
function repointRelations(detection: Detection, key: ModelKey): void {
  for (const { owner, name, field } of detection.relationsOf(detection.to).to(key)) {
    const [appLabel, modelName] = splitKey(owner);
    detection.add(appLabel, new AlterField({ modelName, name, field }), {
      dependencies: [{ kind: "create", model: key }],
    });
  }
}
