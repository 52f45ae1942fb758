import { alteredField, type Field, relationTargets } from "../../db/index.ts";
import { AddField } from "../operations/add-field.ts";
import { AlterField } from "../operations/alter-field.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { NO_DEFAULT } from "../questioner/questioner.ts";
import { isComputedFrom, type ModelKey, splitKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";
import { type Detection, type FieldKey, fieldKey, splitFieldKey } from "./detection.ts";
import type { FieldKeys } from "./field-keys.ts";
import { isManyToMany } from "./many-to-many.ts";
import type { RenamedField } from "./renamed-fields.ts";
import { sameDefinition } from "./same-definition.ts";

export function detectRemovedFields(detection: Detection, keys: FieldKeys): void {
  for (const key of [...keys.removed].sort()) removeField(detection, key);
}

export async function detectAddedFields(detection: Detection, keys: FieldKeys): Promise<void> {
  const added = [...keys.added].sort();
  for (const key of added) await addField(detection, { key, added });
}

export async function detectAlteredFields(
  detection: Detection,
  renamed: readonly RenamedField[],
): Promise<void> {
  const done = renamed.filter(({ isAlike }) => isAlike);
  const unchanged = new Set(done.map(({ model, newName }) => fieldKey(model, newName)));
  const altered = detection.keptConcrete.flatMap((model) => alteredFields(detection, model));
  for (const { key, old, next } of altered.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    if (unchanged.has(key)) continue;
    if (isManyToMany(old) === isManyToMany(next)) await alterField(detection, { key, old, next });
    else {
      removeField(detection, key);
      await addField(detection, { key, added: [] });
    }
  }
}

/** The fields of a model that are there before and after, with another definition. */
function alteredFields(detection: Detection, model: ModelKey): Alteration[] {
  const before = detection.oldModel(model);
  const { renamedFields } = detection;
  const altered: Alteration[] = [];
  for (const [name, next] of detection.newModel(model).fields) {
    const oldName =
      renamedFields.size === 0 ? name : (renamedFields.get(fieldKey(model, name)) ?? name);
    const old = before.fields.get(oldName);
    if (old === undefined || old === next) continue;
    const pair = { old: { owner: before.key, field: old }, next: { owner: model, field: next } };
    if (!sameDefinition(detection, pair)) altered.push({ key: fieldKey(model, name), old, next });
  }
  return altered;
}

function removeField(detection: Detection, key: FieldKey): void {
  const [model, name] = splitFieldKey(key);
  const [appLabel, modelName] = splitKey(model);
  detection.add(appLabel, new RemoveField({ modelName, name }), {
    // What names the field has to let go of it first.
    dependencies: [
      { kind: "unsetOrder", model, field: name },
      { kind: "alterTogether", model, field: name },
      { kind: "removeIndexOrConstraint", model, field: name },
    ],
  });
}

async function addField(
  detection: Detection,
  { key, added }: { readonly key: FieldKey; readonly added: readonly FieldKey[] },
): Promise<void> {
  const [model, name] = splitFieldKey(key);
  const [appLabel, modelName] = splitKey(model);
  const field = detection.newModel(model).field(name);
  const { questioner } = detection;
  const question = { appLabel, modelName, name, field };
  const dependencies: readonly OperationDependency[] = [
    { kind: "remove", model, field: name },
    ...detection.relationDependencies(field, model),
    ...columnsOf(detection, { model, field, added }),
  ];
  const preserveDefault = fillsRows(field);
  let filled = field;
  if (!preserveDefault) {
    const value =
      field.options["autoNowAdd"] === true
        ? await questioner.askAutoNowAddAddition(question)
        : await questioner.askNotNullAddition(question);
    if (value !== NO_DEFAULT) filled = alteredField(field, { default: value });
  }
  if (field.unique && typeof field.options.default === "function")
    await questioner.askUniqueCallableDefaultAddition(question);
  const operation = new AddField({ modelName, name, field: filled, preserveDefault });
  detection.add(appLabel, operation, { dependencies });
}

/** Do the rows that are there get a value for a new field by itself? */
function fillsRows(field: Field): boolean {
  if (field.null || field.hasDefault || isManyToMany(field)) return true;
  // The database fills it: a default of its own, a number, a generated column.
  if (field.dbReturning || field.generated) return true;
  return (field.blank && field.emptyStringsAllowed) || field.options["autoNow"] === true;
}

interface AddedField {
  readonly model: ModelKey;
  readonly field: Field;
  readonly added: readonly FieldKey[];
}

/** A generated column needs the new columns of its model that it is made of; a relation's has a name of its own. */
function columnsOf(
  detection: Detection,
  { model, field, added }: AddedField,
): readonly OperationDependency[] {
  if (!field.generated) return [];
  const { fields } = detection.newModel(model);
  return added.flatMap((key): OperationDependency[] => {
    const [owner, name] = splitFieldKey(key);
    const other = owner === model ? fields.get(name) : undefined;
    if (other === undefined) return [];
    const needed = isComputedFrom(field, name) || relationTargets(other) !== undefined;
    return needed ? [{ kind: "create", model, field: name }] : [];
  });
}

interface Alteration {
  readonly key: FieldKey;
  readonly old: Field;
  readonly next: Field;
}

async function alterField(detection: Detection, { key, old, next }: Alteration): Promise<void> {
  const [model, name] = splitFieldKey(key);
  const [appLabel, modelName] = splitKey(model);
  const dependencies =
    relationTargets(next) === undefined ? [] : detection.relationDependencies(next, model);
  let field = next;
  let preserveDefault = true;
  const losesNull = old.null && !next.null;
  if (losesNull && !next.hasDefault && !next.hasDbDefault && !isManyToMany(next)) {
    const question = { appLabel, modelName, name, field: next };
    const value = await detection.questioner.askNotNullAlteration(question);
    if (value !== NO_DEFAULT) {
      field = alteredField(next, { default: value });
      preserveDefault = false;
    }
  }
  const operation = new AlterField({ modelName, name, field, preserveDefault });
  detection.add(appLabel, operation, { dependencies });
}
