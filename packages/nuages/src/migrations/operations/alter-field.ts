import { callable, type Field, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import type { AddFieldOptions } from "./add-field.ts";
import { FieldOperation } from "./field-operation.ts";
import { mayMigrate } from "./model-operation.ts";
import { withOneOffDefault } from "./one-off-default.ts";
import { ownField } from "./own-field.ts";

export type AlterFieldOptions = AddFieldOptions;

class AlterFieldOperation extends FieldOperation {
  declare readonly field: Field;
  readonly preserveDefault: boolean;

  constructor({ modelName, name, field, preserveDefault = true }: AlterFieldOptions) {
    // A declaration of a field is typed by its value; it is a field.
    super(modelName, name, field as Field);
    this.preserveDefault = preserveDefault;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { modelName, name, field, preserveDefault } = this;
    return { modelName, name, field, preserveDefault: preserveDefault ? undefined : false };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.alterField(appLabel, this.modelName, this);
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
    await editor.alterField(
      before,
      ownField(before, this.name),
      withOneOffDefault(ownField(after, this.name), this),
    );
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    await this.databaseForwards(appLabel, editor, from, to);
  }

  override describe(): string {
    return `Alter field ${this.name} on ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.modelNameLower}_${this.fragment}`;
  }
}

/** Gives a field another definition: type, options, target. Django: `AlterField`. */
export const AlterField = callable<
  (options: AlterFieldOptions) => AlterFieldOperation,
  typeof AlterFieldOperation
>(AlterFieldOperation, "AlterField");
export type AlterField = AlterFieldOperation;
