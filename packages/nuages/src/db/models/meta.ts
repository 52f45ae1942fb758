import type { AppConfig, ModelInfo } from "../../apps/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { FieldDoesNotExist, FieldError, InvalidUse } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import { snakeCase, words } from "../names.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { BaseManager as Manager } from "../query/manager.ts";
import type { QueryState } from "../query/state.ts";
import type { Prefetcher } from "./prefetchers.ts";
import { collectFields, inheritedOptions } from "./inheritance.ts";
import type { JoinStep } from "./joins.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelOptions } from "./options.ts";
import { type ModelRegistry, registry } from "./registry.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

/** What was said when a model was declared. */
export interface Declaration {
  readonly fields: Readonly<Record<string, Field | null>>;
  readonly options: ModelOptions;
  readonly bases: readonly ModelClass[];
  readonly autoCreatedBy?: Field;
  /** Where the model is known. Default: the registry of the process. */
  readonly registry?: ModelRegistry;
}

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

/** A relation as a model sees it that has it, or inherits it. What needs other models is worked out when it is asked for. */
function ownedBy(reverse: ReverseRelation, owner: ModelMeta): OwnedReverse {
  const { field, source } = reverse;
  return {
    field,
    source,
    owner,
    get name() {
      return reverse.name;
    },
    get accessorName() {
      return reverse.accessorName;
    },
    get relation() {
      return reverse.relation;
    },
  };
}

type OwnedReverse = ReverseRelation & { readonly owner: ModelMeta };

/** What the layers above give a model: querysets, managers, accessors. */
export interface ModelServices {
  rows(meta: ModelMeta, using: string | undefined): QuerySet<object>;
  defaultManager(meta: ModelMeta): Manager;
  baseManager(meta: ModelMeta): Manager;
  defineField(meta: ModelMeta, field: Field): void;
  defineReverse(meta: ModelMeta, reverse: ReverseRelation): void;
  neighbour(
    field: Field,
    next: boolean,
  ): (this: object, where?: Readonly<Record<string, unknown>>) => Promise<object>;
  throughModel(meta: ModelMeta, field: Field): ModelClass;
  dbForRead(meta: ModelMeta, instance: object | undefined): string;
  updateState(state: QueryState, values: Readonly<Record<string, unknown>>): Promise<number>;
  columnRange(meta: ModelMeta, field: Field): readonly [bigint, bigint] | undefined;
  /** Deletes rows and what hangs on them. */
  deleteState(state: QueryState): Promise<unknown>;
}

/** Rows that hang on instances without a foreign key (generic relations), for deletion. */
export type GenericRows = (instances: readonly object[], using: string) => QueryState;

/** Everything that is known about a model: its fields, its table, its relations. Django: `Model._meta`. */
export class ModelMeta implements ModelInfo {
  readonly cls: ModelClass;
  readonly name: string;
  readonly options: ModelOptions;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly autoCreatedBy: Field | undefined;
  readonly services: ModelServices;
  /** The models that this one's relations can lead to. */
  readonly registry: ModelRegistry;
  /** Direct parents in multi-table inheritance, with the link to each; of a proxy its base. */
  readonly parents = new Map<ModelMeta, Field | undefined>();
  /** Models whose fields this one took. */
  readonly abstractBases: readonly ModelMeta[];
  /** Fields declared here, or taken from abstract bases. */
  readonly localFields: readonly Field[];
  /** All fields with a column or a key, those of parents first. */
  readonly fields: readonly Field[];
  readonly manyToMany: readonly Field[];
  /** Managers that the class declares or inherits, by name, in order. */
  readonly managers = new Map<string, Manager>();
  /** Names of the properties that the class body makes on every instance. */
  bodyProperties: readonly string[] = [];
  #appLabel: string | undefined;
  #app: AppConfig | undefined;
  #pkFields: readonly Field[] | undefined;
  #concreteFields: readonly Field[] | undefined;
  #byName: Map<string, PathEntry> | undefined;
  #version = -1;

