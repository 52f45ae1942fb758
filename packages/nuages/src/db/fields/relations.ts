import type { CheckMessage } from "../../checks/index.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { JoinStep } from "../models/joins.ts";
import { instanceMeta } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import { lowerFirst, snakeCase } from "../names.ts";
import { callable } from "../callable.ts";
import {
  Field,
  type AnyOptions,
  type Deconstructed,
  type FieldOptions,
  type ValueKind,
} from "./field.ts";
import type { CheckedOptions, OptionalOf, Says, ToManyType, ToOneType } from "./field-types.ts";
import type { OnDelete } from "./on-delete.ts";
import {
  foreignKeyFindings,
  manyToManyFindings,
  missingThroughFindings,
  reverseNameFindings,
  targetFindings,
} from "./relation-checks.ts";
import { targetReference } from "./relation-target.ts";
import type { RelationInfo } from "./relation-info.ts";
import { ValidationError } from "../../validation/index.ts";

/** What a relation can point at: a function that gives the class, the class, `"self"` or `"app.Model"`. */
export type RelationTarget = unknown;

/** Which rows forms offer: lookups, a condition, or a function that gives one. */
export type LimitChoices = object | (() => object);

export interface RelationOptions extends FieldOptions<unknown> {
  /** Name of the attribute on the other side; `"+"` for none. Default: the model's name with `Set`. */
  readonly relatedName?: string;
  /** Name of the other side in lookups. Default: `relatedName`, or the model's name. */
  readonly relatedQueryName?: string;
  readonly limitChoicesTo?: LimitChoices;
  /** Whether the database checks that the other row exists. Default: true. */
  readonly dbConstraint?: boolean;
  readonly swappable?: boolean;
}

export interface ForeignKeyOptions extends RelationOptions {
  readonly onDelete: OnDelete;
  /** The unique field of the other model that the column holds. Default: its primary key. */
  readonly toField?: string;
  /** The link from a child to its parent in multi-table inheritance. */
  readonly parentLink?: boolean;
}

/** What relations have in common: a target, and a name on the other side. */
export abstract class RelationField extends Field {
  /** What the relation points at, as it was declared. */
  readonly to: RelationTarget;
  declare readonly options: RelationOptions & AnyOptions<unknown>;

  static override readonly optionDefaults: Readonly<Record<string, unknown>> = {
    dbConstraint: true,
  };

  constructor(to: RelationTarget, options: RelationOptions) {
    super(options);
    this.to = to;
  }

  override deconstruct(): Deconstructed {
    const parts = super.deconstruct();
    const { swappable: _, through, ...options } = parts.options;
    return {
      ...parts,
      args: [targetReference(this, this.to)],
      options:
        through === undefined ? options : { ...options, through: targetReference(this, through) },
    };
  }

  /** The model on the other side. */
  get target(): ModelMeta {
    return this.model.resolveTarget(this.to, this);
  }

  get relatedName(): string | undefined {
    const given = this.options.relatedName ?? this.model.options.defaultRelatedName;
    return given === undefined ? undefined : filledName(given, this.model);
  }

  /** No attribute on the other side. */
  get hidden(): boolean {
    return this.relatedName?.endsWith("+") === true;
  }

  /** Name of the attribute on the other side. */
  get accessorName(): string | undefined {
    if (this.hidden) return undefined;
    return this.relatedName ?? `${lowerFirst(this.model.name)}${this.uniqueTarget ? "" : "Set"}`;
  }

  /** Name of the other side in query paths. */
  get queryName(): string {
    const given = this.options.relatedQueryName;
    if (given !== undefined) return filledName(given, this.model);
    return this.relatedName ?? lowerFirst(this.model.name);
  }

  /** At most one row of this model points at a row of the other. */
  get uniqueTarget(): boolean {
    return false;
  }

  get limitChoicesTo(): object | undefined {
    const given = this.options.limitChoicesTo;
    return typeof given === "function" ? (given as () => object)() : given;
  }

  /** Findings about models that the relation needs and that are not there. */
  missingModels(): CheckMessage[] {
    return targetFindings(this);
  }

  /** How the target sees the relation. */
  abstract get reverse(): RelationInfo;
}

/** Template of names for abstract bases: `%(class)s`, `%(app_label)s`. */
function filledName(name: string, model: ModelMeta): string {
  return name
    .replaceAll("%(class)s", lowerFirst(model.name))
    .replaceAll("%(model_name)s", lowerFirst(model.name))
    .replaceAll("%(app_label)s", model.appLabel ?? "");
}

