import { callable, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate, ModelOperation } from "./model-operation.ts";

export interface DeleteModelOptions {
  readonly name: string;
}

class DeleteModelOperation extends ModelOperation {
  constructor({ name }: DeleteModelOptions) {
    super(name);
  }

  override get category(): OperationCategory {
    return OperationCategory.REMOVAL;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.removeModel(appLabel, this.name);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.name);
    if (mayMigrate(editor, meta)) await editor.deleteModel(meta);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.name);
    if (mayMigrate(editor, meta)) await editor.createModel(meta);
  }

  /** A deletion may break what is not known to name the model. */
  override referencesModel(): boolean {
    return true;
  }

  override describe(): string {
    return `Delete model ${this.name}`;
  }

  override get migrationNameFragment(): string {
    return `delete_${this.nameLower}`;
  }
}

/** Deletes a model and its table, with the rows in it. Django: `DeleteModel`. */
export const DeleteModel = callable<
  (options: DeleteModelOptions) => DeleteModelOperation,
  typeof DeleteModelOperation
>(DeleteModelOperation, "DeleteModel");
export type DeleteModel = DeleteModelOperation;
