import type { Expression } from "../expressions/expression.ts";
import { Col } from "../expressions/columns.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Query } from "../query/query.ts";

/** One column of a select list. */
export interface SelectItem {
  readonly expression: Expression;
  /** Name of the column in the result, when it has to have one. */
  readonly name: string | undefined;
}

/** The columns that make one instance, and the related instances that are loaded with it. */
export interface InstanceColumns {
  readonly meta: ModelMeta;
  readonly fields: readonly Field[];
  /** Where the columns begin in the row. */
  readonly start: number;
  /** Alias of the model's table. */
  readonly alias: string;
  readonly related: readonly RelatedColumns[];
}

/** A related instance that is loaded with another. */
export interface RelatedColumns extends InstanceColumns {
  /** Cache names: on the instance it hangs on, and on itself for the way back. */
  readonly localName: string;
  readonly remoteName: string | undefined;
  /** The foreign key that the relation is of, on the side that has it. */
  readonly localField: Field | undefined;
  readonly remoteField: Field | undefined;
}

/** Alias of the table that has a field: the model's own or that of a parent, which is joined. */
export function aliasOfField(query: Query, meta: ModelMeta, alias: string, field: Field): string {
  let current = alias;
  for (const step of meta.stepsToParent(field.model.concrete)) current = query.join(current, step);
  return current;
}

/** Columns of the fields of a model that are loaded. */
export function modelColumns(
  query: Query,
  meta: ModelMeta,
  alias: string,
  fields: readonly Field[],
): Expression[] {
  return fields.map((field) => new Col(aliasOfField(query, meta, alias, field), field));
}

/** The fields to load of the root model or of one that `path` leads to. */
export function loadedFields(
  query: Query,
  meta: ModelMeta,
  path: readonly string[] = [],
): readonly Field[] {
  const { names, defer } = query.deferral;
  if (names.size === 0) return meta.concreteFields;
  const prefix = path.length === 0 ? "" : `${path.join("__")}__`;
  const own = new Set<string>();
  let below = false;
  for (const name of names) {
    const full = name === "pk" ? meta.pk.name : name;
    if (path.length === 0 && !name.includes("__")) own.add(full);
    else if (prefix !== "" && name.startsWith(prefix)) {
      const rest = name.slice(prefix.length);
      own.add(rest.split("__")[0] === "pk" ? meta.pk.name : (rest.split("__")[0] ?? rest));
      below = true;
    } else if (path.length === 0) own.add(name.split("__")[0] ?? name);
  }
  if (defer) {
    const left = new Set(
      [...names]
        .filter((name) => name.startsWith(prefix) && !name.slice(prefix.length).includes("__"))
        .map((name) => name.slice(prefix.length)),
    );
    return meta.concreteFields.filter(
      (field) =>
        meta.pkFields.includes(field) || !(left.has(field.name) || left.has(field.attname)),
    );
  }
  if (path.length > 0 && !below) return meta.concreteFields;
  return meta.concreteFields.filter(
    (field) => meta.pkFields.includes(field) || own.has(field.name) || own.has(field.attname),
  );
}
