import { callable, type SchemaEditor } from "../../../db/index.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { IndexOperation } from "../index-operation.ts";
import { mayMigrate } from "../model-operation.ts";
import { isPostgresql } from "./concurrently.ts";

export interface ValidateConstraintOptions {
  readonly modelName: string;
  /** Name of the constraint. */
  readonly name: string;
}

class ValidateConstraintOperation extends IndexOperation {
  readonly name: string;

  constructor({ modelName, name }: ValidateConstraintOptions) {
    super(modelName);
    this.name = name;
  }

  protected override parts(): Readonly<Record<string, unknown>> {
    return { modelName: this.modelName, name: this.name };
  }

  override stateForwards(_appLabel: string, _state: ProjectState): void {
    // The models do not change.
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    const { meta } = from.render(appLabel, this.modelName);
    if (!isPostgresql(editor) || !mayMigrate(editor, meta)) return;
    const [table, name] = [meta.dbTable, this.name].map((text) => editor.quoteName(text));
    await editor.execute(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
  }

  override async databaseBackwards(
    _appLabel: string,
    _editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    // A constraint stays valid.
  }

  override describe(): string {
    return `Validate constraint ${this.name} on model ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `${this.modelNameLower}_validate_${this.name.toLowerCase()}`;
  }
}

/** Looks whether all rows fulfil a condition that {@link AddConstraintNotValid} added; others go on writing. Django: `ValidateConstraint`. */
export const ValidateConstraint = callable<
  (options: ValidateConstraintOptions) => ValidateConstraintOperation,
  typeof ValidateConstraintOperation
>(ValidateConstraintOperation, "ValidateConstraint");
export type ValidateConstraint = ValidateConstraintOperation;
