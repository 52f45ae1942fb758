import type { CheckMessage } from "../../checks/index.ts";
import { InvalidUse } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { JoinStep } from "../models/joins.ts";
import { instanceMeta } from "../models/instance-state.ts";
import { snakeCase } from "../names.ts";
import { callable } from "../callable.ts";
import type { AnyOptions, Field, ValueKind } from "./field.ts";
import type { CheckedOptions, OptionalOf, Says, ToOneType } from "./field-types.ts";
import type { OnDelete } from "./on-delete.ts";
import { foreignKeyFindings, reverseNameFindings } from "./relation-checks.ts";
import type { RelationInfo } from "./relation-info.ts";
import { ValidationError } from "../../validation/index.ts";
import { type RelationTarget, type RelationOptions, RelationField } from "./relation-field.ts";

export interface ForeignKeyOptions extends RelationOptions {
  readonly onDelete: OnDelete;
  /** The unique field of the other model that the column holds. Default: its primary key. */
  readonly toField?: string;
  /** The link from a child to its parent in multi-table inheritance. */
  readonly parentLink?: boolean;
}

export class ForeignKeyBase extends RelationField {
  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "%(model)s instance with %(field)s %(value)r is not a valid choice.",
  };
  static override readonly optionDefaults: Readonly<Record<string, unknown>> = {
    dbIndex: true,
    parentLink: false,
  };
  declare readonly options: ForeignKeyOptions & AnyOptions<unknown>;

  constructor(to: RelationTarget, options: ForeignKeyOptions) {
    super(to, { dbIndex: true, ...options });
    if (options?.onDelete === undefined) {
      throw new InvalidUse("A foreign key needs the option onDelete.", {
        hint: "Say what happens to these rows when the other row is deleted: { onDelete: models.CASCADE }.",
      });
    }
  }

  override check(): CheckMessage[] {
    const missing = this.missingModels();
    if (missing.length > 0) return [...super.check(), ...missing];
    return [...super.check(), ...reverseNameFindings(this), ...foreignKeyFindings(this)];
  }

  override getInternalType(): string {
    return "ForeignKey";
  }

  override get kind(): ValueKind | undefined {
    return this.targetField.kind;
  }

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  get onDelete(): OnDelete {
    return this.options.onDelete;
  }

  get parentLink(): boolean {
    return this.options.parentLink === true;
  }

  get dbConstraint(): boolean {
    return this.options.dbConstraint ?? true;
  }

  override getAttname(): string {
    return `${this.name}Id`;
  }

  override getColumn(): string {
    return this.options.dbColumn ?? `${snakeCase(this.name)}_id`;
  }

  /** The field of the other model that the column holds. */
  get toField(): Field {
    const { toField } = this.options;
    return toField === undefined ? this.target.pk : this.target.declaredField(toField);
  }

  override get targetField(): Field {
    return this.toField.targetField;
  }

  override get relation(): RelationInfo {
    return {
      kind: this.uniqueTarget ? "oneToOne" : "foreignKey",
      many: false,
      unique: this.uniqueTarget,
      target: this.target,
      steps: [this.forwardStep],
      targetField: this.toField,
      accessorName: this.accessorName,
      queryName: this.queryName,
    };
  }

  override get reverse(): RelationInfo {
    return {
      kind: this.uniqueTarget ? "oneToOne" : "foreignKey",
      many: !this.uniqueTarget,
      unique: true,
      target: this.model,
      steps: [this.backwardStep],
      targetField: this.model.pk,
      accessorName: this.name,
      queryName: this.name,
    };
  }

  get forwardStep(): JoinStep {
    return {
      id: `${this.label}>`,
      from: this.model,
      to: this.target,
      columns: [{ from: this, to: this.toField }],
      field: this,
      forward: true,
      many: false,
      nullable: this.null,
      reverse: () => this.backwardStep,
    };
  }

  get backwardStep(): JoinStep {
    return {
      id: `${this.label}<`,
      from: this.target,
      to: this.model,
      columns: [{ from: this.toField, to: this }],
      field: this,
      forward: false,
      many: !this.uniqueTarget,
      nullable: true,
      reverse: () => this.forwardStep,
    };
  }

  override dbType(dialect: Dialect): string | undefined {
    return this.targetField.relDbType(dialect);
  }

  override castDbType(dialect: Dialect): string | undefined {
    return this.targetField.castDbType(dialect);
  }

  override getDefault(): unknown {
    const value = super.getDefault();
    const meta = instanceMeta(value);
    return meta === undefined ? value : meta.valueOfInstance(value as object, this.toField);
  }

  override toPython(value: unknown): unknown {
    return this.targetField.toPython(value);
  }

  override getPrepValue(value: unknown): unknown {
    const meta = instanceMeta(value);
    if (meta === undefined) return this.targetField.getPrepValue(value);
    return this.targetField.getPrepValue(meta.valueOfInstance(value as object, this.toField));
  }

  override getDbPrepValue(value: unknown, dialect: Dialect): unknown {
    return this.targetField.getDbPrepValue(value, dialect);
  }

  override getDbPrepSave(value: unknown, dialect: Dialect): unknown {
    const empty =
      value === null ||
      value === undefined ||
      (value === "" && !this.targetField.emptyStringsAllowed);
    return empty
      ? null
      : this.targetField.getDbPrepSave(
          instanceMeta(value) === undefined ? value : this.getPrepValue(value),
          dialect,
        );
  }

  override getReader(dialect: Dialect): ((value: unknown) => unknown) | undefined {
    return this.targetField.getReader(dialect);
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return value === null || value === undefined ? "" : String(value);
  }

  /** Refuses keys that no row of the other model has. */
  override async clean(value: unknown, instance?: object): Promise<unknown> {
    const converted = await super.clean(value, instance);
    if (converted === null || converted === undefined || this.parentLink) return converted;
    const target = this.target;
    const limits = this.limitChoicesTo;
    const rows = target
      .baseRows(this.model.dbForRead(instance))
      .complexFilter({ [this.toField.name]: converted });
    if (await (limits === undefined ? rows : rows.complexFilter(limits)).exists()) return converted;
    throw new ValidationError(this.errorMessage("invalid"), {
      code: "invalid",
      params: {
        model: target.verboseName,
        pk: converted,
        field: this.toField.name,
        value: converted,
      },
    });
  }

  override validate(value: unknown, instance?: object): void {
    if (!this.parentLink) super.validate(value, instance);
  }
}

