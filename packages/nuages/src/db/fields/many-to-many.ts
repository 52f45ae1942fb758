import type { CheckMessage } from "../../checks/index.ts";
import { InvalidValue } from "../errors.ts";
import type { ModelMeta } from "../models/meta.ts";
import { lowerFirst } from "../names.ts";
import { callable } from "../callable.ts";
import type { AnyOptions } from "./field.ts";
import type { CheckedOptions, ToManyType } from "./field-types.ts";
import {
  manyToManyFindings,
  missingThroughFindings,
  reverseNameFindings,
  targetFindings,
} from "./relation-checks.ts";
import type { RelationInfo } from "./relation-info.ts";
import { type RelationTarget, type RelationOptions, RelationField } from "./relation-field.ts";
import { ForeignKeyBase } from "./foreign-key.ts";

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

export class ManyToManyFieldBase extends RelationField {
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

export type ManyToManyFieldInstance = ManyToManyFieldBase;
