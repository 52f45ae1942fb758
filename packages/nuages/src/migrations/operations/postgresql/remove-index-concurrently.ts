import { callable, type SchemaEditor } from "../../../db/index.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { mayMigrate } from "../model-operation.ts";
import { RemoveIndex, type RemoveIndexOptions } from "../remove-index.ts";
import { refuseTransaction } from "./concurrently.ts";

class RemoveIndexConcurrentlyOperation extends RemoveIndex {
  override get atomic(): boolean {
    return false;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    refuseTransaction(editor, "RemoveIndexConcurrently");
    const { meta } = from.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    const index = from.model(appLabel, this.modelName).index(this.name);
    await editor.removeIndex(meta, index, { concurrently: true });
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    refuseTransaction(editor, "RemoveIndexConcurrently");
    const { meta } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    const index = to.model(appLabel, this.modelName).index(this.name);
    await editor.addIndex(meta, index, { concurrently: true });
  }

  override describe(): string {
    return `Concurrently ${super.describe().replace(/^R/, "r")}`;
  }
}

/**
 * Removes an index without waiting for those who use it; for a migration of its own with `atomic:
 * false`. On other databases than PostgreSQL it is {@link RemoveIndex}. Django: `RemoveIndexConcurrently`.
 */
export const RemoveIndexConcurrently = callable<
  (options: RemoveIndexOptions) => RemoveIndexConcurrentlyOperation,
  typeof RemoveIndexConcurrentlyOperation
>(RemoveIndexConcurrentlyOperation, "RemoveIndexConcurrently");
export type RemoveIndexConcurrently = RemoveIndexConcurrentlyOperation;
