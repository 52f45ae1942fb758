import { type BaseConstraint, callable, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexOperation } from "./index-operation.ts";
import { mayMigrate } from "./model-operation.ts";

export interface AddConstraintOptions {
  readonly modelName: string;
  /** The constraint. */
  readonly constraint: BaseConstraint;
}

class AddConstraintOperation extends IndexOperation {
  readonly constraint: BaseConstraint;

  constructor({ modelName, constraint }: AddConstraintOptions) {
    super(modelName);
    this.constraint = constraint;
  }

  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, constraint: this.constraint };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.addConstraint(appLabel, this.modelName, this.constraint);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.addConstraint(meta, this.constraint);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.removeConstraint(meta, this.constraint);
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
