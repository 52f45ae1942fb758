import { callable, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexOperation } from "./index-operation.ts";
import { mayMigrate } from "./model-operation.ts";

export interface RemoveIndexOptions {
  readonly modelName: string;
  readonly name: string;
}

class RemoveIndexOperation extends IndexOperation {
  readonly name: string;

  constructor({ modelName, name }: RemoveIndexOptions) {
    super(modelName);
    this.name = name;
  }

  override get category(): OperationCategory {
    return OperationCategory.REMOVAL;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, name: this.name };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.removeIndex(appLabel, this.modelName, this.name);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    await editor.removeIndex(meta, from.model(appLabel, this.modelName).index(this.name));
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    await editor.addIndex(meta, to.model(appLabel, this.modelName).index(this.name));
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
