import { callable } from "../callable.ts";
import { InvalidUse } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import { contentTypeExpression, contentTypeValue } from "../models/content-types.ts";
import { defineGenericForeignKey, defineGenericRelation } from "../models/generic-accessors.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Lazy } from "../models/model-types.ts";
import { Field } from "./field.ts";
import type { FieldType, ToManyType } from "./field-types.ts";
import { RelationField, type RelationOptions, type RelationTarget } from "./relation-field.ts";
import type { ForeignKeyField } from "./foreign-key.ts";
import type { RelationInfo } from "./relation-info.ts";

class GenericForeignKeyBase extends Field {
  readonly contentTypeName: string;
  readonly objectIdName: string;

  constructor(contentTypeName = "contentType", objectIdName = "objectId") {
    super({ editable: false });
    this.contentTypeName = contentTypeName;
    this.objectIdName = objectIdName;
  }

  override getInternalType(): string {
    return "GenericForeignKey";
  }

  override get inMigrations(): boolean {
    return false;
  }

  override getColumn(): undefined {
    return undefined;
  }

  override dbType(): undefined {
    return undefined;
  }

  get contentTypeField(): ForeignKeyField {
    return this.model.declaredField(this.contentTypeName) as unknown as ForeignKeyField;
  }

  get objectIdField(): Field {
    return this.model.declaredField(this.objectIdName);
  }

  override defineAccessor(meta: ModelMeta): void {
    defineGenericForeignKey(meta, this);
  }
}

/** A relation to one object of any model: made of a foreign key to content types and a column for the key. */
export const GenericForeignKey = callable<
  (
    contentTypeField?: string,
    objectIdField?: string,
  ) => FieldType<object | Lazy<object | null>, true, true>,
  typeof GenericForeignKeyBase
>(GenericForeignKeyBase, "GenericForeignKey");
export type GenericForeignKeyInstance = GenericForeignKeyBase;

export interface GenericRelationOptions extends RelationOptions {
  readonly contentTypeField?: string;
  readonly objectIdField?: string;
}

class GenericRelationBase extends RelationField {
  declare readonly options: RelationField["options"] & GenericRelationOptions;

  constructor(to: RelationTarget, options: GenericRelationOptions = {}) {
    super(to, { editable: false, blank: true, ...options });
  }

  override getInternalType(): string {
    return "GenericRelation";
  }

  override get inMigrations(): boolean {
    return false;
  }

  override getColumn(): undefined {
    return undefined;
  }

  override dbType(): undefined {
    return undefined;
  }

  override get hidden(): boolean {
    return true;
  }

  override get queryName(): string {
    return this.options.relatedQueryName ?? `${this.name}+`;
  }

  get contentTypeField(): ForeignKeyField {
    return this.target.declaredField(
      this.options.contentTypeField ?? "contentType",
    ) as unknown as ForeignKeyField;
  }

  get objectIdField(): Field {
    return this.target.declaredField(this.options.objectIdField ?? "objectId");
  }

  /** Key of the content type of this model, as a value of a query. */
  contentTypeValue(using?: string): unknown {
    return contentTypeValue(this.contentTypeField.target, this.model, using);
  }

  get forwardStep(): JoinStep {
    const { contentTypeField, objectIdField } = this;
    return {
      id: `${this.label}>`,
      from: this.model,
      to: this.target,
      columns: [{ from: this.model.pk, to: objectIdField }],
      field: this,
      forward: false,
      many: true,
      nullable: true,
      restriction: { field: contentTypeField, side: "to", value: () => typeInStatement(this) },
      reverse: () => this.backwardStep,
    };
  }

  get backwardStep(): JoinStep {
    const { contentTypeField, objectIdField } = this;
    return {
      id: `${this.label}<`,
      from: this.target,
      to: this.model,
      columns: [{ from: objectIdField, to: this.model.pk }],
      field: this,
      forward: false,
      many: false,
      nullable: true,
      restriction: { field: contentTypeField, side: "from", value: () => typeInStatement(this) },
      reverse: () => this.forwardStep,
    };
  }

  override get relation(): RelationInfo {
    return {
      kind: "generic",
      many: true,
      unique: false,
      target: this.target,
      steps: [this.forwardStep],
      targetField: this.target.pk,
      accessorName: undefined,
      queryName: this.queryName,
    };
  }

  override get reverse(): RelationInfo {
    return {
      kind: "generic",
      many: false,
      unique: true,
      target: this.model,
      steps: [this.backwardStep],
      targetField: this.model.pk,
      accessorName: this.name,
      queryName: this.name,
    };
  }

  override defineAccessor(meta: ModelMeta): void {
    defineGenericRelation(meta, this);
  }

  /** Objects of a child have a content type of their own. */
  override copyForChild(): Field {
    const options = { ...this.options, relatedQueryName: undefined };
    return Object.assign(this.clone(), { options });
  }

  override preSave(): unknown {
    throw new InvalidUse(`${this.label} has no column.`);
  }
}

/** Compiled statements serve all databases, and each has keys of its own: the statement looks them up. */
function typeInStatement(field: GenericRelationBase): Expression {
  return contentTypeExpression(field.contentTypeField.target, field.model);
}

type GenericRelationFactory = <To>(to: To, options?: GenericRelationOptions) => ToManyType<To>;

/** The other side of a `GenericForeignKey`: the objects of one model that point at this one. */
export const GenericRelation = callable<GenericRelationFactory, typeof GenericRelationBase>(
  GenericRelationBase,
  "GenericRelation",
);
export type GenericRelationInstance = GenericRelationBase;
