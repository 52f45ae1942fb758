import { alteredField, type Field } from "../../db/index.ts";
import { AlterField } from "../operations/alter-field.ts";
import { RenameField } from "../operations/rename-field.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import { type Detection, fieldKey, splitFieldKey } from "./detection.ts";
import type { FieldKeys } from "./field-keys.ts";
import { type FieldOf, sameDefinition } from "./same-definition.ts";

/** A field that has another name now. */
export interface RenamedField {
  readonly model: ModelKey;
  readonly oldName: string;
  readonly newName: string;
  readonly oldField: Field;
  readonly field: Field;
  /** Is nothing but the name, or a column that keeps its own, another? */
  readonly isAlike: boolean;
}

/** Finds fields that are gone while others like them came in the same model, and asks whether they were renamed. */
export async function findRenamedFields(
  detection: Detection,
  keys: FieldKeys,
): Promise<readonly RenamedField[]> {
  const renamed: RenamedField[] = [];
  for (const key of [...keys.added].sort()) {
    const [model, newName] = splitFieldKey(key);
    const found = await askForOldName(detection, { model, newName, gone: keys.removed });
    if (found === undefined) continue;
    renamed.push(found);
    keys.removed.delete(fieldKey(model, found.oldName));
    keys.added.delete(key);
    detection.renamedFields.set(key, found.oldName);
  }
  return renamed;
}

interface Candidate {
  readonly model: ModelKey;
  readonly newName: string;
  readonly gone: ReadonlySet<string>;
}

async function askForOldName(
  detection: Detection,
  { model, newName, gone }: Candidate,
): Promise<RenamedField | undefined> {
  const [appLabel, modelName] = splitKey(model);
  const before = detection.oldModel(model);
  const field = detection.newModel(model).field(newName);
  for (const key of [...gone].sort()) {
    const [owner, oldName] = splitFieldKey(key);
    if (owner !== model) continue;
    const oldField = before.field(oldName);
    const old = { owner: before.key, field: oldField };
    const isAlike = isLike(detection, { old, oldName, next: { owner: model, field } });
    const question = { appLabel, modelName, oldName, newName, field };
    const known = detection.questioner.knowsRename?.(question);
    if (known ?? (isAlike && (await detection.questioner.askRename(question))))
      return { model, oldName, newName, oldField, field, isAlike };
  }
  return undefined;
}

interface Likeness {
  readonly old: FieldOf;
  readonly oldName: string;
  readonly next: FieldOf;
}

/** Is the new field the old one, or the old one with its column said in so many words? */
function isLike(detection: Detection, { old, oldName, next }: Likeness): boolean {
  if (sameDefinition(detection, { old, next })) return true;
  return (
    next.field.options.dbColumn !== undefined &&
    next.field.options.dbColumn === columnOf(old.field, oldName) &&
    sameDefinition(detection, { old, next }, new Set(["dbColumn"]))
  );
}

function columnOf(field: Field, name: string): string | undefined {
  return Object.assign(field.clone(), { name }).getColumn();
}

/** The operations of the renames; a column that keeps its name is said to be so first. */
export function planRenamedFields(detection: Detection, renamed: readonly RenamedField[]): void {
  for (const { model, oldName, newName, oldField, field, isAlike } of renamed) {
    const [appLabel, modelName] = splitKey(model);
    if (isAlike && oldField.options.dbColumn !== field.options.dbColumn)
      detection.add(
        appLabel,
        new AlterField({ modelName, name: oldName, field: alteredField(field, {}) }),
      );
    detection.add(appLabel, new RenameField({ modelName, oldName, newName }));
  }
}
