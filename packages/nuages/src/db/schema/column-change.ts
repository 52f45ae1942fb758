import type { Field } from "../fields/field.ts";
import { ManyToManyFieldBase } from "../fields/many-to-many.ts";
import type { Dialect } from "../sql/dialect.ts";
import { pointsAt } from "./altered.ts";
import { collationOf, columnCheckSql } from "./column-sql.ts";

/** A column that holds the key of another, before and after. */
export interface Referring {
  readonly before: Field;
  readonly after: Field;
}

/** What a column is and becomes. */
export interface ColumnChange {
  readonly table: string;
  readonly oldField: Field;
  readonly newField: Field;
  readonly oldType: string;
  readonly newType: string;
}

/** Does the type of the column bring a condition along? */
export function hasCheck(field: Field, dialect: Dialect): boolean {
  return columnCheckSql(field, dialect) !== undefined;
}

/** Other columns may hold its values, before and after. */
export function keepsKey({ oldField, newField }: ColumnChange): boolean {
  return (oldField.primaryKey && newField.primaryKey) || (oldField.unique && newField.unique);
}

/** Does the column get another type, or another order of its texts? */
export function isRetyped({ oldType, newType, oldField, newField }: ColumnChange): boolean {
  return oldType !== newType || collationOf(oldField) !== collationOf(newField);
}

export function becameKey({ oldField, newField }: ColumnChange): boolean {
  return !oldField.primaryKey && newField.primaryKey;
}

/** Columns of other tables that hold the field's values, and those that hold theirs. */
export function referringFields(oldField: Field, newField: Field): Referring[] {
  const found: Referring[] = [];
  for (const { field, source } of newField.model.reverseRelations()) {
    if (field instanceof ManyToManyFieldBase || field.column === undefined) continue;
    if (!pointsAt(field, newField)) continue;
    const before = oldField.model
      .reverseRelations()
      .find((other) => other.field.name === field.name && other.source.label === source.label);
    if (before === undefined || found.some(({ after }) => after === field)) continue;
    found.push({ before: before.field, after: field });
    if (field.unique) found.push(...referringFields(before.field, field));
  }
  return found;
}
