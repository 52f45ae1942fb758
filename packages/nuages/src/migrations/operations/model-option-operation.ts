import type { ModelMeta, SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate, ModelOperation } from "./model-operation.ts";

/**
 * What operations on options of a model have in common: doing them the other way undoes them. Without
 * {@link alterTable} they change the state alone.
 */
export abstract class ModelOptionOperation extends ModelOperation {
  /** Changes the table from what `before` says of it to what `after` says. */
  protected alterTable?(editor: SchemaEditor, before: ModelMeta, after: ModelMeta): Promise<void>;

  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    if (this.alterTable === undefined) return;
    const { meta: after } = to.render(appLabel, this.name);
    if (!mayMigrate(editor, after)) return;
    await this.alterTable(editor, from.render(appLabel, this.name).meta, after);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    await this.databaseForwards(appLabel, editor, from, to);
  }
}
