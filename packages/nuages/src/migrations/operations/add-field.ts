import { type AnyFieldType, callable, type Field, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { FieldOperation } from "./field-operation.ts";
import { mayMigrate } from "./model-operation.ts";
import { withOneOffDefault } from "./one-off-default.ts";
import { ownField } from "./own-field.ts";

export interface AddFieldOptions {
  readonly modelName: string;
  readonly name: string;
  /** The field: `models.CharField({ … })`. */
  readonly field: AnyFieldType;
  /** Does the default stay? `false` for one that is only for the rows that are there. Default: true. */
  readonly preserveDefault?: boolean;
}

class AddFieldOperation extends FieldOperation {
  declare readonly field: Field;
  readonly preserveDefault: boolean;

  constructor({ modelName, name, field, preserveDefault = true }: AddFieldOptions) {
    // A declaration of a field is typed by its value; it is a field.
    super(modelName, name, field as Field);
    this.preserveDefault = preserveDefault;
  }

  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { modelName, name, field, preserveDefault } = this;
    return { modelName, name, field, preserveDefault: preserveDefault ? undefined : false };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.addField(appLabel, this.modelName, this);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, after)) return;
    const { meta: before } = from.render(appLabel, this.modelName);
    await editor.addField(before, withOneOffDefault(ownField(after, this.name), this));
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.removeField(meta, ownField(meta, this.name));
  }

  override describe(): string {
    return `Add field ${this.name} to ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `${this.modelNameLower}_${this.fragment}`;
  }
}

/** Adds a field and its column. Django: `AddField`. */
export const AddField = callable<
  (options: AddFieldOptions) => AddFieldOperation,
  typeof AddFieldOperation
>(AddFieldOperation, "AddField");
export type AddField = AddFieldOperation;
