import { isDeepStrictEqual } from "node:util";

import { InvalidValue } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { GeneratedFieldInstance } from "../fields/generated-field.ts";
import { ManyToManyFieldBase } from "../fields/many-to-many.ts";
import { RelationField } from "../fields/relation-field.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { generatedSql } from "./column-sql.ts";

/** Options that a column does not show. */
const WITHOUT_COLUMN: ReadonlySet<string> = new Set([
  "autoCreated",
  "blank",
  "choices",
  "dbColumn",
  "editable",
  "errorMessages",
  "helpText",
  "limitChoicesTo",
  "onDelete",
  "relatedName",
  "relatedQueryName",
  "validators",
  "verboseName",
]);

function columnOptions(field: Field, ignored: ReadonlySet<string>): Record<string, unknown> {
  const { options } = field.deconstruct();
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => !WITHOUT_COLUMN.has(name) && !ignored.has(name) && value !== undefined,
    ),
  );
}

/** The table that a relation leads to. */
function targetOf(field: Field): string | undefined {
  return field instanceof RelationField ? field.target.labelLower : undefined;
}

/** Does a column hold the values of that field? The field may be a copy with other options. */
export function pointsAt(field: Field, target: Field): boolean {
  const held = field.relation?.targetField;
  return held !== undefined && held.model === target.model && held.name === target.name;
}

const NONE: ReadonlySet<string> = new Set();

/** Does the change touch the column, or the table between two models? Options in `ignored` do not count. */
export function isAltered(
  oldField: Field,
  newField: Field,
  ignored: ReadonlySet<string> = NONE,
): boolean {
  if (oldField.column !== newField.column) return true;
  const [before, after] = [oldField.deconstruct(), newField.deconstruct()];
  return (
    before.type !== after.type ||
    targetOf(oldField) !== targetOf(newField) ||
    !isDeepStrictEqual(columnOptions(oldField, ignored), columnOptions(newField, ignored))
  );
}

/**
 * Is there something to alter?
 *
 * @throws InvalidValue for changes that no statement makes
 */
export function assertAlterable(oldField: Field, newField: Field, dialect: Dialect): boolean {
  const [oldThrough, newThrough] = [oldField, newField].map(throughOf);
  if (oldField.column === undefined && newField.column === undefined) {
    if (oldThrough === undefined || newThrough === undefined) return false;
    if (oldThrough.autoCreated !== newThrough.autoCreated) throw incompatible(oldField, newField);
    if (!oldThrough.autoCreated) return false;
    return isAltered(oldField, newField) || tableText(oldThrough) !== tableText(newThrough);
  }
  if (oldField.column === undefined || newField.column === undefined)
    throw incompatible(oldField, newField);
  if (!isAltered(oldField, newField)) return false;
  if (isOtherComputation(oldField, newField, dialect)) {
    throw new InvalidValue(
      `Modifying GeneratedFields is not supported: ${newField.label} would be computed in another way.`,
      { hint: "Remove the field and add it again: two operations, RemoveField and AddField." },
    );
  }
  return true;
}

/** What a table between two models is called, and its columns. */
function tableText({ dbTable, localConcreteFields }: ModelMeta): string {
  return [dbTable, ...localConcreteFields.map(({ column }) => column)].join("\0");
}

function throughOf(field: Field): ModelMeta | undefined {
  return field instanceof ManyToManyFieldBase ? field.through : undefined;
}

function incompatible(oldField: Field, newField: Field): InvalidValue {
  return new InvalidValue(
    `Cannot alter field ${oldField.label} into ${newField.label}: they are not compatible types.`,
    {
      hint: "A field cannot be altered to or from a many-to-many field, nor can its through be added or removed. Remove the field and add the other one; carry the rows over with RunTS in between.",
    },
  );
}

function isOtherComputation(oldField: Field, newField: Field, dialect: Dialect): boolean {
  if (!oldField.generated && !newField.generated) return false;
  if (oldField.generated !== newField.generated) return true;
  const [before, after] = [oldField, newField] as unknown as readonly GeneratedFieldInstance[];
  return (
    before !== undefined &&
    after !== undefined &&
    generatedSql(before, dialect) !== generatedSql(after, dialect)
  );
}
