import { sameValue } from "../comparing/same-value.ts";
import type { Operation } from "../operation.ts";
import type { ModelState } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { type ModelKey, relatedKeys } from "../state/references.ts";

export interface SameOptions {
  readonly appLabel: string;
  /** The models before the operations. It is not changed. */
  readonly state: ProjectState;
}

/**
 * Do two lists of operations come to the same models, and do relations lead to models that are there?
 * Defaults do not count: one for the rows of another time may have become one for good.
 */
export function leadsToSame(
  first: readonly Operation[],
  other: readonly Operation[],
  { appLabel, state }: SameOptions,
): boolean {
  const [a, b] = [first, other].map((operations) => {
    const after = state.clone();
    for (const operation of operations) operation.stateForwards(appLabel, after);
    return after.models;
  });
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  return [...a].every(([key, model]) => {
    const match = b.get(key);
    return match !== undefined && (match === model || sameModel(model, match));
  });
}

function sameModel(a: ModelState, b: ModelState): boolean {
  return (
    a.fields.size === b.fields.size &&
    sameValue(a.bases, b.bases) &&
    sameValue(listed(a), listed(b)) &&
    [...a.fields].every(([name]) => sameTarget(a, b, name))
  );
}

/** The options, with a list where none was said of what is unique. */
function listed({ options }: ModelState): object {
  return { ...options, uniqueTogether: options["uniqueTogether"] ?? [] };
}

/** Is there a field of the name in both, of one class, that leads to the same models? */
function sameTarget(a: ModelState, b: ModelState, name: string): boolean {
  const [field, other] = [a.fields.get(name), b.fields.get(name)];
  if (field === undefined || other === undefined || field.constructor !== other.constructor)
    return false;
  const keys = (model: ModelState, of: typeof field): readonly ModelKey[] =>
    relatedKeys(of, model.key);
  const [call, match] = [field.deconstruct().options, other.deconstruct().options];
  const without = (options: Readonly<Record<string, unknown>>): object => {
    const { default: _default, through: _through, ...rest } = options;
    return rest;
  };
  return sameValue(keys(a, field), keys(b, other)) && sameValue(without(call), without(match));
}
