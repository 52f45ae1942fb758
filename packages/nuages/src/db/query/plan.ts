import type { Dialect } from "../sql/dialect.ts";
import type { Param } from "../sql/fragment.ts";

/** A compiled statement: text, where its values come from, and how its rows are read. */
export interface Plan {
  /** Nothing can be found: the database is not asked. */
  readonly isEmpty: boolean;
  readonly text: string;
  readonly params: readonly Param[];
  readonly read: (row: readonly unknown[]) => unknown;
}

/** Placeholders of the database in place of `%s`. */
export function finishText(text: string, dialect: Dialect): string {
  let index = 0;
  return text.replaceAll(/%[s%]/g, (mark) => {
    if (mark === "%%") return "%";
    index += 1;
    return dialect.placeholder(index);
  });
}

/** The values of a statement for the driver. */
export function bindParams(params: readonly Param[], args: readonly unknown[]): unknown[] {
  const values: unknown[] = [];
  for (const { slot, value, bind } of params) {
    if (slot < 0) values.push(value);
    else values.push(bind === undefined ? args[slot] : bind(args[slot]));
  }
  return values;
}
