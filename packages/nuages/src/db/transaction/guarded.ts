import { DatabaseError } from "../errors.ts";
import { currentScope } from "./scope.ts";

/** Runs `work` without a block of its own; an error of the database ends the block that surrounds it. */
export async function guarded<T>(work: () => Promise<T>, using: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const scope = currentScope(using);
    if (scope !== undefined && error instanceof DatabaseError) scope.needsRollback = true;
    throw error;
  }
}
