import { FieldError, InvalidValue } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import { instanceMeta } from "../models/instance-state.ts";
import type { TrimmedPath } from "../query/paths.ts";
import { Where } from "../query/where.ts";
import {
  Exact,
  GreaterThan,
  GreaterThanOrEqual,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
} from "./builtin.ts";
import { isQuery } from "./lookup.ts";
import type { Operand } from "./operand.ts";

const COMPARISONS = new Map([
  ["gt", [GreaterThan, GreaterThan]],
  ["gte", [GreaterThan, GreaterThanOrEqual]],
  ["lt", [LessThan, LessThan]],
  ["lte", [LessThan, LessThanOrEqual]],
] as const);

/** The values of a key of several columns. */
function partsOf(
  value: unknown,
  fields: readonly Field[],
  relation: RelationInfo | undefined,
): readonly unknown[] {
  const meta = instanceMeta(value);
  if (meta !== undefined)
    return fields.map((field, index) =>
      meta.valueOfInstance(value as object, relation?.target.pkFields[index] ?? field),
    );
  if (Array.isArray(value) && value.length === fields.length) return value as readonly unknown[];
  throw new InvalidValue(
    `A key of ${fields.length} columns is compared with an array of ${fields.length} values.`,
  );
}

/** Comparison of a key of several columns, column by column. */
export function tupleLookup(
  path: TrimmedPath,
  relation: RelationInfo | undefined,
  names: readonly string[],
  operand: Operand,
): Where {
  const [name = "exact", ...more] = names;
  if (more.length > 0)
    throw new FieldError(`A key of several columns has no lookup "${names.join("__")}".`);
  const columns = path.targets.map((field) => new Col(path.alias, field));
  const { value } = operand;
  const equal = (given: unknown): Where => {
    const parts = partsOf(given, path.targets, relation);
    return new Where(columns.map((column, index) => new Exact(column, parts[index])));
  };
  if (name === "exact") return equal(value);
  if (name === "in") {
    if (isQuery(value)) {
      const [first] = columns;
      if (first === undefined) throw new FieldError("A key without columns.");
      return new Where([new In(first, value)]);
    }
    const list = [...(value as Iterable<unknown>)].filter((item) => item !== null);
    return list.length === 0
      ? new Where([new In(columns[0] ?? new Col("", path.targets[0] as Field), [])])
      : new Where(list.map(equal), "OR");
  }
  if (name === "isnull")
    return new Where(
      columns.map((column) => new IsNull(column, value)),
      value === true ? "OR" : "AND",
    );
  const comparison = COMPARISONS.get(name as "gt");
  if (comparison === undefined)
    throw new FieldError(`A key of several columns has no lookup "${name}".`, {
      hint: "Known: exact, in, isnull, gt, gte, lt, lte.",
    });
  const parts = partsOf(value, path.targets, relation);
  const branches = columns.map((column, index) => {
    const before = columns
      .slice(0, index)
      .map((other, position) => new Exact(other, parts[position]));
    const type = index === columns.length - 1 ? comparison[1] : comparison[0];
    return new Where([...before, new type(column, parts[index])]);
  });
  return new Where(branches, "OR");
}
