import { MigrationAutodetector, NonInteractiveQuestioner } from "nuages/migrations";

import { modelStates, plainForm } from "./model-states.ts";

/** What comparing two equal states costs. */
export interface AutodetectorTimes {
  readonly models: number;
  /** Milliseconds to find that nothing changed, in the best round. */
  readonly compare: number;
  /** Milliseconds of `JSON.stringify` of one of the states, in the best round. */
  readonly stringify: number;
  /** The first divided by the second. */
  readonly ratio: number;
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** New states in each round: what is remembered of fields does not help. */
async function compareTime(count: number): Promise<number> {
  const [from, to] = [modelStates(count), modelStates(count)];
  const detector = new MigrationAutodetector(from, to, new NonInteractiveQuestioner());
  const start = performance.now();
  const changes = await detector.changes({
    graph: { leafNodes: () => [["shop", "0001_initial"]] },
  });
  const time = performance.now() - start;
  if (changes.size > 0) throw new Error("changes were found between two equal states");
  return time;
}

/** Compares two equal states of `models` models, each time new ones. */
export async function measureAutodetector(
  models: number,
  rounds: number,
): Promise<AutodetectorTimes> {
  const plain = plainForm(modelStates(models));
  let compare = Infinity;
  let stringify = Infinity;
  // The best round is the one that was disturbed least.
  for (let round = 0; round < rounds; round += 1) {
    compare = Math.min(compare, await compareTime(models));
    stringify = Math.min(
      stringify,
      timeOf(() => JSON.stringify(plain)),
    );
  }
  return { models, compare, stringify, ratio: compare / stringify };
}
