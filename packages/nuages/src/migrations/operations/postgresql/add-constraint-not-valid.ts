import { callable, models, type SchemaEditor } from "../../../db/index.ts";
import type { ProjectState } from "../../state/project-state.ts";
import { AddConstraint, type AddConstraintOptions } from "../add-constraint.ts";
import { InvalidOperation } from "../errors.ts";
import { mayMigrate } from "../model-operation.ts";
import { isPostgresql } from "./concurrently.ts";

class AddConstraintNotValidOperation extends AddConstraint {
  /** @throws InvalidOperation for other constraints than conditions */
  constructor(options: AddConstraintOptions) {
    super(options);
    if (!(options.constraint instanceof models.CheckConstraint))
      throw InvalidOperation.notValid(options.constraint.name);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    to: ProjectState,
  ): Promise<void> {
    if (!isPostgresql(editor)) {
      await super.databaseForwards(appLabel, editor, from, to);
      return;
    }
    const { meta } = to.render(appLabel, this.modelName);
    if (!mayMigrate(editor, meta)) return;
    const { inTable = "" } = this.constraint.sql(meta, editor.connection.dialect);
    await editor.execute(`ALTER TABLE ${editor.quoteName(meta.dbTable)} ADD ${inTable} NOT VALID`);
  }

  override describe(): string {
    return `Create not valid constraint ${this.constraint.name} on model ${this.modelName}`;
  }

  override get migrationNameFragment(): string {
    return `${super.migrationNameFragment}_not_valid`;
  }
}

/**
 * Adds a condition for new rows, without looking at those that are there: quick, whatever the size of
 * the table. {@link ValidateConstraint} looks at them later. On other databases than PostgreSQL it is
 * {@link AddConstraint}. Django: `AddConstraintNotValid`.
 */
export const AddConstraintNotValid = callable<
  (options: AddConstraintOptions) => AddConstraintNotValidOperation,
  typeof AddConstraintNotValidOperation
>(AddConstraintNotValidOperation, "AddConstraintNotValid");
export type AddConstraintNotValid = AddConstraintNotValidOperation;
