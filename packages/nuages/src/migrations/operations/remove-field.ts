import { callable, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { FieldOperation } from "./field-operation.ts";
import { mayMigrate } from "./model-operation.ts";
import { ownField } from "./own-field.ts";

export interface RemoveFieldOptions {
  readonly modelName: string;
  readonly name: string;
}

class RemoveFieldOperation extends FieldOperation {
  constructor({ modelName, name }: RemoveFieldOptions) {
    super(modelName, name);
  }

  override get category(): OperationCategory {
    return OperationCategory.REMOVAL;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, name: this.name };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.removeField(appLabel, this.modelName, this.name);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.removeField(meta, ownField(meta, this.name));
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, after)) return;
    const { meta: before } = from.render(appLabel, this.modelName);
    const field = ownField(after, this.name);
    // The link to a parent with a table comes by itself: the table was made again with it.
    if (before.localConcreteFields.some(({ column }) => column === field.column)) return;
    await editor.addField(before, field);
  }

  override describe(): string {
    return `Remove field ${this.name} from ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `remove_${this.modelNameLower}_${this.fragment}`;
  }
}

/** Removes a field and its column, with what is in it. Django: `RemoveField`. */
export const RemoveField = callable<
  (options: RemoveFieldOptions) => RemoveFieldOperation,
  typeof RemoveFieldOperation
>(RemoveFieldOperation, "RemoveField");
export type RemoveField = RemoveFieldOperation;
