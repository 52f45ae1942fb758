import { type Field, relationTargets } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { RenameModel } from "../operations/rename-model.ts";
import type { RenameModelQuestion } from "../questioner/questioner.ts";
import type { ModelState } from "../state/model-state.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";
import type { Detection } from "./detection.ts";

/** Finds models that are gone while others like them came in the same app, and asks whether they were renamed. */
export async function detectRenamedModels(detection: Detection): Promise<void> {
  for (const key of [...detection.new.concrete].sort()) {
    if (detection.old.concrete.has(key)) continue;
    const model = detection.newModel(key);
    const gone = [...detection.old.concrete].filter((old) => !detection.new.concrete.has(old));
    for (const old of gone.sort()) {
      const oldModel = detection.from.model(...splitKey(old));
      if (oldModel.appLabel !== model.appLabel) continue;
      if (!(await wasRenamed(detection, { oldModel, newModel: model }))) continue;
      detection.add(
        model.appLabel,
        new RenameModel({ oldName: oldModel.name, newName: model.name }),
        { dependencies: relatedModels(detection, key) },
      );
      detection.renamedModels.set(key, old);
      detection.old.concrete.delete(old);
      detection.old.concrete.add(key);
      break;
    }
  }
}

/** Is it known that the model was renamed? Where nothing is known and both are alike, asks. */
async function wasRenamed(
  { questioner }: Detection,
  question: RenameModelQuestion,
): Promise<boolean> {
  const known = questioner.knowsModelRename?.(question);
  if (known !== undefined) return known;
  const { oldModel, newModel } = question;
  return sameDefinitions(oldModel, newModel) && (await questioner.askRenameModel(question));
}

/** Have two models the same fields, whatever those are called and relations point at? */
function sameDefinitions(a: ModelState, b: ModelState): boolean {
  const [first, other] = [sortedFields(a), sortedFields(b)];
  return (
    first.length === other.length &&
    first.every((field, index) => {
      const match = other[index];
      return match !== undefined && sameButTarget(field, match);
    })
  );
}

function sortedFields({ fields }: ModelState): readonly Field[] {
  return [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, field]) => field);
}

function sameButTarget(a: Field, b: Field): boolean {
  if (a.constructor !== b.constructor) return false;
  const first = a.deconstruct();
  const other = b.deconstruct();
  const sameArgs = relationTargets(a) !== undefined || sameValue(first.args, other.args);
  return sameArgs && sameValue(first.options, other.options);
}

/** What the model's relations need, and the models that point at it already. */
function relatedModels(detection: Detection, key: ModelKey): readonly OperationDependency[] {
  const pointing = detection
    .relationsOf(detection.to)
    .to(key)
    .filter(({ owner }) => detection.from.models.has(owner));
  return [
    ...detection.modelDependencies(key),
    ...pointing.map(({ owner }): OperationDependency => ({ kind: "create", model: owner })),
  ];
}
