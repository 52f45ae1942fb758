import type { Field } from "../../fields/field.ts";
import { RelationField } from "../../fields/relation-field.ts";
import type { ModelMeta } from "../../models/meta.ts";
import { columnOf, definitionOf, type TableDefinition } from "../table-definition.ts";

/** A table in its new form, and where its columns come from. */
export interface Rebuild {
  readonly definition: TableDefinition;
  /** Of the columns that are copied: SQL in terms of the old table. The others get their defaults. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Points the field at its own model? */
function isSelfReference(field: Field): boolean {
  return field instanceof RelationField && field.target.concrete === field.model.concrete;
}

/**
 * The columns of a table that is made anew, in the order in which Django leaves them: those that
 * nobody declared in front, relations to the table itself at the end, and a column that changes
 * behind the others; when changes are undone, before them.
 */
export function inRebuiltOrder(
  others: readonly Field[],
  changed: Field | undefined,
  backwards: boolean,
): Field[] {
  const plain = others.filter((field) => !isSelfReference(field));
  const selves = others.filter(isSelfReference);
  const all = changed === undefined ? [plain] : backwards ? [[changed], plain] : [plain, [changed]];
  const ordered = [...all.flat(), ...selves];
  return [
    ...ordered.filter(({ autoCreated }) => autoCreated),
    ...ordered.filter(({ autoCreated }) => !autoCreated),
  ];
}

/** A model has one key: a field that becomes it takes the place of another. */
function withOneKey(fields: readonly Field[], changed: Field | undefined): Field[] {
  if (changed === undefined || !changed.primaryKey) return [...fields];
  return fields.flatMap((field) => {
    if (field === changed || !field.primaryKey || field.column === undefined) return [field];
    if (field.autoCreated) return [];
    const copy = field.clone();
    (copy as { primaryKey: boolean }).primaryKey = false;
    return [copy];
  });
}

/** What the table becomes when one of its fields is added, or takes the place of `old`. */
export function changedDefinition(
  before: ModelMeta,
  changed: Field,
  { old, backwards }: { readonly old?: Field; readonly backwards: boolean },
): TableDefinition {
  const after = definitionOf(changed.model);
  const byName = new Map(after.fields.map((field) => [field.name, field]));
  const others = before.localConcreteFields
    .filter(({ name }) => name !== old?.name && name !== changed.name)
    .map((field) => byName.get(field.name))
    .filter((field) => field !== undefined);
  const fields =
    before === changed.model
      ? after.fields.map((field) => (field.name === changed.name ? changed : field))
      : inRebuiltOrder(others, changed, backwards);
  return {
    ...after,
    fields: after.compositeKey.length > 0 ? fields : withOneKey(fields, changed),
  };
}

/** What is left of the table without a field. */
export function reducedDefinition(meta: ModelMeta, removed: Field): TableDefinition {
  const definition = definitionOf(meta);
  const { name } = removed;
  return {
    ...definition,
    fields: inRebuiltOrder(
      definition.fields.filter((field) => field.name !== name),
      undefined,
      false,
    ),
    uniqueTogether: definition.uniqueTogether.filter((names) => !names.includes(name)),
    indexes: definition.indexes.filter(
      ({ fields }) => !fields.some((field) => field.replace(/^-/, "") === name),
    ),
  };
}

/** The table as it is, with other constraints. */
export function rearranged(
  definition: TableDefinition,
  constraints: TableDefinition["constraints"] = definition.constraints,
): TableDefinition {
  return {
    ...definition,
    fields: inRebuiltOrder(definition.fields, undefined, false),
    constraints,
  };
}

/** Columns that stay, each copied from itself; computed ones compute themselves. */
export function unchangedSources(
  { fields }: TableDefinition,
  quote: (name: string) => string,
): Map<string, string> {
  return new Map(
    fields
      .filter(({ generated }) => !generated)
      .map((field) => [columnOf(field), quote(columnOf(field))]),
  );
}
