import { callable, type SchemaEditor, snakeCase } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { FieldOperation } from "./field-operation.ts";
import { mayMigrate } from "./model-operation.ts";
import { ownField } from "./own-field.ts";

export interface RenameFieldOptions {
  readonly modelName: string;
  readonly oldName: string;
  readonly newName: string;
}

class RenameFieldOperation extends FieldOperation {
  readonly oldName: string;
  readonly newName: string;

  constructor({ modelName, oldName, newName }: RenameFieldOptions) {
    super(modelName, oldName);
    this.oldName = oldName;
    this.newName = newName;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { modelName, oldName, newName } = this;
    return { modelName, oldName, newName };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.renameField(appLabel, this.modelName, this);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.renderWithRelated(appLabel, this.modelName);
    if (!mayMigrate(editor, after)) return;
    const { meta: before } = from.renderWithRelated(appLabel, this.modelName);
    await editor.alterField(before, ownField(before, this.oldName), ownField(after, this.newName));
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.renderWithRelated(appLabel, this.modelName);
    if (!mayMigrate(editor, after)) return;
    const { meta: before } = from.renderWithRelated(appLabel, this.modelName);
    await editor.alterField(before, ownField(before, this.newName), ownField(after, this.oldName));
  }

  override referencesField(modelName: string, name: string, _appLabel: string): boolean {
    return this.isSameModel(modelName) && (name === this.oldName || name === this.newName);
  }

  override describe(): string {
    return `Rename field ${this.oldName} on ${this.modelName} to ${this.newName}`;
  }

  override get migrationNameFragment(): string {
    return `rename_${this.fragment}_${this.modelNameLower}_${snakeCase(this.newName)}`;
  }
}

/** Renames a field and its column; the values stay. Django: `RenameField`. */
export const RenameField = callable<
  (options: RenameFieldOptions) => RenameFieldOperation,
  typeof RenameFieldOperation
>(RenameFieldOperation, "RenameField");
export type RenameField = RenameFieldOperation;
