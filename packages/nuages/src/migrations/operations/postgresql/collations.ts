import { allowMigrate, callable, type SchemaEditor } from "../../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../../operation.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { isPostgresql } from "./concurrently.ts";

export interface CollationOptions {
  readonly name: string;
  /** As the provider spells it: `und-u-ks-level2`. */
  readonly locale: string;
  /** Default: `libc`. */
  readonly provider?: "libc" | "icu";
  /** Are only texts with the same bytes equal? Default: true. */
  readonly deterministic?: boolean;
}

/** What making and removing a collation have in common. */
abstract class CollationOperation extends Operation {
  readonly options: CollationOptions;

  constructor(options: CollationOptions) {
    super();
    this.options = options;
  }

  override deconstruct(): DeconstructedOperation {
    return { name: this.constructor.name, args: [this.options] };
  }

  override stateForwards(_appLabel: string, _state: ProjectState): void {
    // The models do not change.
  }

  protected async create(appLabel: string, editor: SchemaEditor): Promise<void> {
    if (!this.#isWanted(appLabel, editor)) return;
    const { name, locale, provider = "libc", deterministic = true } = this.options;
    const parts = [`locale = ${editor.quoteValue(locale)}`];
    if (provider !== "libc") parts.push(`provider = ${editor.quoteName(provider)}`);
    if (!deterministic) parts.push("deterministic = false");
    await editor.execute(`CREATE COLLATION ${editor.quoteName(name)} (${parts.join(", ")})`);
  }

  protected async remove(appLabel: string, editor: SchemaEditor): Promise<void> {
    if (this.#isWanted(appLabel, editor))
      await editor.execute(`DROP COLLATION ${editor.quoteName(this.options.name)}`);
  }

  #isWanted(appLabel: string, editor: SchemaEditor): boolean {
    return isPostgresql(editor) && allowMigrate(editor.connection.alias, appLabel, {});
  }
}

class CreateCollationOperation extends CollationOperation {
  override get category(): OperationCategory {
    return OperationCategory.ADDITION;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.create(appLabel, editor);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.remove(appLabel, editor);
  }

  override describe(): string {
    return `Create collation ${this.options.name}`;
  }

  override get migrationNameFragment(): string {
    return `create_collation_${this.options.name.toLowerCase()}`;
  }
}

class RemoveCollationOperation extends CollationOperation {
  override get category(): OperationCategory {
    return OperationCategory.REMOVAL;
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.remove(appLabel, editor);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    await this.create(appLabel, editor);
  }

  override describe(): string {
    return `Remove collation ${this.options.name}`;
  }

  override get migrationNameFragment(): string {
    return `remove_collation_${this.options.name.toLowerCase()}`;
  }
}

/** Makes a collation of PostgreSQL, for `dbCollation`. Django: `CreateCollation`. */
export const CreateCollation = callable<
  (options: CollationOptions) => CreateCollationOperation,
  typeof CreateCollationOperation
>(CreateCollationOperation, "CreateCollation");
export type CreateCollation = CreateCollationOperation;

/** Removes a collation of PostgreSQL. Django: `RemoveCollation`. */
export const RemoveCollation = callable<
  (options: CollationOptions) => RemoveCollationOperation,
  typeof RemoveCollationOperation
>(RemoveCollationOperation, "RemoveCollation");
export type RemoveCollation = RemoveCollationOperation;
