import { Col } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { Query } from "../query/query.ts";
import type { Dialect } from "./dialect.ts";

interface Assignment {
  readonly field: Field;
  readonly value: unknown;
}

/**
 * Assignments of an UPDATE in the order in which each reads the row as it was. MariaDB and MySQL assign
 * one after the other: a column is read before another assignment changes it. (Two that read each other
 * stay as they are.)
 */
export function inReadingOrder<T extends Assignment>(
  assignments: readonly T[],
  query: Query,
  { vendor }: Dialect,
): readonly T[] {
  const isPlain = !assignments.some(({ value }) => value instanceof Expression);
  if (vendor !== "mysql" || isPlain || assignments.length === 1) return assignments;
  const waiting = assignments.map((assignment) => ({
    assignment,
    reads: columnsRead(assignment.value, query),
  }));
  const ordered: T[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ assignment: { field } }) =>
      waiting.every(
        ({ assignment, reads }) => assignment.field === field || !reads.has(field.column),
      ),
    );
    const [next] = waiting.splice(Math.max(free, 0), 1);
    if (next !== undefined) ordered.push(next.assignment);
  }
  return ordered;
}

function columnsRead(value: unknown, query: Query): ReadonlySet<string | undefined> {
  const columns = new Set<string | undefined>();
  if (!(value instanceof Expression)) return columns;
  const waiting = [value.resolve(query, { allowJoins: false, forSave: true })];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one instanceof Col) columns.add(one.target.column);
    waiting.push(...one.sources());
  }
  return columns;
}
