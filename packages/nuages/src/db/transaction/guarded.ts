import { DatabaseError } from "../errors.ts";
import { currentScope } from "./scope.ts";

/** Runs `work` without a block of its own; an error of the database ends the block that surrounds it. */
export async function guarded<T>(work: () => Promise<T>, using: string): Promise<T> {
  const scope = currentScope(using);
  if (scope === undefined) return work();
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError) scope.needsRollback = true;
    throw error;
  }
}
