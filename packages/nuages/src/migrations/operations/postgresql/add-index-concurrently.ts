import { callable, type SchemaEditor } from "../../../db/index.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { AddIndex, type AddIndexOptions } from "../add-index.ts";
import { mayMigrate } from "../model-operation.ts";
import { refuseTransaction } from "./concurrently.ts";

class AddIndexConcurrentlyOperation extends AddIndex {
  override get atomic(): boolean {
    return false;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    refuseTransaction(editor, "AddIndexConcurrently");
    const { meta } = to.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.addIndex(meta, this.index, { concurrently: true });
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    refuseTransaction(editor, "AddIndexConcurrently");
    const { meta } = from.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta))
      await editor.removeIndex(meta, this.index, { concurrently: true });
  }

  override describe(): string {
    return `Concurrently ${super.describe().replace(/^C/, "c")}`;
  }
}

/**
 * Adds an index while others go on writing; for a migration of its own with `atomic: false`. On other
 * databases than PostgreSQL it is {@link AddIndex}. Django: `AddIndexConcurrently`.
 */
export const AddIndexConcurrently = callable<
  (options: AddIndexOptions) => AddIndexConcurrentlyOperation,
  typeof AddIndexConcurrentlyOperation
>(AddIndexConcurrentlyOperation, "AddIndexConcurrently");
export type AddIndexConcurrently = AddIndexConcurrentlyOperation;
