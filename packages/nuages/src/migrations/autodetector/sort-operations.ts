import { resolveDependency, satisfies } from "./dependency.ts";
import type { PlannedOperation } from "./detection.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { UnresolvableDependencies } from "./errors.ts";

/**
 * The operations of one app in an order in which each comes after what it depends on in that app:
 * first all that need nothing, then all that need only those, and so on; else in the given order.
 *
 * @throws UnresolvableDependencies when they need each other
 */
export function sortOperations(
  appLabel: string,
  operations: readonly PlannedOperation[],
): PlannedOperation[] {
  const open = new Map<PlannedOperation, number>();
  const followers = new Map<PlannedOperation, PlannedOperation[]>();
  const know = (each: PlannedOperation): void => {
    if (!open.has(each)) open.set(each, 0);
  };
  for (const planned of operations) {
    know(planned);
    for (const dependency of planned.dependencies) {
      const resolved = resolveDependency(dependency);
      if (resolved.appLabel !== appLabel) continue;
      for (const other of operations) {
        // Renames were found first and stand in front, so that they shift nothing.
        if (other.operation instanceof RenameModel || !satisfies(other.operation, resolved))
          continue;
        know(other);
        open.set(planned, (open.get(planned) ?? 0) + 1);
        followers.set(other, [...(followers.get(other) ?? []), planned]);
      }
    }
  }
  return withNeeds(appLabel, inLevels(appLabel, open, followers));
}

/**
 * Puts operations off that came before something that they need; all others stay in their order.
 * Needs that go round in a circle are let be.
 */
function withNeeds(appLabel: string, sorted: readonly PlannedOperation[]): PlannedOperation[] {
  const isEarly = (planned: PlannedOperation, left: ReadonlySet<PlannedOperation>): boolean =>
    [...planned.dependencies, ...(planned.needs ?? [])].some((dependency) => {
      const resolved = resolveDependency(dependency);
      if (resolved.appLabel !== appLabel) return false;
      return [...left].some((other) => other !== planned && satisfies(other.operation, resolved));
    });
  const isPlain = ({ operation, needs = [] }: PlannedOperation): boolean =>
    needs.length === 0 && !(operation instanceof RenameModel);
  if (sorted.every(isPlain)) return [...sorted];
  const left = new Set(sorted);
  const done: PlannedOperation[] = [];
  while (left.size > 0) {
    const [first] = left;
    const next = [...left].find((planned) => !isEarly(planned, left)) ?? first;
    if (next === undefined) break;
    done.push(next);
    left.delete(next);
  }
  return done;
}

function inLevels(
  appLabel: string,
  open: Map<PlannedOperation, number>,
  followers: ReadonlyMap<PlannedOperation, readonly PlannedOperation[]>,
): PlannedOperation[] {
  const sorted: PlannedOperation[] = [];
  let level = [...open.keys()].filter((planned) => open.get(planned) === 0);
  while (level.length > 0) {
    sorted.push(...level);
    const next: PlannedOperation[] = [];
    for (const done of level)
      for (const follower of followers.get(done) ?? []) {
        const left = (open.get(follower) ?? 0) - 1;
        open.set(follower, left);
        if (left === 0) next.push(follower);
      }
    level = next;
  }
  if (sorted.length < open.size) {
    const stuck = [...open.keys()].filter((planned) => !sorted.includes(planned));
    throw UnresolvableDependencies.circle(
      new Map([[appLabel, stuck.map(({ operation }) => operation.describe())]]),
    );
  }
  return sorted;
}
