import { relationTargets } from "../../db/index.ts";
import { AlterUniqueTogether } from "../operations/alter-together.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { RemoveConstraint } from "../operations/remove-constraint.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { RemoveIndex } from "../operations/remove-index.ts";
import type { ModelState } from "../state/model-state.ts";
import { splitKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";
import type { Detection } from "./detection.ts";

/** Finds models that are gone: first their relations go, then the models. */
export function detectDeletedModels(detection: Detection): void {
  const remaining = detection.new.concrete.union(detection.new.unmanaged);
  for (const kind of [detection.old.concrete, detection.old.unmanaged])
    for (const key of [...kind.difference(remaining)].sort())
      deleteModel(detection, detection.from.model(...splitKey(key)));
}

export function detectDeletedProxies(detection: Detection): void {
  for (const key of [...detection.old.proxies.difference(detection.new.proxies)].sort()) {
    const { appLabel, name } = detection.from.model(...splitKey(key));
    detection.add(appLabel, new DeleteModel({ name }));
  }
}

function deleteModel(detection: Detection, model: ModelState): void {
  const { appLabel, key, name, nameLower: modelName } = model;
  const related = [...model.fields]
    .filter(([, field]) => relationTargets(field) !== undefined)
    .map(([fieldName]) => fieldName)
    .sort();
  const together = model.options["uniqueTogether"] as readonly unknown[] | undefined;
  if (together !== undefined && together.length > 0)
    detection.add(appLabel, new AlterUniqueTogether({ name: modelName, uniqueTogether: null }));
  for (const index of model.indexes)
    detection.add(appLabel, new RemoveIndex({ modelName, name: index.name ?? "" }));
  for (const constraint of model.constraints)
    detection.add(appLabel, new RemoveConstraint({ modelName, name: constraint.name }));
  for (const field of related)
    detection.add(appLabel, new RemoveField({ modelName, name: field }), {
      dependencies: [{ kind: "removeIndexOrConstraint", model: key }],
    });
  const removed = related.map((field): OperationDependency => ({
    kind: "remove",
    model: key,
    field,
  }));
  detection.add(appLabel, new DeleteModel({ name }), {
    dependencies: [...pointingFields(detection, key), ...removed],
  });
}

/** Relations to the model must be gone before it, or point elsewhere. */
function pointingFields(detection: Detection, key: string): readonly OperationDependency[] {
  return detection
    .relationsOf(detection.from)
    .to(key)
    .flatMap(({ owner, name }): OperationDependency[] => [
      { kind: "remove", model: owner, field: name },
      { kind: "alter", model: owner, field: name },
    ]);
}
