import type { ProjectState } from "../state/project-state.ts";
import { splitKey } from "../state/references.ts";
import { type Detection, type FieldKey, fieldKey } from "./detection.ts";

/** The fields of kept models before and after, all under the models' new names. */
export interface FieldKeys {
  readonly old: Set<FieldKey>;
  readonly new: ReadonlySet<FieldKey>;
}

export function fieldKeys(detection: Detection): FieldKeys {
  const { keptConcrete: kept, renamedModels } = detection;
  const keysIn = (state: ProjectState, before: boolean): Set<FieldKey> =>
    new Set(
      kept.flatMap((key) => {
        const name = before ? (renamedModels.get(key) ?? key) : key;
        return [...state.model(...splitKey(name)).fields.keys()].map((field) =>
          fieldKey(key, field),
        );
      }),
    );
  return { old: keysIn(detection.from, true), new: keysIn(detection.to, false) };
}
