import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

export interface AlterModelTableOptions {
  readonly name: string;
  /** Name of the table; null for the usual one. */
  readonly table: string | null;
}

class AlterModelTableOperation extends ModelOptionOperation {
  readonly table: string | null;

  constructor({ name, table }: AlterModelTableOptions) {
    super(name);
    this.table = table;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name, table: this.table };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const options = { dbTable: this.table ?? undefined };
    state.alterModelOptions(appLabel, this.name, { options });
  }

  protected override async alterTable(
    editor: SchemaEditor,
    before: ModelMeta,
    after: ModelMeta,
  ): Promise<void> {
    await editor.alterDbTable(after, before.dbTable, after.dbTable);
    const many = after.manyToMany.filter((field) => field.model === after);
    for (const [index, old] of before.manyToMany
      .filter((field) => field.model === before)
      .entries()) {
      const next = many[index];
      if (next === undefined) continue;
      const through = after.throughOf(next);
      if (through.autoCreated)
        await editor.alterDbTable(through, before.throughOf(old).dbTable, through.dbTable);
    }
  }

  override describe(): string {
    return `Rename table for ${this.name} to ${this.table ?? "(default)"}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_table`;
  }
}

/** Renames the table of a model, with those of its many-to-many relations. Django: `AlterModelTable`. */
export const AlterModelTable = callable<
  (options: AlterModelTableOptions) => AlterModelTableOperation,
  typeof AlterModelTableOperation
>(AlterModelTableOperation, "AlterModelTable");
export type AlterModelTable = AlterModelTableOperation;
