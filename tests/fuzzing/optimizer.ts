import { Migration, type Operation, optimize, ProjectState } from "nuages/migrations";

import { changesBetween, lines } from "./autodetector.ts";
import { RandomModels } from "./random-models.ts";
import { seededRandom } from "./templates.ts";

const APP = "lib";

function applied(operations: readonly Operation[]): ProjectState {
  const state = new ProjectState();
  for (const operation of operations) operation.stateForwards(APP, state);
  return state;
}

/**
 * Puts the operations of many changes of random models behind each other and makes the list short, as
 * squashing does. Gives what is another with the models then, if something is.
 */
export async function fuzzOptimizer(seed: number, steps: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  for (let warm = 0; warm < 5; warm += 1) random();
  const make = new RandomModels(random, { rigid: true });
  // A value that was for the rows of another time becomes a default where the model is made with the field.
  const options = { random, fills: false };
  const all: Operation[] = [];
  for (let step = 0; step < steps; step += 1)
    for (const { operations } of await changesBetween(applied(all), make.state(APP), options))
      all.push(...operations);
  const short = optimize(all, APP);
  const rest = await changesBetween(applied(short), applied(all), options);
  if (rest.length === 0) return undefined;
  const before = lines([new Migration(APP, "all", { operations: all })]);
  const after = lines([new Migration(APP, "short", { operations: short })]);
  return `all:\n  ${before}\nshort:\n  ${after}\ndifference:\n  ${lines(rest)}`;
}
