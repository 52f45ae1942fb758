import { isDeepStrictEqual } from "node:util";

import { isInstance, QuerySet } from "../../db/index.ts";
import { equalValues } from "../../utils/compare.ts";
import { fail } from "./fail.ts";

/** Options of {@link assertQuerySetEqual}. */
export interface QuerySetEqualOptions<Row, Value> {
  /** Made of each row before it is compared. */
  readonly transform?: (row: Row) => Value;
  /** Whether the order counts. Default: true. */
  readonly ordered?: boolean;
  /** Said first when the assertion fails. */
  readonly message?: string;
}

/**
 * A queryset, or other rows, gives these values. Rows are compared as the same row of the database.
 * Django: `assertQuerySetEqual`.
 *
 * @throws AssertionError when it does not, or when its order is compared and it has none
 * @example
 * await assertQuerySetEqual(Book.objects.all(), ["Emma", "Momo"], { transform: String });
 */
export async function assertQuerySetEqual<Row, Value = Row>(
  rows: AsyncIterable<Row> | Iterable<Row> | PromiseLike<Iterable<Row>>,
  values: Iterable<Value>,
  options: QuerySetEqualOptions<Row, Value> = {},
): Promise<void> {
  const { transform, ordered = true, message } = options;
  const operator = "assertQuerySetEqual";
  const expected = [...values];
  const loaded = await rowsOf(rows);
  // Without a transform the types of rows and values are the same.
  const actual = loaded.map((row) => (transform?.(row) ?? row) as Value);
  if (!ordered) {
    const left = [...expected];
    const extra = actual.filter((value) => !take(left, value));
    if (left.length === 0 && extra.length === 0) return;
    fail(`The rows are not the same, in any order: ${show(actual)} instead of ${show(expected)}.`, {
      operator,
      actual,
      expected,
      message,
    });
  }
  if (rows instanceof QuerySet && expected.length > 1 && !rows.ordered) {
    fail("The queryset has no order, so the order of its rows cannot be compared.", {
      operator,
      message: message ?? "Give it orderBy(), or pass { ordered: false }",
    });
  }
  const isSame =
    actual.length === expected.length && actual.every((value, at) => same(value, expected[at]));
  if (isSame) return;
  fail(`The rows are not the same: ${show(actual)} instead of ${show(expected)}.`, {
    operator,
    actual,
    expected,
    message,
  });
}

async function rowsOf<Row>(
  rows: AsyncIterable<Row> | Iterable<Row> | PromiseLike<Iterable<Row>>,
): Promise<Row[]> {
  if (Symbol.asyncIterator in rows) return Array.fromAsync(rows);
  return [...(await rows)];
}

function take<Value>(values: Value[], wanted: Value): boolean {
  const at = values.findIndex((value) => same(value, wanted));
  if (at >= 0) values.splice(at, 1);
  return at >= 0;
}

function same(a: unknown, b: unknown): boolean {
  if (isInstance(a) && isInstance(b)) {
    return (a as { equals?(other: unknown): boolean }).equals?.(b) === true;
  }
  return equalValues(a, b) || isDeepStrictEqual(a, b);
}

function show(values: readonly unknown[]): string {
  return `[${values.map(String).join(", ")}]`;
}