  constructor(cls: ModelClass, declaration: Declaration, services: ModelServices) {
    this.cls = cls;
    this.name = cls.name;
    this.services = services;
    this.registry = declaration.registry ?? registry;
    this.abstract = declaration.options.abstract ?? false;
    this.proxy = declaration.options.proxy ?? false;
    this.autoCreatedBy = declaration.autoCreatedBy;
    this.options = inheritedOptions(declaration);
    this.#appLabel = this.options.appLabel;
    const collected = collectFields(this, declaration);
    this.abstractBases = collected.abstractBases;
    this.localFields = collected.local;
    this.fields = collected.all;
    this.manyToMany = collected.manyToMany;
    if (this.proxy && (collected.local.length > 0 || this.parents.size !== 1)) {
      throw new InvalidUse(
        `${this.name} is a proxy: it needs exactly one base with a table, and no fields of its own.`,
        {
          hint: "Move the fields to the base, or leave { proxy: true } out.",
        },
      );
    }
  }

  // ------------------------------------------------------------------ names

  /** Gives the model its app; called by the registry of apps. */
  bind(app: AppConfig): void {
    this.#app = app;
    this.#appLabel ??= app.label;
    this.registry.add(this);
  }

  get appConfig(): AppConfig | undefined {
    return this.#app;
  }

  get appLabel(): string | undefined {
    return this.#appLabel ?? this.autoCreatedBy?.model.appLabel;
  }

  get autoCreated(): boolean {
    return this.autoCreatedBy !== undefined;
  }

  get swapped(): boolean {
    return false;
  }

  /** Name in lower case: `bookinstance`. */
  get modelName(): string {
    return this.name.toLowerCase();
  }

  /** `catalog.BookInstance`. */
  get label(): string {
    return this.appLabel === undefined ? this.name : `${this.appLabel}.${this.name}`;
  }

  get labelLower(): string {
    return this.label.toLowerCase();
  }

  /** The model that has the table: of a proxy its base. */
  get concrete(): ModelMeta {
    if (!this.proxy) return this;
    const [base] = this.parents.keys();
    return base?.concrete ?? this;
  }

  get dbTable(): string {
    if (this.proxy) return this.concrete.dbTable;
    const { dbTable } = this.options;
    if (dbTable !== undefined) return dbTable;
    if (this.appLabel === undefined) {
      throw new ImproperlyConfigured(
        `The model ${this.name} belongs to no app, so its table has no name.`,
        {
          hint: `Export it from the models.ts of an installed app, or give it an option: { appLabel: "…" } or { dbTable: "…" }.`,
        },
      );
    }
    return `${this.appLabel}_${this.modelName}`;
  }

  get managed(): boolean {
    return this.options.managed ?? true;
  }

  get verboseName(): string {
    return (this.options.verboseName ?? words(this.name)).toString();
  }

  get verboseNamePlural(): string {
    return (this.options.verboseNamePlural ?? `${this.verboseName}s`).toString();
  }

  get ordering(): readonly (string | Expression)[] {
    return (
      this.options.ordering ?? (this.options.orderWithRespectTo === undefined ? [] : ["_order"])
    );
  }

  toString(): string {
    return this.label;
  }

  // ------------------------------------------------------------------ fields

  /** Lowest and highest number that the database takes for a column. */
  columnRange(field: Field): readonly [bigint, bigint] | undefined {
    return this.services.columnRange(this, field);
  }

  /** All fields with a column. */
  get concreteFields(): readonly Field[] {
    this.#concreteFields ??= this.fields.filter((field) => field.column !== undefined);
    return this.#concreteFields;
  }

  /** The columns of the model's own table. */
  get localConcreteFields(): readonly Field[] {
    return this.localFields.filter((field) => field.column !== undefined);
  }

  /** The primary key; of several columns the field `pk` that joins them. */
  get pk(): Field {
    const [first] = this.fields.filter(
      (field) => field.primaryKey && (this.proxy || field.model === this),
    );
    const found = first ?? this.fields.find((field) => field.primaryKey);
    if (found === undefined) throw new FieldDoesNotExist(`${this.label} has no primary key.`);
    return found;
  }

  /** The columns of the primary key. */
  get pkFields(): readonly Field[] {
    this.#pkFields ??= this.pk.keyParts ?? [this.pk];
    return this.#pkFields;
  }

