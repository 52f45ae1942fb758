import { callable, type ModelOptions } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

/** Options that {@link AlterModelOptions} sets and unsets; the others have operations of their own. */
export const ALTER_OPTION_KEYS = [
  "baseManagerName",
  "defaultManagerName",
  "defaultRelatedName",
  "getLatestBy",
  "managed",
  "ordering",
  "permissions",
  "defaultPermissions",
  "selectOnSave",
  "verboseName",
  "verboseNamePlural",
] as const;

export interface AlterModelOptionsOptions {
  readonly name: string;
  /** All options of the kind that the model has from now on; those that are left out are unset. */
  readonly options: Pick<ModelOptions, (typeof ALTER_OPTION_KEYS)[number]>;
}

/** The same with options as states hold them. */
interface AlterModelOptionsParts {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

class AlterModelOptionsOperation extends ModelOptionOperation {
  readonly options: Readonly<Record<string, unknown>>;

  constructor({ name, options }: AlterModelOptionsParts) {
    super(name);
    this.options = options;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name, options: this.options };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const { name, options } = this;
    state.alterModelOptions(appLabel, name, { options, optionKeys: ALTER_OPTION_KEYS });
  }

  override describe(): string {
    return `Change Meta options on ${this.name}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_options`;
  }
}

/** Sets options that the database knows nothing of: names, ordering, permissions … Django: `AlterModelOptions`. */
export const AlterModelOptions = callable<
  (options: AlterModelOptionsOptions) => AlterModelOptionsOperation,
  typeof AlterModelOptionsOperation
>(AlterModelOptionsOperation, "AlterModelOptions");
export type AlterModelOptions = AlterModelOptionsOperation;
