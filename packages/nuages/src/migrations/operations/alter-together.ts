import { callable, type ModelMeta, type SchemaEditor } from "../../db/index.ts";
import type { Operation } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate } from "./model-operation.ts";
import { ModelOptionOperation } from "./model-option-operation.ts";

type Together = readonly (readonly string[])[];

/** A list of names, a list of lists, or nothing, as a list of lists. */
function lists(given: Together | readonly string[] | null | undefined): Together {
  if (given === null || given === undefined || given.length === 0) return [];
  return typeof given[0] === "string" ? [given as readonly string[]] : (given as Together);
}

/** Names of fields that belong together, as the option `optionName` of a model lists them. */
export abstract class AlterTogetherOperation extends ModelOptionOperation {
  abstract readonly optionName: "uniqueTogether" | "indexTogether";
  readonly together: Together;

  constructor(name: string, together: Together | readonly string[] | null | undefined) {
    super(name);
    this.together = lists(together);
  }

  /** Name of the option as files and messages of Django spell it. */
  protected abstract get spelling(): string;

  protected abstract alter(
    editor: SchemaEditor,
    meta: ModelMeta,
    change: { readonly old: Together; readonly next: Together },
  ): Promise<void>;

  protected override parts(): Readonly<Record<string, unknown>> {
    return { name: this.name, [this.optionName]: this.together };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    state.alterModelOptions(appLabel, this.name, { options: { [this.optionName]: this.together } });
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta: after } = to.render(appLabel, this.name);
    if (!mayMigrate(editor, after)) return;
    const old = lists(from.model(appLabel, this.name).options[this.optionName] as Together);
    const next = lists(to.model(appLabel, this.name).options[this.optionName] as Together);
    await this.alter(editor, after, { old, next });
  }

  override referencesField(modelName: string, name: string, appLabel: string): boolean {
    if (!this.referencesModel(modelName, appLabel)) return false;
    return this.together.length === 0 || this.together.some((names) => names.includes(name));
  }

  override canReduceThrough(later: Operation, appLabel: string): boolean {
    if (super.canReduceThrough(later, appLabel)) return true;
    return later instanceof AlterTogetherOperation && later.optionName !== this.optionName;
  }

  override describe(): string {
    return `Alter ${this.spelling} for ${this.name} (${this.together.length} constraint(s))`;
  }

  override get migrationNameFragment(): string {
    return `alter_${this.nameLower}_${this.spelling}`;
  }
}

export interface AlterUniqueTogetherOptions {
  readonly name: string;
  /** Names of fields whose values no two rows share. */
  readonly uniqueTogether: Together | readonly string[] | null;
}

class AlterUniqueTogetherOperation extends AlterTogetherOperation {
  readonly optionName = "uniqueTogether" as const;

  constructor({ name, uniqueTogether }: AlterUniqueTogetherOptions) {
    super(name, uniqueTogether);
  }

  protected override get spelling(): string {
    return "unique_together";
  }

  protected override async alter(
    editor: SchemaEditor,
    meta: ModelMeta,
    { old, next }: { readonly old: Together; readonly next: Together },
  ): Promise<void> {
    await editor.alterUniqueTogether(meta, old, next);
  }
}

/** Sets the lists of fields whose values are unique together. Django: `AlterUniqueTogether`. */
export const AlterUniqueTogether = callable<
  (options: AlterUniqueTogetherOptions) => AlterUniqueTogetherOperation,
  typeof AlterUniqueTogetherOperation
>(AlterUniqueTogetherOperation, "AlterUniqueTogether");
export type AlterUniqueTogether = AlterUniqueTogetherOperation;

export interface AlterIndexTogetherOptions {
  readonly name: string;
  /** Names of fields that have an index together. */
  readonly indexTogether: Together | readonly string[] | null;
}

class AlterIndexTogetherOperation extends AlterTogetherOperation {
  readonly optionName = "indexTogether" as const;

  constructor({ name, indexTogether }: AlterIndexTogetherOptions) {
    super(name, indexTogether);
  }

  protected override get spelling(): string {
    return "index_together";
  }

  protected override async alter(
    editor: SchemaEditor,
    meta: ModelMeta,
    { old, next }: { readonly old: Together; readonly next: Together },
  ): Promise<void> {
    await editor.alterIndexTogether(meta, old, next);
  }
}

/** Sets the lists of fields with an index together; for old migrations only, see `AddIndex`. Django: `AlterIndexTogether`. */
export const AlterIndexTogether = callable<
  (options: AlterIndexTogetherOptions) => AlterIndexTogetherOperation,
  typeof AlterIndexTogetherOperation
>(AlterIndexTogetherOperation, "AlterIndexTogether");
export type AlterIndexTogether = AlterIndexTogetherOperation;
