import type { Migration } from "./migration.ts";
import type { ProjectState } from "./state/project-state.ts";

/** Changes a state, in place, to what the models are after the migration. */
export function mutateState(migration: Migration, state: ProjectState): void {
  for (const operation of migration.operations) operation.stateForwards(migration.appLabel, state);
}
