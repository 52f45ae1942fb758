import { InvalidUse } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import {
  Condition,
  leaf,
  toCondition,
  type ConditionChild,
  type ConditionInput,
} from "../expressions/q.ts";
import { INTERNAL, refuseCombined, type QuerySetLike } from "./internal.ts";
import { isPromised } from "./promised-values.ts";
import { keyOfCondition, withOperands } from "./shape.ts";
import { stepped, type QueryState } from "./state.ts";

/** The arguments of `filter()` as conditions. */
export function checkedConditions(conditions: readonly unknown[]): readonly ConditionInput[] {
  return conditions.filter((condition) => condition !== undefined) as readonly ConditionInput[];
}

function hasPromises(condition: Condition): boolean {
  return condition.children.some((child) => {
    if (child instanceof Condition) return hasPromises(child);
    return !(child instanceof Expression) && isPromised(child.value);
  });
}

async function withValues(condition: Condition): Promise<Condition> {
  const children: ConditionChild[] = [];
  for (const child of condition.children) {
    if (child instanceof Condition) children.push(await withValues(child));
    else if (child instanceof Expression || !isPromised(child.value)) children.push(child);
    else children.push(leaf(child.path, await child.value));
  }
  return new Condition(children, condition.connector, condition.negated);
}

/** The state with one more condition. */
export function filteredState(
  state: QueryState,
  condition: Condition,
  negated = false,
): QueryState {
  refuseCombined(state, negated ? "exclude()" : "filter()");
  if (condition.isEmpty) return state;
  if (state.shape.query.isSliced) {
    throw new InvalidUse("Cannot filter a query once a slice has been taken.", {
      hint: "Filter first, slice last.",
    });
  }
  const whole = negated ? condition.not() : condition;
  const { key, values } = keyOfCondition(whole);
  return stepped(
    { ...state, sticky: false },
    {
      key: key !== undefined && state.sticky ? `sticky:${key}` : key,
      values,
      apply: (query, operands) =>
        query.addCondition(key === undefined ? whole : withOperands(whole, operands)),
    },
  );
}

/** `filter()` and `exclude()`. Promised values are awaited when the query runs. */
export function filtered<Q extends QuerySetLike>(
  queryset: Q,
  conditions: readonly ConditionInput[],
  negated: boolean,
): Q {
  refuseCombined(queryset[INTERNAL], negated ? "exclude()" : "filter()");
  const condition = toCondition(conditions);
  if (!hasPromises(condition))
    return queryset.step((state) => filteredState(state, condition, negated));
  return queryset.step(
    async (state) => filteredState(state, await withValues(condition), negated),
    true,
  );
}
