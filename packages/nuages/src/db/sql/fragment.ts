/**
 * A value of a statement: a constant, or (`slot` ≥ 0) the prepared value at that place of the
 * queryset's arguments, which `bind` turns into what the driver takes.
 */
export interface Param {
  readonly slot: number;
  readonly value: unknown;
  readonly bind: ((value: unknown) => unknown) | undefined;
}

/** A parameter whose value is fixed. */
export function constant(value: unknown): Param {
  return { slot: -1, value, bind: undefined };
}

/** SQL text in which `%s` stands for the next parameter and `%%` for a percent sign. */
export interface Sql {
  readonly text: string;
  readonly params: readonly Param[];
}

const NO_PARAMS: readonly Param[] = [];

export function sql(text: string, params: readonly Param[] = NO_PARAMS): Sql {
  return { text, params };
}

/** Several pieces with `separator` between them. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  return {
    text: pieces.map(({ text }) => text).join(separator),
    params: pieces.flatMap(({ params }) => params),
  };
}

/** The query cannot have rows: a condition is never true. Control flow inside the compiler. */
export class EmptyResultSet extends Error {
  override readonly name = "EmptyResultSet";
}

/** A condition is always true and can be left out. Control flow inside the compiler. */
export class FullResultSet extends Error {
  override readonly name = "FullResultSet";
}
