import { callable, models, type SchemaEditor, snakeCase } from "../../db/index.ts";
import { InvalidOperation } from "./errors.ts";
import type { ProjectState } from "../state/project-state.ts";
import { IndexOperation } from "./index-operation.ts";
import { mayMigrate } from "./model-operation.ts";

export interface RenameIndexOptions {
  readonly modelName: string;
  readonly newName: string;
  /** The name that it has; or {@link oldFields}. */
  readonly oldName?: string;
  /** The fields of an index without name, as `indexTogether` listed them. */
  readonly oldFields?: readonly string[];
}

class RenameIndexOperation extends IndexOperation {
  readonly newName: string;
  readonly oldName: string | undefined;
  readonly oldFields: readonly string[] | undefined;

  /** @throws InvalidOperation unless one of `oldName` and `oldFields` is given */
  constructor({ modelName, newName, oldName, oldFields }: RenameIndexOptions) {
    super(modelName);
    if ((oldName === undefined) === (oldFields === undefined))
      throw InvalidOperation.renameIndex(newName, oldName === undefined ? "neither" : "both");
    this.newName = newName;
    this.oldName = oldName;
    this.oldFields = oldFields;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { modelName, newName, oldName, oldFields } = this;
    return { modelName, newName, oldName, oldFields };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const { modelName, newName, oldName, oldFields } = this;
    if (oldName !== undefined) {
      state.renameIndex(appLabel, modelName, { oldName, newName });
      return;
    }
    const lists = (state.model(appLabel, modelName).options["indexTogether"] ??
      []) as readonly (readonly string[])[];
    const others = lists.filter((fields) => fields.join() !== oldFields?.join());
    const indexTogether = others.length > 0 ? others : undefined;
    state.alterModelOptions(appLabel, modelName, { options: { indexTogether } });
    state.addIndex(appLabel, modelName, this.newIndex());
  }

  private newIndex(): models.Index {
    return new models.Index({ name: this.newName, fields: this.oldFields ?? [] });
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    const before = from.model(appLabel, this.modelName);
    const next = to.model(appLabel, this.modelName).index(this.newName);
    if (this.oldName !== undefined)
      await editor.renameIndex(meta, before.index(this.oldName), next);
    else await editor.renameIndex(meta, new models.Index({ fields: this.oldFields ?? [] }), next);
  }

  /** The database gave an index of `indexTogether` its name, so that going back needs nothing. */
  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    if (this.oldName === undefined) return;
    const { meta } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    const before = from.model(appLabel, this.modelName).index(this.newName);
    const next = to.model(appLabel, this.modelName).index(this.oldName);
    await editor.renameIndex(meta, before, next);
  }

  override describe(): string {
    const { modelName, newName, oldName, oldFields = [] } = this;
    return oldName === undefined
      ? `Rename unnamed index for (${oldFields.map((field) => `'${field}'`).join(", ")}) on ${modelName} to ${newName}`
      : `Rename index ${oldName} on ${modelName} to ${newName}`;
  }

  override get migrationNameFragment(): string {
    const { modelNameLower, newName, oldName, oldFields = [] } = this;
    return oldName === undefined
      ? `rename_${modelNameLower}_${oldFields.map(snakeCase).join("_")}_${newName.toLowerCase()}`
      : `rename_${oldName.toLowerCase()}_${newName.toLowerCase()}`;
  }
}

/** Renames an index, or gives one of `indexTogether` a name. Django: `RenameIndex`. */
export const RenameIndex = callable<
  (options: RenameIndexOptions) => RenameIndexOperation,
  typeof RenameIndexOperation
>(RenameIndexOperation, "RenameIndex");
export type RenameIndex = RenameIndexOperation;
