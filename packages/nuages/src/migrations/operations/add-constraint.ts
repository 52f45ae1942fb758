import {
  type BaseConstraint,
  callable,
  type ModelMeta,
  type SchemaEditor,
} from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexPresenceOperation } from "./index-operation.ts";

export interface AddConstraintOptions {
  readonly modelName: string;
  /** The constraint. */
  readonly constraint: BaseConstraint;
}

class AddConstraintOperation extends IndexPresenceOperation {
  protected readonly adds = true;
  readonly constraint: BaseConstraint;

  constructor({ modelName, constraint }: AddConstraintOptions) {
    super(modelName);
    this.constraint = constraint;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, constraint: this.constraint };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.addConstraint(appLabel, this.modelName, this.constraint);
  }

  protected override async make(editor: SchemaEditor, meta: ModelMeta): Promise<void> {
    await editor.addConstraint(meta, this.constraint);
  }

  protected override async drop(editor: SchemaEditor, meta: ModelMeta): Promise<void> {
    await editor.removeConstraint(meta, this.constraint);
  }

  override describe(): string {
    return `Create constraint ${this.constraint.name} on model ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `${this.modelNameLower}_${this.constraint.name.toLowerCase()}`;
  }
}

/** Adds a constraint. Django: `AddConstraint`. */
export const AddConstraint = callable<
  (options: AddConstraintOptions) => AddConstraintOperation,
  typeof AddConstraintOperation
>(AddConstraintOperation, "AddConstraint");
export type AddConstraint = AddConstraintOperation;
