import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { ModelState } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexPresenceOperation } from "./index-operation.ts";

export interface RemoveIndexOptions {
  readonly modelName: string;
  readonly name: string;
}

class RemoveIndexOperation extends IndexPresenceOperation {
  protected readonly adds = false;
  readonly name: string;

  constructor({ modelName, name }: RemoveIndexOptions) {
    super(modelName);
    this.name = name;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, name: this.name };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.removeIndex(appLabel, this.modelName, this.name);
  }

  protected override async make(
    editor: SchemaEditor,
    meta: ModelMeta,
    state: ModelState,
  ): Promise<void> {
    await editor.addIndex(meta, state.index(this.name));
  }

  protected override async drop(
    editor: SchemaEditor,
    meta: ModelMeta,
    state: ModelState,
  ): Promise<void> {
    await editor.removeIndex(meta, state.index(this.name));
  }

  override describe(): string {
    return `Remove index ${this.name} from ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `remove_${this.modelNameLower}_${this.name.toLowerCase()}`;
  }
}

/** Removes an index. Django: `RemoveIndex`. */
export const RemoveIndex = callable<
  (options: RemoveIndexOptions) => RemoveIndexOperation,
  typeof RemoveIndexOperation
>(RemoveIndexOperation, "RemoveIndex");
export type RemoveIndex = RemoveIndexOperation;
