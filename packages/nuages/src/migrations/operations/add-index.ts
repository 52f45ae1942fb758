import { callable, type models, type SchemaEditor } from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import { StateError } from "../state/errors.ts";
import type { ProjectState } from "../state/project-state.ts";
import { expressionText } from "./expression-text.ts";
import { IndexOperation } from "./index-operation.ts";
import { mayMigrate } from "./model-operation.ts";

export interface AddIndexOptions {
  readonly modelName: string;
  /** The index, with a name. */
  readonly index: models.Index;
}

class AddIndexOperation extends IndexOperation {
  readonly index: models.Index;

  constructor({ modelName, index }: AddIndexOptions) {
    super(modelName);
    if (index.name === undefined) throw StateError.unnamedIndex(modelName);
    this.index = index;
  }

  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, index: this.index };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.addIndex(appLabel, this.modelName, this.index);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.addIndex(meta, this.index);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (mayMigrate(editor, meta)) await editor.removeIndex(meta, this.index);
  }

  override describe(): string {
    const { expressions, fields, name } = this.index;
    const over =
      expressions.length > 0
        ? `${expressions.map(expressionText).join(", ")} on`
        : `field(s) ${fields.join(", ")} of`;
    return `Create index ${name ?? ""} on ${over} model ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `${this.modelNameLower}_${(this.index.name ?? "").toLowerCase()}`;
  }
}

/** Adds an index. Django: `AddIndex`. */
export const AddIndex = callable<
  (options: AddIndexOptions) => AddIndexOperation,
  typeof AddIndexOperation
>(AddIndexOperation, "AddIndex");
export type AddIndex = AddIndexOperation;
