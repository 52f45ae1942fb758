import { callable } from "../callable.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import type { ExpressionType } from "../query/path-types.ts";
import type { LookupPaths } from "./functions/argument-types.ts";
import { Condition, toCondition, type ConditionInput } from "./q.ts";

export interface FilteredRelationOptions {
  /** What rows of the relation must fulfil to be joined. */
  readonly condition?: ConditionInput;
}

class FilteredRelationBase {
  readonly relation: string;
  readonly condition: Condition;

  constructor(relation: string, { condition = new Condition([]) }: FilteredRelationOptions = {}) {
    if (relation === "") throw new InvalidValue("relation_name cannot be empty.");
    if (typeof condition !== "object")
      throw new InvalidUse(
        "The condition of FilteredRelation() must be a Q() or an object of lookups.",
      );
    this.relation = relation;
    this.condition = toCondition([condition]);
  }
}

/** A relation with a condition of its own in the join; `annotate()` and `alias()` give it a name. */
export const FilteredRelation = callable<
  <const P extends string, const C extends ConditionInput = never>(
    relation: P,
    options?: { readonly condition?: C },
  ) => FilteredRelationBase & ExpressionType<unknown, P | LookupPaths<C>>,
  typeof FilteredRelationBase
>(FilteredRelationBase, "FilteredRelation");
export type FilteredRelation = FilteredRelationBase;
