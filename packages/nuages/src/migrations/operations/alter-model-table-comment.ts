import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

export interface AlterModelTableCommentOptions {
  readonly name: string;
  /** The comment; null for none. */
  readonly tableComment: string | null;
}

class AlterModelTableCommentOperation extends ModelOptionOperation {
  readonly tableComment: string | null;

  constructor({ name, tableComment }: AlterModelTableCommentOptions) {
    super(name);
    this.tableComment = tableComment;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name, tableComment: this.tableComment };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const options = { dbTableComment: this.tableComment ?? undefined };
    state.alterModelOptions(appLabel, this.name, { options });
  }

  protected override async alterTable(
    editor: SchemaEditor,
    before: ModelMeta,
    after: ModelMeta,
  ): Promise<void> {
    await editor.alterDbTableComment(
      after,
      before.options.dbTableComment ?? "",
      after.options.dbTableComment ?? "",
    );
  }

  override describe(): string {
    return `Alter ${this.name} table comment`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_table_comment`;
  }
}

/** Sets the comment of a model's table. Django: `AlterModelTableComment`. */
export const AlterModelTableComment = callable<
  (options: AlterModelTableCommentOptions) => AlterModelTableCommentOperation,
  typeof AlterModelTableCommentOperation
>(AlterModelTableCommentOperation, "AlterModelTableComment");
export type AlterModelTableComment = AlterModelTableCommentOperation;
