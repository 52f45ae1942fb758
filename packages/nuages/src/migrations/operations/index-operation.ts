import type { ModelMeta, SchemaEditor } from "../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import type { ModelState } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mayMigrate } from "./model-operation.ts";
import { sameName } from "./same-name.ts";

/** What operations on indexes and constraints of a model have in common. */
export abstract class IndexOperation extends Operation {
  readonly modelName: string;

  constructor(modelName: string) {
    super();
    this.modelName = modelName;
  }

  get modelNameLower(): string {
    return this.modelName.toLowerCase();
  }

  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }

  isSameModel(modelName: string): boolean {
    return sameName(modelName, this.modelName);
  }

  override referencesModel(name: string, _appLabel: string): boolean {
    return this.isSameModel(name);
  }

  /** The options of the call. */
  protected abstract parts(): Readonly<Record<string, unknown>>;

  override deconstruct(): DeconstructedOperation {
    const said = Object.entries(this.parts()).filter(([, value]) => value !== undefined);
    return { name: this.constructor.name, args: [Object.fromEntries(said)] };
  }
}

/** What operations have in common that add an index or a constraint to a model, or remove it. */
export abstract class IndexPresenceOperation extends IndexOperation {
  /** Is it there after the operation? Else before. */
  protected abstract readonly adds: boolean;

  /** Makes it; `state` is the model that has it. */
  protected abstract make(editor: SchemaEditor, meta: ModelMeta, state: ModelState): Promise<void>;

  /** Drops it; `state` is the model that has it. */
  protected abstract drop(editor: SchemaEditor, meta: ModelMeta, state: ModelState): Promise<void>;

  override get category(): OperationCategory {
    return this.adds ? OperationCategory.ADDITION : OperationCategory.REMOVAL;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    if (this.adds) await this.#change("make", editor, [appLabel, to]);
    else await this.#change("drop", editor, [appLabel, from]);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    if (this.adds) await this.#change("drop", editor, [appLabel, from]);
    else await this.#change("make", editor, [appLabel, to]);
  }

  async #change(
    how: "make" | "drop",
    editor: SchemaEditor,
    [appLabel, having]: readonly [string, ProjectState],
  ): Promise<void> {
    const { meta } = having.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    await this[how](editor, meta, having.model(appLabel, this.modelName));
  }
}
