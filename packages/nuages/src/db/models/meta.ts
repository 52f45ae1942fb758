import type { AppConfig, ModelInfo } from "../../apps/index.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { JoinStep } from "./joins.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelOptions } from "./options.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

/** What a name in a path can stand for. */
export interface PathEntry {
  readonly field: Field | undefined;
  readonly relation: RelationInfo | undefined;
  /** The model that declares it: this one or a parent. */
  readonly owner: ModelMeta;
  /** Named by the attribute of the column (`authorId`). */
  readonly byAttname: boolean;
  /** The relation as the other side sees it. */
  readonly reverse?: ReverseRelation;
}

/** A relation to one row, as `selectRelated()` follows it. */
export interface SingleRelation {
  readonly name: string;
  readonly relation: RelationInfo;
  readonly cacheName: string;
  readonly remoteName: string | undefined;
  readonly owner: ModelMeta;
  readonly forward: boolean;
  readonly nullable: boolean;
}

/** A relation as a model sees it that has it, or inherits it. */
export type OwnedReverse = ReverseRelation & { readonly owner: ModelMeta };

/**
 * Everything that is known about a model: its fields, its table, its relations. Django:
 * `Model._meta`. What leads from a model to its rows is added in `model-rows.ts`.
 */
export interface ModelMeta extends ModelInfo {
  readonly cls: ModelClass;
  readonly name: string;
  readonly options: ModelOptions;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly autoCreatedBy: Field | undefined;
  readonly autoCreated: boolean;
  /** Replaced by another model through a setting. */
  readonly swapped: boolean;
  /** What the setting of a replaced model says in its place: `accounts.Member`. */
  readonly replacement: string | undefined;
  /** Direct parents in multi-table inheritance, with the link to each; of a proxy its base. */
  readonly parents: Map<ModelMeta, Field | undefined>;
  /** Models whose fields this one took. */
  readonly abstractBases: readonly ModelMeta[];
  /** Names of the properties that the class body makes on every instance. */
  bodyProperties: readonly string[];

  // ------------------------------------------------------------------ names

  /** Gives the model its app; called by the registry of apps. */
  bind(app: AppConfig): void;
  readonly appConfig: AppConfig | undefined;
  readonly appLabel: string | undefined;
  /** Name in lower case: `bookinstance`. */
  readonly modelName: string;
  /** `catalog.BookInstance`. */
  readonly label: string;
  readonly labelLower: string;
  /** The model that has the table: of a proxy its base. */
  readonly concrete: ModelMeta;
  /** @throws ImproperlyConfigured for a model of no app */
  readonly dbTable: string;
  readonly managed: boolean;
  readonly verboseName: string;
  readonly verboseNamePlural: string;

  // ------------------------------------------------------------------ fields

  /** Fields declared here, or taken from abstract bases. */
  readonly localFields: readonly Field[];
  /** All fields with a column or a key, those of parents first. */
  readonly fields: readonly Field[];
  readonly manyToMany: readonly Field[];
  /** All fields with a column. */
  readonly concreteFields: readonly Field[];
  /** The columns of the model's own table. */
  readonly localConcreteFields: readonly Field[];
  /** The primary key; of several columns the field `pk` that joins them. */
  readonly pk: Field;
  /** The columns of the primary key. */
  readonly pkFields: readonly Field[];
  /** The field called `name`, or whose attribute is. @throws FieldDoesNotExist */
  getField(name: string): Field;
  /** The field called `name`, found without looking at relations. @throws FieldDoesNotExist */
  declaredField(name: string): Field;
  /** All fields and many-to-many relations of the model. */
  getFields(): Field[];
  /** What `name` stands for in a path: a field, its attribute, or a relation that points here. */
  find(name: string): PathEntry | undefined;
  /** The field whose snake_case name is `name`: how fixtures and other databases spell it. */
  fieldBySnakeName(name: string): Field | undefined;
  /** Names that a path can begin with. */
  queryNames(): string[];

  // ------------------------------------------------------------------ relations

  /** Relations of other models that lead here, those to parents included. */
  reverseRelations(): OwnedReverse[];
  /** Joins from this model's table to that of a parent. */
  stepsToParent(parent: ModelMeta): JoinStep[];
  /** All models above this one. */
  allParents(): ModelMeta[];
  /** The link field to a parent, direct or not. */
  linkTo(parent: ModelMeta): Field | undefined;
  /** Relations to one row, both ways. */
  singleRelations(): SingleRelation[];
  /** Can an object of `other` stand where one of this model is asked for? */
  isCompatible(other: ModelMeta): boolean;
  /** The model that a relation of this one names. @throws ImproperlyConfigured when there is none */
  resolveTarget(to: unknown, field: Field): ModelMeta;
  /** The model between the two of a many-to-many relation. */
  throughOf(field: Field): ModelMeta;

  // ------------------------------------------------------------------ instances

  /** The key of an instance; of several columns an array. */
  keyOf(instance: object): unknown;
  /** The value that an instance has for a column of this model. */
  valueOfInstance(instance: object, field: Field): unknown;
  /** Does the class have a property of that name which can be assigned? */
  hasSetter(name: string): boolean;
  /** Adds an attribute with a getter; what the class itself declares under the name stays. */
  defineAttribute(name: string, descriptor: AttributeDescriptor): void;
  /** Adds a method, unless the class or a base has one of that name. */
  addMethod(name: string, method: (this: object, ...args: never[]) => unknown): void;
  addNeighbourMethods(field: Field, name: string): void;
  /** @throws FieldError or InvalidUse when a model without table, abstract or replaced, is used as if it had one */
  requireTable(): void;
}

/** An attribute that reads, and takes, something else than what is stored under its name. */
export interface AttributeDescriptor {
  get(this: object): unknown;
  set?(this: object, value: unknown): void;
}
