import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { ModelMeta } from "./meta.ts";

/** The other side of a relation, as the model sees it that it points at. */
export interface ReverseRelation {
  /** Name in query paths. */
  readonly name: string;
  /** Name of the attribute; undefined when hidden (`relatedName: "+"`). */
  readonly accessorName: string | undefined;
  /** The field that declares the relation. */
  readonly field: Field;
  /** The model that declares it. */
  readonly source: ModelMeta;
  /** The way from the target back to the declaring model. */
  readonly relation: RelationInfo;
}
