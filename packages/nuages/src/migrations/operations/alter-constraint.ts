import { type BaseConstraint, callable, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexOperation } from "./index-operation.ts";

export interface AlterConstraintOptions {
  readonly modelName: string;
  readonly name: string;
  /** The constraint as it is from now on. */
  readonly constraint: BaseConstraint;
}

class AlterConstraintOperation extends IndexOperation {
  readonly name: string;
  readonly constraint: BaseConstraint;

  constructor({ modelName, name, constraint }: AlterConstraintOptions) {
    super(modelName);
    this.name = name;
    this.constraint = constraint;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { modelName, name, constraint } = this;
    return { modelName, name, constraint };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.alterConstraint(appLabel, this.modelName, this);
  }

  override async databaseForwards(
    _appLabel: string,
    _editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {}

  override async databaseBackwards(
    _appLabel: string,
    _editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {}

  override describe(): string {
    return `Alter constraint ${this.name} on ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.modelNameLower}_${this.name.toLowerCase()}`;
  }
}

/** Changes what of a constraint the database does not know, such as its message. Django: `AlterConstraint`. */
export const AlterConstraint = callable<
  (options: AlterConstraintOptions) => AlterConstraintOperation,
  typeof AlterConstraintOperation
>(AlterConstraintOperation, "AlterConstraint");
export type AlterConstraint = AlterConstraintOperation;
