import { callable } from "../../db/index.ts";
import type { ModelStateParts } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

export interface AlterModelManagersOptions {
  readonly name: string;
  /** Managers by the name of their attribute. */
  readonly managers: NonNullable<ModelStateParts["managers"]>;
}

class AlterModelManagersOperation extends ModelOptionOperation {
  readonly managers: NonNullable<ModelStateParts["managers"]>;

  constructor({ name, managers }: AlterModelManagersOptions) {
    super(name);
    this.managers = managers;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { name, managers } = this;
    return { name, managers: managers instanceof Map ? Object.fromEntries(managers) : managers };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.alterModelManagers(appLabel, this.name, this.managers);
  }

  override describe(): string {
    return `Change managers on ${this.name}`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_managers`;
  }
}

/** Sets the managers that historical models have. Django: `AlterModelManagers`. */
export const AlterModelManagers = callable<
  (options: AlterModelManagersOptions) => AlterModelManagersOperation,
  typeof AlterModelManagersOperation
>(AlterModelManagersOperation, "AlterModelManagers");
export type AlterModelManagers = AlterModelManagersOperation;
