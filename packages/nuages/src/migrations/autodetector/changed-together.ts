import { AlterUniqueTogether } from "../operations/alter-together.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";
import type { Detection } from "./detection.ts";
import { neededFields } from "./needed-fields.ts";

type Names = readonly string[];

/** Another `uniqueTogether` of one model. */
export interface ChangedTogether {
  readonly model: ModelKey;
  readonly old: readonly Names[];
  readonly next: readonly Names[];
  /** Those that are there before and after. */
  readonly common: readonly Names[];
  readonly dependencies: readonly OperationDependency[];
}

function listsOf(options: Readonly<Record<string, unknown>>): readonly Names[] {
  const given = (options["uniqueTogether"] ?? []) as readonly Names[] | Names;
  return typeof given[0] === "string" ? [given as Names] : (given as readonly Names[]);
}

function has(lists: readonly Names[], names: Names): boolean {
  return lists.some((other) => other.join(" ") === names.join(" "));
}

/** Compares the lists of all kept models; their order does not count, that of the names in them does. */
export function findChangedTogether(detection: Detection): readonly ChangedTogether[] {
  return detection.keptConcrete.flatMap((model): ChangedTogether[] => {
    const old = listsOf(detection.oldModel(model).options);
    const after = detection.newModel(model);
    const next = listsOf(after.options);
    const common = next.filter((names) => has(old, names));
    if (common.length === next.length && old.every((names) => has(next, names))) return [];
    const dependencies = next.flat().flatMap((name) => {
      const field = after.fields.get(name);
      return field === undefined ? [] : detection.relationDependencies(field, model);
    });
    return [{ model, old, next, common, dependencies }];
  });
}

/** Lets go of lists that are no more, so that their fields can be removed. */
export function planShrunkTogether(detection: Detection, all: readonly ChangedTogether[]): void {
  for (const { model, old, common, dependencies } of all) {
    if (old.length === 0) continue;
    const [appLabel, name] = splitKey(model);
    const operation = new AlterUniqueTogether({ name, uniqueTogether: common });
    detection.add(appLabel, operation, { dependencies });
  }
}

/** Takes the new lists, once their fields are there. */
export function planGrownTogether(detection: Detection, all: readonly ChangedTogether[]): void {
  for (const { model, next, common, dependencies } of all) {
    if (common.length === next.length) continue;
    const [appLabel, name] = splitKey(model);
    const operation = new AlterUniqueTogether({ name, uniqueTogether: next });
    detection.add(appLabel, operation, {
      dependencies,
      needs: neededFields(model, next.flat()),
    });
  }
}
