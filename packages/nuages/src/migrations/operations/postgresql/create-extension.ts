import { allowMigrate, callable, type MigrateHints, type SchemaEditor } from "../../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../../operation.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { isPostgresql } from "./concurrently.ts";

export interface CreateExtensionOptions {
  /** Told to the routers of databases. */
  readonly hints?: MigrateHints;
}

class CreateExtensionOperation extends Operation {
  readonly name: string;
  readonly hints: MigrateHints;

  constructor(name: string, { hints = {} }: CreateExtensionOptions = {}) {
    super();
    this.name = name;
    this.hints = hints;
  }

  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  override deconstruct(): DeconstructedOperation {
    const { name, hints } = this;
    const args = Object.keys(hints).length > 0 ? [name, { hints }] : [name];
    return { name: this.constructor.name, args };
  }

  override stateForwards(_appLabel: string, _state: ProjectState): void {
    // The models do not change.
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.#run("CREATE EXTENSION IF NOT EXISTS", appLabel, editor);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.#run("DROP EXTENSION IF EXISTS", appLabel, editor);
  }

  async #run(words: string, appLabel: string, editor: SchemaEditor): Promise<void> {
    if (!isPostgresql(editor) || !allowMigrate(editor.connection.alias, appLabel, this.hints))
      return;
    await editor.execute(`${words} ${editor.quoteName(this.name)}`);
  }

  override describe(): string {
    return `Creates extension ${this.name}`;
  }

  override get migrationNameFragment(): string {
    return `create_extension_${this.name}`;
  }
}

/** Makes an extension of PostgreSQL usable: `migrations.CreateExtension("pg_trgm")`. Django: `CreateExtension`. */
export const CreateExtension = callable<
  (name: string, options?: CreateExtensionOptions) => CreateExtensionOperation,
  typeof CreateExtensionOperation
>(CreateExtensionOperation, "CreateExtension");
export type CreateExtension = CreateExtensionOperation;
