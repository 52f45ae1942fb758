import { InvalidUse, NotSupportedError } from "../errors.ts";
import type { QueryState } from "./state.ts";

/** Key of the state of a queryset; the functions of this folder work on it. */
export const INTERNAL: unique symbol = Symbol("nuages.queryset");

/** A queryset as the functions behind its methods see it. */
export interface QuerySetLike {
  readonly [INTERNAL]: QueryState;
  withState(state: QueryState): this;
  step(work: (state: QueryState) => QueryState | Promise<QueryState>, isPending?: boolean): this;
  ready(): Promise<QueryState>;
  fetch(): Promise<unknown[]>;
  readonly isLoaded: boolean;
}

/** Is `value` a queryset? */
export function isQuerySet(value: unknown): value is QuerySetLike {
  return typeof value === "object" && value !== null && INTERNAL in value;
}

/** @throws InvalidUse after a slice */
export function refuseSliced(state: QueryState, method: string): void {
  if (state.shape.query.isSliced) {
    throw new InvalidUse(`${method} cannot follow a slice.`, { hint: "Slice last." });
  }
}

/** @throws NotSupportedError for what a combined queryset cannot do */
export function refuseCombined(state: QueryState, method: string): void {
  const { combination } = state.shape.query;
  if (combination === undefined) return;
  throw new NotSupportedError(
    `Calling QuerySet.${method} after ${combination.operator}() is not supported.`,
    {
      hint: `Call ${method} before ${combination.operator}().`,
    },
  );
}

/** @throws NotSupportedError for rows of a common table that are no rows of a model */
export function refuseReadOnly({ meta, shape }: QueryState, method: string): void {
  const { query } = shape;
  const [base] = query.tables.values();
  if (base?.source?.meta !== meta) return;
  throw new NotSupportedError(
    `${method} cannot change the common table "${base.table}": its rows are computed.`,
    { hint: "Change the rows of the model that it is made of." },
  );
}
