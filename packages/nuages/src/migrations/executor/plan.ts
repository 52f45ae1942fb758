import type { PlanStep } from "../../db/index.ts";
import { compareKeys } from "../graph/graph-node.ts";
import type { MigrationLoader } from "../loader/migration-loader.ts";
import { keyText, type Migration, type MigrationKey } from "../migration.ts";

/** One migration of a plan, and which way it goes. */
export type MigrationStep = PlanStep<Migration>;

/** Where an app is to be brought: to one of its migrations, or before the first. */
export type MigrationTarget = MigrationKey | readonly [appLabel: string, name: null];

/** The steps that lead from what is applied, by key, to the targets. */
export function migrationPlan(
  loader: MigrationLoader,
  targets: readonly MigrationTarget[],
  alreadyApplied: ReadonlySet<string>,
): MigrationStep[] {
  const { graph } = loader;
  const applied = new Set(alreadyApplied);
  const plan: MigrationStep[] = [];
  const forwards = (key: MigrationKey): void => {
    for (const step of graph.forwardsPlan(key)) {
      if (applied.has(keyText(step))) continue;
      applied.add(keyText(step));
      plan.push({ migration: graph.get(step), backwards: false });
    }
  };
  const backwards = (key: MigrationKey): void => {
    for (const step of graph.backwardsPlan(key))
      if (applied.delete(keyText(step))) plan.push({ migration: graph.get(step), backwards: true });
  };
  for (const target of targets) {
    const [app, name] = target;
    if (name === null) {
      for (const root of graph.rootNodes(app)) backwards(root);
    } else if (applied.has(keyText([app, name]))) {
      // What comes after it in its own app goes; other apps lose only what needs that.
      const next = graph.childrenOf([app, name]).filter(([other]) => other === app);
      for (const key of next.sort(compareKeys)) backwards(key);
    } else forwards([app, name]);
  }
  return plan;
}
