import type { models } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { AddIndex } from "../operations/add-index.ts";
import { RemoveIndex } from "../operations/remove-index.ts";
import { RenameIndex } from "../operations/rename-index.ts";
import { namedFields } from "../state/named-fields.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import type { Detection } from "./detection.ts";
import { neededFields } from "./needed-fields.ts";

type Index = models.Index;

/** What is another with the indexes of one model. */
export interface ChangedIndexes {
  readonly model: ModelKey;
  readonly added: readonly Index[];
  readonly removed: readonly Index[];
  readonly renamed: readonly (readonly [oldName: string, newName: string])[];
}

/** Compares the indexes of all kept models. One that is the same but for its name was renamed. */
export function findChangedIndexes(detection: Detection): readonly ChangedIndexes[] {
  return detection.keptConcrete.map((model) => {
    const before = detection.oldModel(model).indexes;
    const after = detection.newModel(model).indexes;
    if (before.length === 0 && after.length === 0)
      return { model, added: [], removed: [], renamed: [] };
    const added = after.filter((index) => !before.some((other) => sameValue(index, other)));
    const removed = before.filter((index) => !after.some((other) => sameValue(index, other)));
    const renamed: (readonly [Index, Index])[] = [];
    for (const index of added) {
      const old = removed.find(
        (other) => sameButName(index, other) && !renamed.some(([taken]) => taken === other),
      );
      if (old !== undefined) renamed.push([old, index]);
    }
    const gone = renamed.map(([old]) => old);
    const come = renamed.map(([, index]) => index);
    return {
      model,
      added: added.filter((index) => !come.includes(index)),
      removed: removed.filter((index) => !gone.includes(index)),
      renamed: renamed.map(([old, index]) => [old.name ?? "", index.name ?? ""]),
    };
  });
}

function sameButName(a: Index, b: Index): boolean {
  return a.name !== b.name && sameValue(a.with({ name: b.name }), b);
}

export function planRemovedIndexes(detection: Detection, all: readonly ChangedIndexes[]): void {
  for (const { model, removed } of all) {
    const [appLabel, modelName] = splitKey(model);
    for (const { name } of removed)
      detection.add(appLabel, new RemoveIndex({ modelName, name: name ?? "" }));
  }
}

export function planRenamedIndexes(detection: Detection, all: readonly ChangedIndexes[]): void {
  for (const { model, renamed } of all) {
    const [appLabel, modelName] = splitKey(model);
    for (const [oldName, newName] of renamed)
      detection.add(appLabel, new RenameIndex({ modelName, oldName, newName }));
  }
}

export function planAddedIndexes(detection: Detection, all: readonly ChangedIndexes[]): void {
  for (const { model, added } of all) {
    if (added.length === 0) continue;
    const [appLabel, modelName] = splitKey(model);
    const dependencies = detection.modelDependencies(model);
    for (const index of added)
      detection.add(appLabel, new AddIndex({ modelName, index }), {
        dependencies,
        needs: neededFields(model, namedFields(index)),
      });
  }
}