class ForeignKeyBase extends RelationField {
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

export interface ManyToManyOptions extends RelationOptions {
  /** The model between the two. Default: one is made. */
  readonly through?: unknown;
  /** Names of the two foreign keys of `through`: to this model, to the other. */
  readonly throughFields?: readonly [string, string];
  /** On `"self"`: whether a friend's friend is you. Default: true. */
  readonly symmetrical?: boolean;
  /** Table of the model that is made. */
  readonly dbTable?: string;
}

class ManyToManyFieldBase extends RelationField {
  declare readonly options: ManyToManyOptions & AnyOptions<unknown>;

  constructor(to: RelationTarget, options: ManyToManyOptions = {}) {
    super(to, options);
  }

  override check(): CheckMessage[] {
    const missing = this.missingModels();
    if (missing.length > 0) return missing;
    return [...reverseNameFindings(this), ...manyToManyFindings(this)];
  }

  override missingModels(): CheckMessage[] {
    const missing = targetFindings(this);
    return missing.length > 0 ? missing : missingThroughFindings(this);
  }

  override getInternalType(): string {
    return "ManyToManyField";
  }

  override getColumn(): undefined {
    return undefined;
  }

  /** Points at its own model. */
  get selfReferential(): boolean {
    return this.target.concrete === this.model.concrete;
  }

  get symmetrical(): boolean {
    return this.options.symmetrical ?? this.selfReferential;
  }

  override get hidden(): boolean {
    return this.symmetrical || super.hidden;
  }

  override get queryName(): string {
    return this.symmetrical ? `${lowerFirst(this.name)}_rel_+` : super.queryName;
  }

  /** The model between the two. */
  get through(): ModelMeta {
    return this.model.throughOf(this);
  }

  /**
   * Has the model between its two keys? Between two steps of a migration that takes it apart it has not.
   */
  get isComplete(): boolean {
    const targets = this.through.concreteFields.flatMap((field) =>
      field instanceof ForeignKeyBase ? [field.target.concrete] : [],
    );
    const [own, other] = [this.model.concrete, this.target.concrete];
    return own === other
      ? targets.filter((target) => target === own).length > 1
      : targets.includes(own) && targets.includes(other);
  }

  /** The foreign keys of the model between: to this model, and to the other. */
  get throughKeys(): { readonly source: ForeignKeyBase; readonly target: ForeignKeyBase } {
    const { through } = this;
    const keys = through.concreteFields.filter(
      (field): field is ForeignKeyBase => field instanceof ForeignKeyBase,
    );
    const named = this.options.throughFields;
    if (named !== undefined) {
      const [source, target] = named.map((name) => keys.find((key) => key.name === name));
      if (source !== undefined && target !== undefined) return { source, target };
      throw new InvalidValue(
        `${this.label}: throughFields names ${named.join(" and ")}, but ${through.label} has the foreign keys ${keys.map(({ name }) => name).join(", ")}.`,
      );
    }
    const source = keys.find((key) => key.target.concrete === this.model.concrete);
    const target = keys.find(
      (key) => key !== source && key.target.concrete === this.target.concrete,
    );
    if (source === undefined || target === undefined) {
      throw new InvalidValue(
        `${this.label} goes through ${through.label}, which needs a foreign key to ${this.model.label} and one to ${this.target.label}.`,
      );
    }
    return { source, target };
  }

  override get relation(): RelationInfo {
    const { source, target } = this.throughKeys;
    return {
      kind: "manyToMany",
      many: true,
      unique: false,
      target: this.target,
      steps: [source.backwardStep, target.forwardStep],
      targetField: this.target.pk,
      accessorName: this.accessorName,
      queryName: this.queryName,
    };
  }

  override get reverse(): RelationInfo {
    const { source, target } = this.throughKeys;
    return {
      kind: "manyToMany",
      many: true,
      unique: false,
      target: this.model,
      steps: [target.backwardStep, source.forwardStep],
      targetField: this.model.pk,
      accessorName: this.name,
      queryName: this.name,
    };
  }

  override dbType(): undefined {
    return undefined;
  }
}

type ManyFactory = <To, const O extends ManyToManyOptions = object>(
  to: To,
  options?: O & CheckedOptions<O, ManyToManyOptions>,
) => ToManyType<To>;

/** A relation between any number of rows on both sides; its attribute is a manager. */
export const ManyToManyField = callable<ManyFactory, typeof ManyToManyFieldBase>(
  ManyToManyFieldBase,
  "ManyToManyField",
);

export type ForeignKeyField = ForeignKeyBase;
export type ManyToManyFieldInstance = ManyToManyFieldBase;
export { ForeignKeyBase, ManyToManyFieldBase };
