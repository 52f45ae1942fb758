import type { SchemaEditor } from "../db/index.ts";
import type { ProjectState } from "./state/project-state.ts";

/** Kinds of operations, with the sign that listings show. Django: `OperationCategory`. */
export const OperationCategory = {
  ADDITION: "+",
  REMOVAL: "-",
  ALTERATION: "~",
  TYPESCRIPT: "p",
  SQL: "s",
  MIXED: "?",
} as const;
export type OperationCategory = (typeof OperationCategory)[keyof typeof OperationCategory];

/** An operation as a call: what the writer puts into a file and what comparing uses. */
export interface DeconstructedOperation {
  /** Name of the class: `AddField`. */
  readonly name: string;
  /** Positional arguments; those of most operations are one object. */
  readonly args: readonly unknown[];
}

/**
 * One step of a migration: it changes the state of the models, and the database. Subclass it for a
 * step of your own. Operations are never changed once they are made. Django: `Operation`.
 */
export abstract class Operation {
  /** Can {@link databaseBackwards} undo it? */
  get reversible(): boolean {
    return true;
  }

  /** Can it be shown as SQL by `sqlmigrate`? */
  get reducesToSql(): boolean {
    return true;
  }

  /**
   * Where the migration is not one transaction: is the operation run in one of its own? Undefined: when
   * the migration would have been, had the database been able to undo changes of tables.
   */
  get atomic(): boolean | undefined {
    return false;
  }

  /** May the optimizer and `squashmigrations` leave it out, as it changes nothing that lasts? */
  get elidable(): boolean {
    return false;
  }

  get category(): OperationCategory {
    return OperationCategory.MIXED;
  }

  /** Changes `state`, in place, to what the models are after the operation. */
  abstract stateForwards(appLabel: string, state: ProjectState): void;

  /** Changes the database from `from` to `to`. */
  abstract databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void>;

  /** Undoes {@link databaseForwards}: `from` is the state with the operation, `to` the one without. */
  abstract databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void>;

  /** What it does, in a line: `Add field name to writer`. */
  abstract describe(): string;

  /** {@link describe} with the sign of its kind: `+ Add field name to writer`. */
  formattedDescription(): string {
    return `${this.category} ${this.describe()}`;
  }

  /** Part of the name of a migration with this operation alone: `writer_name`. */
  get migrationNameFragment(): string | undefined {
    return undefined;
  }

  /** Might the operation touch the model, or one that it is related to? When in doubt, yes. */
  referencesModel(_name: string, _appLabel: string): boolean {
    return true;
  }

  /** Might the operation touch the field? When in doubt, yes. */
  referencesField(modelName: string, _name: string, appLabel: string): boolean {
    return this.referencesModel(modelName, appLabel);
  }

  /** Can a later operation be moved before this one? When in doubt, no. */
  canReduceThrough(_later: Operation, _appLabel: string): boolean {
    return false;
  }

  /**
   * What this operation and a later one come to: operations in place of both; `true` when the later
   * one can be moved before this one; `false` when it cannot. The framework's own operations are
   * known to the optimizer; override it for one of your own.
   */
  reduce(later: Operation, appLabel: string): boolean | readonly Operation[] {
    if (this.elidable) return [later];
    if (later.elidable) return [this];
    return this.canReduceThrough(later, appLabel);
  }

  abstract deconstruct(): DeconstructedOperation;
}