  /** The field called `name`, or whose attribute is. @throws FieldDoesNotExist */
  getField(name: string): Field {
    const entry = name === "pk" ? { field: this.pk } : this.#index().get(name);
    if (entry?.field !== undefined) return entry.field;
    throw FieldDoesNotExist.named(this.label, name, [...this.#index().keys()]);
  }

  /** The field called `name`, found without looking at relations. @throws FieldDoesNotExist */
  declaredField(name: string): Field {
    const found = this.fields.find((field) => field.name === name || field.attname === name);
    if (found !== undefined) return found;
    throw FieldDoesNotExist.named(
      this.label,
      name,
      this.fields.map((field) => field.name),
    );
  }

  /** All fields and many-to-many relations of the model. */
  getFields(): Field[] {
    return [...this.fields, ...this.manyToMany];
  }

  /** What `name` stands for in a path: a field, its attribute, or a relation that points here. */
  find(name: string): PathEntry | undefined {
    return this.#index().get(name);
  }

  /** The field whose snake_case name is `name`: how fixtures and other databases spell it. */
  fieldBySnakeName(name: string): Field | undefined {
    return this.getFields().find((field) => field.name === name || snakeCase(field.name) === name);
  }

  #index(): Map<string, PathEntry> {
    this.registry.link();
    if (this.#byName !== undefined && this.#version === this.registry.version) return this.#byName;
    const index = new Map<string, PathEntry>();
    for (const reverse of this.reverseRelations()) {
      if (reverse.name.endsWith("+")) continue;
      index.set(reverse.name, {
        field: undefined,
        get relation() {
          return reverse.relation;
        },
        owner: reverse.owner,
        byAttname: false,
        reverse,
      });
    }
    for (const field of this.getFields()) {
      const owner = field.model.concrete;
      const entry = (byAttname: boolean): PathEntry => ({
        field,
        get relation() {
          return field.relation;
        },
        owner: owner === this.concrete ? this : owner,
        byAttname,
      });
      if (field.attname !== field.name) index.set(field.attname, entry(true));
      index.set(field.name, entry(false));
    }
    this.#byName = index;
    this.#version = this.registry.version;
    return index;
  }

  /** Names that a path can begin with. */
  queryNames(): string[] {
    return [...this.#index().keys()].sort();
  }

  // ------------------------------------------------------------------ relations

  /** Relations of other models that lead here, those to parents included. */
  reverseRelations(): OwnedReverse[] {
    this.registry.link();
    const own = this.registry.reverseOf(this.concrete).map((reverse) => ownedBy(reverse, this));
    const inherited = [...this.concrete.parents.keys()]
      .flatMap((parent) => parent.reverseRelations())
      .filter(({ field }) => field.options["parentLink"] !== true);
    return [...inherited, ...own];
  }

  /** Joins from this model's table to that of a parent. */
  stepsToParent(parent: ModelMeta): JoinStep[] {
    if (parent.concrete === this.concrete) return [];
    for (const [base, link] of this.parents) {
      if (link === undefined) return base.stepsToParent(parent);
      const [step] = link.relation?.steps ?? [];
      if (base.concrete === parent.concrete) return step === undefined ? [] : [step];
      const rest = base.stepsToParent(parent);
      if (rest.length > 0 && step !== undefined) return [step, ...rest];
    }
    return [];
  }

  /** All models above this one. */
  allParents(): ModelMeta[] {
    return [...this.parents.keys()].flatMap((parent) => [parent, ...parent.allParents()]);
  }

  /** The link field to a parent, direct or not. */
  linkTo(parent: ModelMeta): Field | undefined {
    for (const [base, link] of this.parents) {
      if (base.concrete === parent.concrete) return link;
      if (base.linkTo(parent) !== undefined) return link ?? base.linkTo(parent);
    }
    return undefined;
  }

  /** Relations to one row, both ways. */
  singleRelations(): SingleRelation[] {
    const forward = this.fields.flatMap((field): SingleRelation[] => {
      const { relation } = field;
      if (relation === undefined || relation.many) return [];
      return [
        {
          name: field.name,
          relation,
          cacheName: field.name,
          remoteName: relation.unique ? relation.accessorName : undefined,
          owner: field.model,
          forward: true,
          nullable: field.null,
        },
      ];
    });
    const backward = this.reverseRelations().flatMap((reverse): SingleRelation[] => {
      const { relation, field } = reverse;
      if (relation.many || reverse.accessorName === undefined) return [];
      return [
        {
          name: reverse.name,
          relation,
          cacheName: reverse.accessorName,
          remoteName: field.name,
          owner: reverse.owner,
          forward: false,
          nullable: true,
        },
      ];
    });
    return [...forward, ...backward];
  }

  /** Can an object of `other` stand where one of this model is asked for? */
  isCompatible(other: ModelMeta): boolean {
    const mine = this.concrete;
    if (other.concrete === mine) return true;
    return (
      other.allParents().some((parent) => parent.concrete === mine) ||
      this.allParents().some((parent) => parent.concrete === other.concrete)
    );
  }

  resolveTarget(to: unknown, field: Field): ModelMeta {
    return this.registry.resolve(to, this, field);
  }

  throughOf(field: Field): ModelMeta {
    return this.registry.throughOf(this, field);
  }

  // ------------------------------------------------------------------ instances

  /** The key of an instance; of several columns an array. */
  keyOf(instance: object): unknown {
    const values = this.pkFields.map(
      (field) => (instance as Record<string, unknown>)[field.attname] ?? null,
    );
    return this.pkFields.length === 1 ? values[0] : values;
  }

  /** The value that an instance has for a column of this model. */
  valueOfInstance(instance: object, field: Field): unknown {
    return (instance as Record<string, unknown>)[field.attname];
  }

  /** Does the class have a property of that name which can be assigned? */
  hasSetter(name: string): boolean {
    for (
      let owner: object | null = this.cls.prototype;
      owner !== null && owner !== Object.prototype;
      owner = Object.getPrototypeOf(owner) as object | null
    ) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      if (descriptor !== undefined) return descriptor.set !== undefined;
    }
    return false;
  }

  /** Where the attributes that the framework adds are put: below the user's own class. */
  get prototypeHost(): object {
    return Object.getPrototypeOf(this.cls.prototype) as object;
  }

  /** Adds an attribute with a getter; what the class itself declares under the name stays. */
  defineAttribute(
    name: string,
    descriptor: { get(this: object): unknown; set?(this: object, value: unknown): void },
  ): void {
    if (Object.getOwnPropertyDescriptor(this.cls.prototype, name) !== undefined) return;
    Object.defineProperty(this.prototypeHost, name, {
      configurable: true,
      enumerable: false,
      ...descriptor,
    });
  }

  /** Adds a method, unless the class or a base has one of that name. */
  addMethod(name: string, method: (this: object, ...args: never[]) => unknown): void {
    if (name in this.prototypeHost) return;
    Object.defineProperty(this.prototypeHost, name, {
      value: method,
      writable: true,
      configurable: true,
    });
  }

  addNeighbourMethods(field: Field, name: string): void {
    this.addMethod(`getNextBy${name}`, this.services.neighbour(field, true));
    this.addMethod(`getPreviousBy${name}`, this.services.neighbour(field, false));
  }

  /** Rows of the model without any manager's conditions. */
  baseRows(using?: string): QuerySet<object> {
    return this.services.rows(this, using);
  }

  /** The rows that a relation to this model leads to: to one row any of them, to many those of the default manager. */
  baseOrDefaultState(many: boolean, using: string | undefined): QueryState {
    return (many ? this.defaultManager : this.baseManager).stateFor(using);
  }

  readonly #genericRelations: GenericRows[] = [];

  /** Says which rows are deleted along with instances of this model. */
  addGenericRelation(rows: GenericRows): void {
    this.#genericRelations.push(rows);
  }

  genericRelations(): readonly GenericRows[] {
    return this.concrete.#genericRelations;
  }

  readonly #prefetchers = new Map<string, Prefetcher>();

  /** Teaches `prefetchRelated()` an attribute that is no field (generic relations). */
  definePrefetcher(name: string, prefetcher: Prefetcher): void {
    this.#prefetchers.set(name, prefetcher);
  }

  customPrefetcher(name: string): Prefetcher | undefined {
    const own = this.#prefetchers.get(name);
    if (own !== undefined) return own;
    for (const base of [...this.parents.keys(), ...this.abstractBases]) {
      const inherited = base.customPrefetcher(name);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  get defaultManager(): Manager {
    return this.services.defaultManager(this);
  }

  get baseManager(): Manager {
    return this.services.baseManager(this);
  }

  dbForRead(instance?: object): string {
    return this.services.dbForRead(this, instance);
  }

  /** @throws FieldError when a model without table is used as if it had one */
  requireTable(): void {
    if (this.abstract)
      throw new FieldError(`${this.name} is abstract: it has no rows of its own.`, {
        hint: "Use a model that extends it.",
      });
  }
}
