import { alteredField, callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

export interface AlterOrderWithRespectToOptions {
  readonly name: string;
  /** The relation that the rows are ordered within; null for none. */
  readonly orderWithRespectTo: string | null;
}

/** Name of the column that keeps the order. */
const ORDER = "_order";

class AlterOrderWithRespectToOperation extends ModelOptionOperation {
  readonly orderWithRespectTo: string | null;

  constructor({ name, orderWithRespectTo }: AlterOrderWithRespectToOptions) {
    super(name);
    this.orderWithRespectTo = orderWithRespectTo;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name, orderWithRespectTo: this.orderWithRespectTo };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const options = { orderWithRespectTo: this.orderWithRespectTo ?? undefined };
    state.alterModelOptions(appLabel, this.name, { options });
  }

  protected override async alterTable(
    editor: SchemaEditor,
    before: ModelMeta,
    after: ModelMeta,
  ): Promise<void> {
    const had = before.options.orderWithRespectTo !== undefined;
    const has = after.options.orderWithRespectTo !== undefined;
    if (has && !had)
      await editor.addField(before, alteredField(after.declaredField(ORDER), { default: 0 }));
    else if (had && !has) await editor.removeField(before, before.declaredField(ORDER));
  }

  override referencesField(modelName: string, name: string, appLabel: string): boolean {
    if (!this.referencesModel(modelName, appLabel)) return false;
    return this.orderWithRespectTo === null || name === this.orderWithRespectTo;
  }

  override describe(): string {
    return `Set order_with_respect_to on ${this.name} to ${this.orderWithRespectTo ?? "None"}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_order_with_respect_to`;
  }
}

/** Adds or removes the column that keeps the order of rows of one object. Django: `AlterOrderWithRespectTo`. */
export const AlterOrderWithRespectTo = callable<
  (options: AlterOrderWithRespectToOptions) => AlterOrderWithRespectToOperation,
  typeof AlterOrderWithRespectToOperation
>(AlterOrderWithRespectToOperation, "AlterOrderWithRespectTo");
export type AlterOrderWithRespectTo = AlterOrderWithRespectToOperation;
