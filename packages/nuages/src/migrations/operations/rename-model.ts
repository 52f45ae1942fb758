import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate, ModelOperation } from "./model-operation.ts";
import { ownField } from "./own-field.ts";
import { sameName } from "./same-name.ts";

export interface RenameModelOptions {
  readonly oldName: string;
  readonly newName: string;
}

class RenameModelOperation extends ModelOperation {
  readonly oldName: string;
  readonly newName: string;

  constructor({ oldName, newName }: RenameModelOptions) {
    super(oldName);
    this.oldName = oldName;
    this.newName = newName;
  }

  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { oldName: this.oldName, newName: this.newName };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.renameModel(appLabel, this.oldName, this.newName);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const before = from.renderWithRelated(appLabel, this.oldName).meta;
    const after = to.renderWithRelated(appLabel, this.newName).meta;
    if (mayMigrate(editor, after)) await renameTable(editor, { before, after, to });
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const before = from.renderWithRelated(appLabel, this.newName).meta;
    const after = to.renderWithRelated(appLabel, this.oldName).meta;
    if (mayMigrate(editor, after)) await renameTable(editor, { before, after, to });
  }

  override referencesModel(name: string): boolean {
    return sameName(name, this.oldName) || sameName(name, this.newName);
  }

  override describe(): string {
    return `Rename model ${this.oldName} to ${this.newName}`;
  }

  override get migrationNameFragment(): string {
    return `rename_${this.oldName.toLowerCase()}_${this.newName.toLowerCase()}`;
  }
}

interface Renaming {
  readonly before: ModelMeta;
  readonly after: ModelMeta;
  readonly to: ProjectState;
}

/** Renames the table, and what is named after the model: columns and tables of relations. */
async function renameTable(editor: SchemaEditor, { before, after, to }: Renaming): Promise<void> {
  const keepsTable = before.dbTable === after.dbTable;
  await editor.alterDbTable(after, before.dbTable, after.dbTable);
  for (const { field, source } of before.reverseRelations()) {
    if (source.autoCreated || field.model !== source || !field.inMigrations) continue;
    // Tables between are named after the model all the same; foreign keys name its table.
    if (keepsTable && field.column !== undefined) continue;
    const owner = source === before ? after : to.render(source.appLabel ?? "", source.name).meta;
    await editor.alterField(owner, field, ownField(owner, field.name));
  }
  for (const field of before.manyToMany) {
    const next = ownField(after, field.name);
    if (field.model !== before || field.relation?.target === before) continue;
    await editor.alterField(before, field, next);
  }
}

/** Renames a model, its table, and what is named after it. Django: `RenameModel`. */
export const RenameModel = callable<
  (options: RenameModelOptions) => RenameModelOperation,
  typeof RenameModelOperation
>(RenameModelOperation, "RenameModel");
export type RenameModel = RenameModelOperation;
