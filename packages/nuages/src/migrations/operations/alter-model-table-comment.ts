import { callable, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate } from "./model-operation.ts";
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

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.render(appLabel, this.name);
    if (!mayMigrate(editor, after)) return;
    const { meta: before } = from.render(appLabel, this.name);
    await editor.alterDbTableComment(
      after,
      before.options.dbTableComment ?? "",
      after.options.dbTableComment ?? "",
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
