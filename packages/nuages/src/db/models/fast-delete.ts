import type { Field } from "../fields/field.ts";
import type { ForeignKeyField } from "../fields/foreign-key.ts";
import type { OnDelete } from "../fields/on-delete.ts";
import type { ModelMeta } from "./meta.ts";
import { postDelete, preDelete } from "./signals.ts";

/** Can rows of a model be deleted by one statement, without looking at them? */
export function canFastDelete(meta: ModelMeta, from?: Field): boolean {
  if (isWatched(meta)) return false;
  for (const link of meta.parents.values()) if (link !== undefined && link !== from) return false;
  return (
    meta.genericRelations().length === 0 &&
    meta
      .reverseRelations()
      .every(
        ({ field, relation }) => onDeleteOf(field) === "DO_NOTHING" || relation.kind === "generic",
      )
  );
}

/** Does anybody want to know of deleted rows of a model? */
export function isWatched({ cls }: ModelMeta): boolean {
  return preDelete.hasListeners(cls) || postDelete.hasListeners(cls);
}

/** What a relation asks for when its target is deleted. */
export function onDeleteOf(field: Field): OnDelete {
  return (field as ForeignKeyField).onDelete ?? "DO_NOTHING";
}
