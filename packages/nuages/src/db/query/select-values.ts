import { FieldError } from "../errors.ts";
import { Col, Ref } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import { setupJoins, transformed, trimJoins } from "./paths.ts";
import type { Query } from "./query.ts";

/** The columns at the end of a path. */
function columnsAt(query: Query, path: string, allowMany: boolean): Expression[] {
  const joined = setupJoins(
    query,
    path.split("__"),
    { meta: query.meta, alias: query.initialAlias() },
    {
      allowMany,
    },
  );
  const trimmed = trimJoins(query, joined);
  return trimmed.targets.map((target) =>
    transformed(new Col(trimmed.alias, target), joined.rest, path),
  );
}

/** Names of the columns of one value: `pk`, `pk:1` for a key of two columns. */
function partNames(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? name : `${name}:${index}`));
}

/** Selects columns by name: fields, across relations too, and annotations. No names: all fields. */
export function selectValues(query: Query, names: readonly string[]): void {
  query.selectRelated = false;
  query.deferral = { names: new Set(), defer: true };
  query.clearSelectFields();
  query.defaultColumns = false;
  const mask = query.annotationMask ?? new Set(query.annotations.keys());
  let fields: string[];
  let selected: string[];
  if (names.length > 0) {
    fields = [];
    const annotations: string[] = [];
    for (const name of names) {
      if (mask.has(name)) annotations.push(name);
      else if (query.annotations.has(name)) {
        throw new FieldError(`The alias "${name}" cannot be selected.`, {
          hint: "Use annotate() in place of alias() to select it.",
        });
      } else fields.push(name);
    }
    selected = [...names];
    query.annotationMask = new Set(annotations);
  } else {
    fields = query.meta.concreteFields.map(({ attname }) => attname);
    selected = [...fields, ...mask];
  }
  fields = [...new Set(fields)];
  if (query.groupBy === true) {
    query.setSelect(
      query.meta.concreteFields.flatMap(({ attname }) => columnsAt(query, attname, false)),
    );
    // The grouping stays by the whole row, whatever of it is selected.
    query.setGroupBy(false);
    query.clearSelectFields();
  } else if (query.groupBy !== undefined) {
    query.groupBy = query.groupBy.map((expression) =>
      expression instanceof Ref && !selected.includes(expression.name)
        ? (query.annotations.get(expression.name) ?? expression)
        : expression,
    );
  }
  query.valuesSelect = fields;
  query.selected = selected;
  const columns = fields.map((name) => ({ name, found: columnsAt(query, name, true) }));
  query.valuesSelect = columns.flatMap(({ name, found }) => partNames(name, found.length));
  query.setSelect(columns.flatMap(({ found }) => found));
  const widths = new Map(columns.map(({ name, found }) => [name, found.length]));
  query.selected = selected.flatMap((name) => partNames(name, widths.get(name) ?? 1));
}
