import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { ModelState } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexPresenceOperation } from "./index-operation.ts";

export interface RemoveConstraintOptions {
  readonly modelName: string;
  readonly name: string;
}

class RemoveConstraintOperation extends IndexPresenceOperation {
  protected readonly adds = false;
  readonly name: string;

  constructor({ modelName, name }: RemoveConstraintOptions) {
    super(modelName);
    this.name = name;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, name: this.name };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.removeConstraint(appLabel, this.modelName, this.name);
  }

  protected override async make(
    editor: SchemaEditor,
    meta: ModelMeta,
    state: ModelState,
  ): Promise<void> {
    await editor.addConstraint(meta, state.constraint(this.name));
  }

  protected override async drop(
    editor: SchemaEditor,
    meta: ModelMeta,
    state: ModelState,
  ): Promise<void> {
    await editor.removeConstraint(meta, state.constraint(this.name));
  }

  override describe(): string {
    return `Remove constraint ${this.name} from model ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `remove_${this.modelNameLower}_${this.name.toLowerCase()}`;
  }
}

/** Removes a constraint. Django: `RemoveConstraint`. */
export const RemoveConstraint = callable<
  (options: RemoveConstraintOptions) => RemoveConstraintOperation,
  typeof RemoveConstraintOperation
>(RemoveConstraintOperation, "RemoveConstraint");
export type RemoveConstraint = RemoveConstraintOperation;
