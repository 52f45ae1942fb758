import { type Field, relationTargets } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { type ModelKey, targetKey } from "../state/references.ts";
import { type Detection, fieldKey } from "./detection.ts";

/** A field before or after, with the model that has it, by the name of that time. */
export interface FieldOf {
  readonly owner: ModelKey;
  readonly field: Field;
}

/**
 * Is a field the same before and after, apart from what renames of models and fields account for?
 * `without` names options that are not compared.
 */
export function sameDefinition(
  detection: Detection,
  { old, next }: { readonly old: FieldOf; readonly next: FieldOf },
  without: ReadonlySet<string> = new Set(),
): boolean {
  if (old.field.constructor !== next.field.constructor) return false;
  const before = old.field.deconstruct();
  const after = next.field.deconstruct();
  const relation = relationTargets(next.field);
  const oldRelation = relationTargets(old.field);
  if (relation === undefined || oldRelation === undefined)
    return (
      sameValue(before.args, after.args) && sameOptions(before.options, after.options, without)
    );
  const skipped = new Set([...without, "through"]);
  if (isRenamedTarget(detection, { old, next })) skipped.add("toField");
  return (
    sameTarget(detection, [oldRelation.to, old.owner], [relation.to, next.owner]) &&
    sameTarget(detection, [oldRelation.through, old.owner], [relation.through, next.owner]) &&
    sameOptions(before.options, after.options, skipped)
  );
}

type Target = readonly [to: unknown, owner: ModelKey];

/** Do two relations lead to one model, which may have another name now? */
function sameTarget(
  { renamedModels }: Detection,
  [old, oldOwner]: Target,
  [next, owner]: Target,
): boolean {
  if (old === undefined || next === undefined) return old === next;
  const key = targetKey(next, owner);
  return (renamedModels.get(key) ?? key) === targetKey(old, oldOwner);
}

/** Does a foreign key name the same field of the other model, which has another name now? */
function isRenamedTarget(
  { renamedFields }: Detection,
  { old, next }: { readonly old: FieldOf; readonly next: FieldOf },
): boolean {
  const toField = next.field.options["toField"];
  if (typeof toField !== "string") return false;
  const key = targetKey(relationTargets(next.field)?.to, next.owner);
  return renamedFields.get(fieldKey(key, toField)) === old.field.options["toField"];
}

type Options = Readonly<Record<string, unknown>>;

function sameOptions(a: Options, b: Options, without: ReadonlySet<string>): boolean {
  if (without.size === 0) return sameValue(a, b);
  const rest = (options: Options): Options =>
    Object.fromEntries(Object.entries(options).filter(([name]) => !without.has(name)));
  return sameValue(rest(a), rest(b));
}
