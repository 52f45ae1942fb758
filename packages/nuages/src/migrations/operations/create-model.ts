import {
  type AnyFieldType,
  callable,
  type Field,
  type ModelClass,
  type ModelOptions,
  type SchemaEditor,
} from "../../db/index.ts";
import { OperationCategory } from "../operation.ts";
import { ModelState, type ModelStateParts } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { fieldRefersTo, modelKey, targetKey } from "../state/references.ts";
import { mayMigrate, ModelOperation } from "./model-operation.ts";

export interface CreateModelOptions {
  readonly name: string;
  /** The fields by name, in the order of their columns. */
  readonly fields: Readonly<Record<string, AnyFieldType>> | ReadonlyMap<string, Field>;
  /** Options of the model, as in its class. */
  readonly options?: HistoricalOptions;
  /** Models that it extends: labels, or classes that no migration makes. */
  readonly bases?: readonly (string | ModelClass)[];
  readonly managers?: ModelStateParts["managers"];
}

/** Options of a model, and those that models had once. */
export interface HistoricalOptions extends ModelOptions {
  readonly indexTogether?: readonly (readonly string[])[];
}

/** What the optimizer and the autodetector make models of. */
type CreateModelParts = Omit<CreateModelOptions, "options"> & {
  readonly options?: Readonly<Record<string, unknown>>;
};

class CreateModelOperation extends ModelOperation {
  readonly fields: ReadonlyMap<string, Field>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly bases: readonly (string | ModelClass)[];
  readonly managers: NonNullable<ModelStateParts["managers"]>;

  constructor({ name, fields, options = {}, bases = [], managers = {} }: CreateModelParts) {
    super(name);
    // A declaration of fields is typed by their values; they are fields.
    this.fields = new Map(
      fields instanceof Map ? fields : (Object.entries(fields) as [string, Field][]),
    );
    this.options = options;
    this.bases = bases;
    this.managers = managers;
  }

  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    const { name, fields, options, bases } = this;
    const managers = Object.fromEntries(
      this.managers instanceof Map ? this.managers : Object.entries(this.managers),
    );
    return {
      name,
      fields: Object.fromEntries(fields),
      options: Object.keys(options).length > 0 ? options : undefined,
      bases: bases.length > 0 ? bases : undefined,
      managers: Object.keys(managers).length > 0 ? managers : undefined,
    };
  }

  /** The same with other parts. */
  with(changes: Partial<CreateModelParts>): CreateModelOperation {
    const { name, fields, options, bases, managers } = this;
    return new CreateModelOperation({ name, fields, options, bases, managers, ...changes });
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    const { name, fields, options, bases, managers } = this;
    state.addModel(new ModelState({ appLabel, name, fields, options, bases, managers }));
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    const { meta } = to.render(appLabel, this.name);
    if (mayMigrate(editor, meta)) await editor.createModel(meta);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.name);
    if (mayMigrate(editor, meta)) await editor.deleteModel(meta);
  }

  override describe(): string {
    return `Create ${this.options["proxy"] === true ? "proxy " : ""}model ${this.name}`;
  }

  override get migrationNameFragment(): string {
    return this.nameLower;
  }

  override referencesModel(name: string, appLabel: string): boolean {
    if (super.referencesModel(name, appLabel)) return true;
    const [key, owner] = [modelKey(appLabel, name), modelKey(appLabel, this.name)];
    if (this.bases.some((base) => targetKey(base, owner) === key)) return true;
    return this.fields.values().some((field) => fieldRefersTo(field, owner, { key }));
  }
}

/** Makes a model and its table. Django: `CreateModel`. */
export const CreateModel = callable<
  (options: CreateModelOptions) => CreateModelOperation,
  typeof CreateModelOperation
>(CreateModelOperation, "CreateModel");
export type CreateModel = CreateModelOperation;
