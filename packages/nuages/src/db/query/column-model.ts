import type { Field } from "../fields/field.ts";
import { DeclaredModel } from "../models/declared-model.ts";
import type { ModelClass } from "../models/model-class.ts";
import type { ModelMeta } from "../models/meta.ts";

/** A column that a query gives. */
export interface QueryColumn {
  /** Name in paths. */
  readonly name: string;
  /** Name in SQL. */
  readonly column: string;
  readonly field: Field;
  readonly isKey: boolean;
}

/**
 * A model that stands for the columns of a query, so that paths, lookups and joins go through them as
 * through those of a table. It is in no registry: nothing leads to it but the query that it was made for.
 */
export function columnModel(
  name: string,
  columns: readonly QueryColumn[],
  source: ModelMeta,
): ModelMeta {
  const key = Math.max(
    0,
    columns.findIndex(({ isKey }) => isKey),
  );
  const fields = Object.fromEntries(
    columns.map((column, index) => [column.name, columnField(column, index === key)]),
  );
  class Base {}
  class Row extends Base {}
  const { DoesNotExist, MultipleObjectsReturned, NotUpdated } = source.cls;
  const statics = { name, DoesNotExist, MultipleObjectsReturned, NotUpdated };
  for (const [property, value] of Object.entries(statics))
    Object.defineProperty(Row, property, { value });
  return new DeclaredModel(Row as unknown as ModelClass, {
    fields,
    options: { dbTable: name, managed: false },
    bases: [],
    services: source.services,
  });
}

function columnField({ field, column }: QueryColumn, primaryKey: boolean): Field {
  const { choices: _, ...options } = field.options;
  return Object.assign(field.clone(), {
    options: { ...options, dbColumn: column, relatedName: "+", primaryKey },
    primaryKey,
    // Whatever an outer join or a function may give.
    null: !primaryKey,
  });
}
