import type { Operation } from "../operation.ts";
import { reduceOperations } from "./reduce.ts";

/**
 * The shortest list of operations that does the same: fields go into the model that is made before
 * them, what is added and removed again is left out. Operations whose effect is not known, such as
 * `RunSQL`, stay where they are, unless they are elidable. Django: `MigrationOptimizer`.
 */
export function optimize(operations: readonly Operation[], appLabel: string): readonly Operation[] {
  let current = operations;
  for (;;) {
    const next = pass(current, appLabel);
    if (next.length === current.length && next.every((each, index) => each === current[index]))
      return next;
    current = next;
  }
}

/** Joins the first pair that can be joined. */
function pass(operations: readonly Operation[], appLabel: string): readonly Operation[] {
  const done: Operation[] = [];
  for (const [index, operation] of operations.entries()) {
    const joined = join(operations, index, appLabel);
    if (joined !== undefined) return [...done, ...joined];
    done.push(operation);
  }
  return done;
}

/** The operation at `index` joined with a later one, with all after it; undefined when it cannot be. */
function join(
  operations: readonly Operation[],
  index: number,
  appLabel: string,
): readonly Operation[] | undefined {
  const [operation, ...later] = operations.slice(index);
  if (operation === undefined) return undefined;
  // Can everything between be moved before the joined operation, or must that stay in front?
  let toTheRight = true;
  for (const [offset, other] of later.entries()) {
    const result = reduceOperations(operation, other, appLabel);
    if (typeof result === "boolean") {
      toTheRight &&= result;
      continue;
    }
    const between = later.slice(0, offset);
    const rest = later.slice(offset + 1);
    if (toTheRight) return [...between, ...result, ...rest];
    const movable = between.every((each) => reduceOperations(each, other, appLabel) === true);
    return movable ? [...result, ...between, ...rest] : undefined;
  }
  return undefined;
}
