import { callable, type SchemaEditor } from "../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";

export interface SeparateDatabaseAndStateOptions {
  /** What is done to the database. */
  readonly databaseOperations?: readonly Operation[];
  /** What is done to the state of the models. */
  readonly stateOperations?: readonly Operation[];
}

class SeparateDatabaseAndStateOperation extends Operation {
  readonly databaseOperations: readonly Operation[];
  readonly stateOperations: readonly Operation[];

  constructor({ databaseOperations = [], stateOperations = [] }: SeparateDatabaseAndStateOptions) {
    super();
    this.databaseOperations = databaseOperations;
    this.stateOperations = stateOperations;
  }

  override get category(): OperationCategory {
    return OperationCategory.MIXED;
  }

  override deconstruct(): DeconstructedOperation {
    const { databaseOperations, stateOperations } = this;
    const options = {
      ...(databaseOperations.length > 0 ? { databaseOperations } : {}),
      ...(stateOperations.length > 0 ? { stateOperations } : {}),
    };
    return { name: this.constructor.name, args: [options] };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    for (const operation of this.stateOperations) operation.stateForwards(appLabel, state);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    let before = from;
    for (const operation of this.databaseOperations) {
      const after = before.clone();
      operation.stateForwards(appLabel, after);
      await operation.databaseForwards(appLabel, editor, before, after);
      before = after;
    }
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const states = [to];
    for (const operation of this.databaseOperations) {
      const after = (states.at(-1) ?? to).clone();
      operation.stateForwards(appLabel, after);
      states.push(after);
    }
    for (const [index, operation] of [...this.databaseOperations.entries()].reverse())
      await operation.databaseBackwards(
        appLabel,
        editor,
        states[index + 1] ?? to,
        states[index] ?? to,
      );
  }

  override describe(): string {
    return "Custom state/database change combination";
  }
}

/** Does one thing to the database and another to the state of the models. Django: `SeparateDatabaseAndState`. */
export const SeparateDatabaseAndState = callable<
  (options: SeparateDatabaseAndStateOptions) => SeparateDatabaseAndStateOperation,
  typeof SeparateDatabaseAndStateOperation
>(SeparateDatabaseAndStateOperation, "SeparateDatabaseAndState");
export type SeparateDatabaseAndState = SeparateDatabaseAndStateOperation;
