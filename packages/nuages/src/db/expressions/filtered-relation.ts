import { InvalidUse, InvalidValue } from "../errors.ts";
import { Condition, toCondition, type ConditionInput } from "./q.ts";

/** A relation with a condition of its own in the join; `annotate()` and `alias()` give it a name. */
export class FilteredRelation {
  readonly relation: string;
  readonly condition: Condition;

  constructor(
    relation: string,
    { condition = new Condition([]) }: { readonly condition?: ConditionInput } = {},
  ) {
    if (relation === "") throw new InvalidValue("relation_name cannot be empty.");
    if (typeof condition !== "object")
      throw new InvalidUse(
        "The condition of FilteredRelation() must be a Q() or an object of lookups.",
      );
    this.relation = relation;
    this.condition = toCondition([condition]);
  }
}
