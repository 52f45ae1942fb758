import { callable, type models, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import { StateError } from "../state/errors.ts";
import type { ProjectState } from "../state/project-state.ts";
import { expressionText } from "./expression-text.ts";
import { IndexPresenceOperation } from "./index-operation.ts";

export interface AddIndexOptions {
  readonly modelName: string;
  /** The index, with a name. */
  readonly index: models.Index;
}

class AddIndexOperation extends IndexPresenceOperation {
  protected readonly adds = true;
  readonly index: models.Index;

  constructor({ modelName, index }: AddIndexOptions) {
    super(modelName);
    if (index.name === undefined) throw StateError.unnamedIndex(modelName);
    this.index = index;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, index: this.index };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.addIndex(appLabel, this.modelName, this.index);
  }

  protected override async make(editor: SchemaEditor, meta: ModelMeta): Promise<void> {
    await editor.addIndex(meta, this.index);
  }

  protected override async drop(editor: SchemaEditor, meta: ModelMeta): Promise<void> {
    await editor.removeIndex(meta, this.index);
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