type ToOne<To, O> = ToOneType<
  To,
  Says<O, "null">,
  // The parent's row is made along with the child's.
  Says<O, "parentLink"> extends true ? true : OptionalOf<O>,
  O extends { readonly toField: infer F } ? F : undefined,
  Says<O, "primaryKey">
>;
type ForeignKeyFactory = <To, const O extends ForeignKeyOptions>(
  to: To,
  options: O & CheckedOptions<O, ForeignKeyOptions>,
) => ToOne<To, O>;

/**
 * A relation to one row of another model: `author: models.ForeignKey(() => Author, { onDelete:
 * models.CASCADE })` makes the attributes `author` and `authorId` and the column `author_id`.
 */
export const ForeignKey = callable<ForeignKeyFactory, typeof ForeignKeyBase>(
  ForeignKeyBase,
  "ForeignKey",
);

class OneToOneFieldBase extends ForeignKeyBase {
  static override readonly optionDefaults = { unique: true };

  constructor(to: RelationTarget, options: ForeignKeyOptions) {
    super(to, { ...options, unique: true });
  }

  override get uniqueTarget(): boolean {
    return true;
  }

  override get unique(): boolean {
    return true;
  }
}

/** A foreign key that at most one row holds: the other side is one object too. */
export const OneToOneField = callable<ForeignKeyFactory, typeof OneToOneFieldBase>(
  OneToOneFieldBase,
  "OneToOneField",
);

export type ForeignKeyField = ForeignKeyBase;
