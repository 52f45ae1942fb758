import { InvalidValue } from "../errors.ts";
import { Q, toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { plainStep } from "../query/state.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";

type Neighbour = (this: object, where?: Readonly<Record<string, unknown>>) => Promise<object>;

/** `getNextByBorn()`: the next object in the order of a date, ties by key. */
export function neighbourOf(field: Field, next: boolean): Neighbour {
  return async function neighbour(this: object, where = {}) {
    const meta = instanceMeta(this);
    if (meta === undefined || meta.keyOf(this) === null) {
      throw new InvalidValue("getNextBy/getPreviousBy cannot be used on unsaved objects.", {
        hint: "Save the object first.",
      });
    }
    const operator = next ? "gt" : "lt";
    const value = field.valueFromObject(this);
    const condition = Q({ [`${field.name}__${operator}`]: value }).or(
      Q({ [field.name]: value, [`pk__${operator}`]: meta.keyOf(this) }),
    );
    const rows = filteredState(
      meta.defaultManager.stateFor(stateOf(this).db),
      toCondition([where]),
    );
    const order = next ? "" : "-";
    const ordered = plainStep(filteredState(rows, condition), undefined, (query) => {
      query.orderBy = [`${order}${field.name}`, `${order}pk`];
      query.defaultOrdering = false;
      query.setLimits(0, 1);
    });
    const [found] = (await fetchRows(ordered)) as object[];
    if (found === undefined)
      throw new meta.cls.DoesNotExist(`${meta.label} matching query does not exist.`);
    return found;
  };
}
