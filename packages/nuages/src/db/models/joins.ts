import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "./meta.ts";

/** One pair of columns that a join compares. */
export interface JoinColumns {
  readonly from: Field;
  readonly to: Field;
}

/** A further condition of a join: a column of the joined table has a fixed value (generic relations). */
export interface JoinRestriction {
  readonly field: Field;
  /** Which side of the join the column is on. */
  readonly side: "from" | "to";
  readonly value: () => unknown;
}

/**
 * One join from a row of a model to rows of another. Two steps of the same {@link id} from the same
 * table are the same join and can be shared.
 */
export interface JoinStep {
  readonly id: string;
  readonly from: ModelMeta;
  readonly to: ModelMeta;
  readonly columns: readonly JoinColumns[];
  /** The field that declares the relation. */
  readonly field: Field;
  /** From the declaring model to the target. */
  readonly forward: boolean;
  /** Several rows may match one. */
  readonly many: boolean;
  /** There may be no row on the other side. */
  readonly nullable: boolean;
  readonly restriction?: JoinRestriction;
  /** The step back. */
  readonly reverse: () => JoinStep;
}
