import type { BaseConstraint } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { AddConstraint } from "../operations/add-constraint.ts";
import { AlterConstraint } from "../operations/alter-constraint.ts";
import { RemoveConstraint } from "../operations/remove-constraint.ts";
import { namedFields } from "../state/named-fields.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import type { Detection } from "./detection.ts";
import { neededFields } from "./needed-fields.ts";

/** What is another with the constraints of one model. */
export interface ChangedConstraints {
  readonly model: ModelKey;
  readonly added: readonly BaseConstraint[];
  readonly removed: readonly BaseConstraint[];
  /** Those of which only something is another that the database does not know. */
  readonly altered: readonly BaseConstraint[];
}

export function findChangedConstraints(detection: Detection): readonly ChangedConstraints[] {
  return detection.keptConcrete.map((model) => {
    const before = detection.oldModel(model).constraints;
    const after = detection.newModel(model).constraints;
    const altered = after.filter((next) =>
      before.some(
        (old) => old.name === next.name && !sameValue(old, next) && sameInDatabase(old, next),
      ),
    );
    const isAltered = ({ name }: BaseConstraint): boolean =>
      altered.some((constraint) => constraint.name === name);
    const missing = (from: readonly BaseConstraint[], other: readonly BaseConstraint[]) =>
      from.filter((each) => !isAltered(each) && !other.some((match) => sameValue(each, match)));
    return { model, added: missing(after, before), removed: missing(before, after), altered };
  });
}

function sameInDatabase(old: BaseConstraint, next: BaseConstraint): boolean {
  const { violationErrorCode, violationErrorMessage } = next;
  return sameValue(old.with({ violationErrorCode, violationErrorMessage }), next);
}

export function planRemovedConstraints(
  detection: Detection,
  all: readonly ChangedConstraints[],
): void {
  for (const { model, removed } of all) {
    const [appLabel, modelName] = splitKey(model);
    for (const { name } of removed)
      detection.add(appLabel, new RemoveConstraint({ modelName, name }));
  }
}

export function planAddedConstraints(
  detection: Detection,
  all: readonly ChangedConstraints[],
): void {
  for (const { model, added } of all) {
    if (added.length === 0) continue;
    const [appLabel, modelName] = splitKey(model);
    const dependencies = detection.modelDependencies(model);
    for (const constraint of added)
      detection.add(appLabel, new AddConstraint({ modelName, constraint }), {
        dependencies,
        needs: neededFields(model, namedFields(constraint)),
      });
  }
}

export function planAlteredConstraints(
  detection: Detection,
  all: readonly ChangedConstraints[],
): void {
  for (const { model, altered } of all) {
    if (altered.length === 0) continue;
    const [appLabel, modelName] = splitKey(model);
    const dependencies = detection.modelDependencies(model);
    for (const constraint of altered)
      detection.add(
        appLabel,
        new AlterConstraint({ modelName, name: constraint.name, constraint }),
        { dependencies },
      );
  }
}
