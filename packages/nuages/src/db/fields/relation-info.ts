import type { Field } from "./field.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";

/** How a field leads to another model. The query builder asks this and never the class of the field. */
export interface RelationInfo {
  /** One row on the other side (`to-one`) or any number. */
  readonly many: boolean;
  /** At most one row of this model points at a row of the other. */
  readonly unique: boolean;
  /** The model on the other side. */
  readonly target: ModelMeta;
  /** Joins that lead there, in order. */
  readonly steps: readonly JoinStep[];
  /** The field of the target whose value the column holds; undefined for relations without a column. */
  readonly targetField: Field | undefined;
  /** Name of the accessor on the other side; undefined when hidden. */
  readonly accessorName: string | undefined;
  /** Name of the way back in query paths. */
  readonly queryName: string;
  /** Kind of object that assigns or reads the relation, see `models/accessors.ts`. */
  readonly kind: "foreignKey" | "oneToOne" | "manyToMany" | "generic";
}
