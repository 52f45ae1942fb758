import { inspect } from "node:util";

import { MODEL } from "../../apps/index.ts";
import type { CheckMessage } from "../../checks/index.ts";
import { didYouMean } from "../../errors/index.ts";
import { markAltersData } from "../../utils/alters-data.ts";
import { equalValues } from "../../utils/compare.ts";
import { isConfigured } from "../../conf/index.ts";
import { connections } from "../backends/connections.ts";
import { routeRead } from "../backends/routers.ts";
import {
  InvalidUse,
  InvalidValue,
  MultipleObjectsReturned,
  ObjectDoesNotExist,
  ObjectNotUpdated,
} from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { ForeignKey } from "../fields/relations.ts";
import { lowerFirst, snakeCase } from "../names.ts";
import { updateState } from "../query/change.ts";
import { BaseManager } from "../query/manager.ts";
import { QuerySet } from "../query/queryset.ts";
import { initialState } from "../query/state.ts";
import type { Manager } from "../query/manager-types.ts";
import { defineFieldAccessor, defineReverseAccessor } from "./accessors.ts";
import {
  cleanFields,
  fullClean,
  validateConstraints,
  validateUnique,
  type CleanOptions,
} from "./cleaning.ts";
import { deferredAttributes } from "./deferred.ts";
import { collectAndDelete, deleteInstance, type DeleteOptions } from "./deletion.ts";
import { FROM_ROW } from "./hydrate.ts";
import { InstanceState, STATE, instanceMeta, stateOf } from "./instance-state.ts";
import { modelFindings } from "./model-checks.ts";
import type { ModelClass } from "./model-class.ts";
import { ModelMeta, type Declaration, type ModelServices } from "./meta.ts";
import { mixIn } from "./mix-in.ts";
import { neighbourOf } from "./neighbours.ts";
import type { ModelOptions } from "./options.ts";
import { refreshInstance, type RefreshOptions } from "./refresh.ts";
import { type ModelRegistry, registry } from "./registry.ts";
import { saveInstance, type SaveOptions } from "./save.ts";
import { PROBE, refuseShadowing } from "./shadowing.ts";
import { classPrepared, postInit, preInit } from "./signals.ts";
import type {
  AnyModelClass,
  Attributes,
  BasesFields,
  BasesInstance,
  BasesStatic,
  Declared,
  DisplayMethods,
  FIELDS,
  Init,
  KeyAttributes,
  NeighbourMethods,
} from "./model-types.ts";

const DECLARATION: unique symbol = Symbol("nuages.declaration");

const METAS = new WeakMap<object, ModelMeta>();
const MANAGERS = new WeakMap<object, BaseManager>();

type Values = Record<string, unknown>;
type DeclaredClass = ModelClass & { readonly [DECLARATION]?: Declaration };

/** The declaration that a class made by `Model()` stands on. */
function declarationOf(cls: DeclaredClass): Declaration {
  const base = Object.getPrototypeOf(cls) as DeclaredClass;
  if (typeof base === "function" && Object.hasOwn(base, DECLARATION))
    return base[DECLARATION] as Declaration;
  if (Object.hasOwn(cls, DECLARATION)) return cls[DECLARATION] as Declaration;
  throw new InvalidUse(`${cls.name} extends a model without declaring itself.`, {
    hint: `Write: class ${cls.name} extends models.Model<${cls.name}>().extends(${(base as { name?: string }).name ?? "Base"})({}) {}`,
  });
}

/** Everything about a model class; made when it is first needed. */
function metaOf(cls: DeclaredClass): ModelMeta {
  const known = METAS.get(cls);
  if (known !== undefined) return known;
  const declaration = declarationOf(cls);
  const meta = new ModelMeta(cls, declaration, services);
  METAS.set(cls, meta);
  refuseShadowing(cls, meta);
  if (!meta.abstract) {
    for (const field of meta.getFields())
      if (field.model === meta) defineFieldAccessor(meta, field);
    meta.registry.add(meta);
  }
  bindManagers(cls, meta);
  if (!meta.abstract && classPrepared.hasListeners(cls)) classPrepared.sendSync(cls, {});
  return meta;
}

/** Managers of the class body, and those that abstract bases pass on, each bound to this model. */
function bindManagers(cls: ModelClass, meta: ModelMeta): void {
  const names = new Set<string>();
  for (
    let owner: object | null = cls;
    owner !== null && owner !== Function.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (names.has(name)) continue;
      const value = Object.getOwnPropertyDescriptor(owner, name)?.value as unknown;
      if (!(value instanceof BaseManager)) continue;
      names.add(name);
      const bound = value.contributeTo(meta, name);
      meta.managers.set(name, bound);
      Object.defineProperty(cls, name, {
        value: bound,
        writable: false,
        configurable: true,
        enumerable: true,
      });
    }
  }
}

function plainManager(meta: ModelMeta): BaseManager {
  let manager = MANAGERS.get(meta);
  if (manager === undefined) {
    manager = new BaseManager().contributeTo(meta, "objects");
    MANAGERS.set(meta, manager);
  }
  return manager;
}

const services: ModelServices = {
  rows: (meta, using) => new QuerySet<object>(initialState(meta, using)),
  defaultManager(meta) {
    const { defaultManagerName } = meta.options;
    if (defaultManagerName !== undefined) {
      const named = meta.managers.get(defaultManagerName);
      if (named === undefined)
        throw new InvalidValue(`${meta.label} has no manager named "${defaultManagerName}".`);
      return named;
    }
    const [first] = meta.managers.values();
    return first ?? plainManager(meta);
  },
  baseManager(meta) {
    const { baseManagerName } = meta.options;
    return baseManagerName === undefined
      ? plainManager(meta)
      : (meta.managers.get(baseManagerName) ?? plainManager(meta));
  },
  defineField: defineFieldAccessor,
  defineReverse: defineReverseAccessor,
  neighbour: (field, next) => neighbourOf(field, next),
  throughModel: makeThrough,
  dbForRead: (meta, instance) => routeRead(meta, instance === undefined ? {} : { instance }),
  updateState,
  deleteState: (state) => collectAndDelete(state, undefined),
  columnRange: (meta, field) =>
    isConfigured() ? connections.get(routeRead(meta)).dialect.integerRange(field) : undefined,
};

/** The model between two others. */
function makeThrough(meta: ModelMeta, field: Field): ModelClass {
  const { target } = field as unknown as { target: ModelMeta };
  const self = target.concrete === meta.concrete;
  const [from, to] = self
    ? [`from${meta.name}`, `to${meta.name}`]
    : [lowerFirst(meta.name), lowerFirst(target.name)];
  const column = (name: string, model: ModelMeta): string =>
    self
      ? `${name.startsWith("from") ? "from" : "to"}_${model.modelName}_id`
      : `${model.modelName}_id`;
  const hidden = `${meta.name}_${snakeCase(field.name)}+`;
  const base = makeBase(
    {
      [from]: new ForeignKey(meta.cls, {
        onDelete: "CASCADE",
        relatedName: hidden,
        dbColumn: column(from, meta),
        dbConstraint: field.options["dbConstraint"] !== false,
      }),
      [to]: new ForeignKey(target.cls, {
        onDelete: "CASCADE",
        relatedName: hidden,
        dbColumn: column(to, target),
        dbConstraint: field.options["dbConstraint"] !== false,
      }),
    },
    {
      dbTable:
        (field.options["dbTable"] as string | undefined) ??
        `${meta.concrete.dbTable}_${snakeCase(field.name)}`,
      uniqueTogether: [[from, to]],
      verboseName: `${meta.modelName}-${target.modelName} relationship`,
      verboseNamePlural: `${meta.modelName}-${target.modelName} relationships`,
      ...(meta.appLabel === undefined ? {} : { appLabel: meta.appLabel }),
    },
    [],
    { autoCreatedBy: field, registry: meta.registry },
  );
  const through = class extends (base as unknown as new () => object) {};
  Object.defineProperty(through, "name", { value: `${meta.name}_${snakeCase(field.name)}` });
  return through as unknown as ModelClass;
}

function exceptionOf(
  cls: ModelClass,
  kind: "DoesNotExist" | "MultipleObjectsReturned" | "NotUpdated",
): unknown {
  const base =
    kind === "DoesNotExist"
      ? ObjectDoesNotExist
      : kind === "NotUpdated"
        ? ObjectNotUpdated
        : MultipleObjectsReturned;
  const parents = cls.meta.parents.keys();
  const [parent] = parents;
  const above = (
    parent === undefined ? base : (parent.cls as unknown as Record<string, unknown>)[kind]
  ) as typeof base;
  const made = { [kind]: class extends (above as unknown as new (message: string) => Error) {} }[
    kind
  ];
  return made;
}

/** What every model class can do. */
class ModelBase {
  declare [STATE]: InstanceState;

  static get meta(): ModelMeta {
    return metaOf(this as unknown as DeclaredClass);
  }

  static get [MODEL](): ModelMeta {
    return metaOf(this as unknown as DeclaredClass);
  }

  static get objects(): BaseManager {
    const { meta } = this;
    meta.requireTable();
    return plainManager(meta);
  }

  static get DoesNotExist(): unknown {
    return ownException(this, "DoesNotExist");
  }

  static get MultipleObjectsReturned(): unknown {
    return ownException(this, "MultipleObjectsReturned");
  }

  static get NotUpdated(): unknown {
    return ownException(this, "NotUpdated");
  }

  static check(): CheckMessage[] {
    return modelFindings(this.meta);
  }

  constructor(values?: object | symbol) {
    // Hidden from loops and printing: a symbol is no name of a field.
    this[STATE] = new InstanceState();
    if (typeof values === "symbol") {
      if (values === FROM_ROW || values === PROBE) return;
      throw new InvalidUse("A model takes an object of values.");
    }
    initialize(this, metaOf(new.target as unknown as DeclaredClass), values);
  }

  get pk(): unknown {
    return metaOfInstance(this).keyOf(this);
  }

  set pk(value: unknown) {
    setKey(this, metaOfInstance(this), value);
  }

  save(options: SaveOptions = {}): Promise<void> {
    return saveInstance(this, options);
  }

  async delete(options: DeleteOptions = {}): Promise<[number, Record<string, number>]> {
    return deleteInstance(this, options);
  }

  async refreshFromDb(options: RefreshOptions = {}): Promise<void> {
    await refreshInstance(this, options);
  }

  async fullClean(options: CleanOptions = {}): Promise<void> {
    await fullClean(this, options);
  }

  async cleanFields(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await cleanFields(this, new Set(options.exclude));
  }

  async clean(): Promise<void> {}

  async validateUnique(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await validateUnique(this, new Set(options.exclude));
  }

  async validateConstraints(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await validateConstraints(this, new Set(options.exclude));
  }

  /** Attribute names of fields that are not loaded. */
  getDeferredFields(): Set<string> {
    return new Set(deferredAttributes(this));
  }

  serializableValue(name: string): unknown {
    const entry = metaOfInstance(this).find(name);
    return (this as Values)[entry?.field?.attname ?? name];
  }

  equals(other: unknown): boolean {
    if (this === other) return true;
    const [mine, theirs] = [metaOfInstance(this), instanceMeta(other)];
    if (theirs === undefined || mine.concrete !== theirs.concrete) return false;
    const key = mine.keyOf(this);
    return key !== null && equalValues(key, theirs.keyOf(other as object));
  }

  toString(): string {
    const meta = metaOfInstance(this);
    return `${meta.name} object (${String(meta.keyOf(this))})`;
  }

  toJSON(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const deferred = deferredAttributes(this);
    for (const { attname } of metaOfInstance(this).concreteFields) {
      if (!deferred.has(attname)) result[attname] = (this as Values)[attname];
    }
    for (const name of stateOf(this).annotations ?? []) result[name] = (this as Values)[name];
    return result;
  }

  [inspect.custom](depth: number, options: object): string {
    const meta = metaOfInstance(this);
    const text = safeText(this);
    if (depth < 0) return `[${meta.name}]`;
    return `${meta.name} ${inspect(this.toJSON(), { ...options, depth: 1 })}${text === "" ? "" : ` ${text}`}`;
  }
}

markAltersData(ModelBase.prototype, ["delete", "save"]);

/** The text of an instance when it is more than its class and key. */
function safeText(instance: ModelBase): string {
  if (instance.toString === ModelBase.prototype.toString) return "";
  try {
    return `"${String(instance)}"`;
  } catch (error) {
    return `(toString: ${error instanceof Error ? error.name : "failed"})`;
  }
}

const EXCEPTIONS = new WeakMap<object, Map<string, unknown>>();

function ownException(
  cls: object,
  kind: "DoesNotExist" | "MultipleObjectsReturned" | "NotUpdated",
): unknown {
  let known = EXCEPTIONS.get(cls);
  if (known === undefined) {
    known = new Map();
    EXCEPTIONS.set(cls, known);
  }
  let exception = known.get(kind);
  if (exception === undefined) {
    exception = exceptionOf(cls as ModelClass, kind);
    known.set(kind, exception);
  }
  return exception;
}

function metaOfInstance(instance: object): ModelMeta {
  return (instance.constructor as unknown as { readonly meta: ModelMeta }).meta;
}

function setKey(instance: object, meta: ModelMeta, value: unknown): void {
  const attributes = instance as Values;
  const parts = meta.pkFields;
  if (parts.length > 1) {
    const values = (value ?? []) as readonly unknown[];
    parts.forEach((field, index) => {
      attributes[field.attname] = values[index] ?? null;
    });
    return;
  }
  for (const [parent, link] of meta.parents) {
    if (link !== undefined && value !== null) {
      attributes[parent.pk.attname] = value;
      attributes[link.attname] = value;
    }
  }
  attributes[meta.pk.attname] = value;
}

/** Sets all fields of a new instance: what was given, else the defaults. */
function initialize(instance: object, meta: ModelMeta, given: object | undefined): void {
  if (meta.abstract)
    throw new InvalidUse(`${meta.name} is abstract and cannot be instantiated.`, {
      hint: "Make an instance of a model that extends it.",
    });
  const { cls } = meta;
  if (preInit.hasListeners(cls)) preInit.sendSync(cls, { values: given });
  const attributes = instance as Values;
  const left = new Map<string, unknown>(given === undefined ? [] : Object.entries(given));
  const relations: [string, unknown][] = [];
  for (const field of meta.concreteFields) {
    const { attname, name } = field;
    if (field.generated) continue;
    if (name !== attname && left.has(name)) {
      const value = left.get(name);
      left.delete(name);
      attributes[attname] = left.get(attname) ?? null;
      left.delete(attname);
      if (value !== undefined) relations.push([name, value]);
      continue;
    }
    if (left.has(attname)) {
      const value = left.get(attname);
      attributes[attname] =
        value === undefined ? field.getDefault() : (field.accept?.(value) ?? value);
      left.delete(attname);
    } else
      attributes[attname] =
        field.hasDbDefault && !field.hasDefault ? undefined : field.getDefault();
  }
  for (const [name, value] of relations) attributes[name] = value;
  for (const [name, value] of left) assignOther(instance, meta, name, value);
  if (postInit.hasListeners(cls)) postInit.sendSync(cls, { instance });
}

/** `pk`, and properties of the class that can be assigned. @throws InvalidUse for anything else */
function assignOther(instance: object, meta: ModelMeta, name: string, value: unknown): void {
  if (name === "pk") {
    setKey(instance, meta, value);
    return;
  }
  const isRelation = meta.find(name)?.relation?.many === true;
  if (!isRelation && meta.hasSetter(name) && name !== "__proto__") {
    (instance as Values)[name] = value;
    return;
  }
  if (isRelation) {
    throw new InvalidUse(`Direct assignment to ${meta.label}.${name} is prohibited.`, {
      hint: `Save the object, then: await object.${name}.set([ … ]).`,
    });
  }
  const known = meta.concreteFields.flatMap((field) =>
    field.name === field.attname ? [field.name] : [field.name, field.attname],
  );
  throw new InvalidUse(`${meta.name}() got unexpected keyword arguments: "${name}".`, {
    hint: didYouMean(name, known),
    details: { model: meta.label, name },
  });
}

/** What no class takes over from another. */
const NOT_MIXED: ReadonlySet<PropertyKey> = new Set([
  "constructor",
  "prototype",
  "name",
  "length",
  DECLARATION,
]);

/** The class that a model extends: holds its declaration, and what its bases bring along. */
function makeBase(
  fields: Declaration["fields"],
  options: ModelOptions,
  bases: readonly ModelClass[],
  origin: Pick<Declaration, "autoCreatedBy" | "registry"> = {},
): ModelClass {
  const [first] = bases;
  const parent = (first ?? ModelBase) as unknown as new (values?: object) => object;
  const base = class extends parent {};
  Object.defineProperty(base, "name", { value: "Model" });
  mixIn(
    base.prototype,
    bases.map((one) => one.prototype),
    { stop: ModelBase.prototype, skip: NOT_MIXED },
  );
  mixIn(base, bases, { stop: ModelBase, skip: NOT_MIXED });
  const declaration: Declaration = { fields, options, bases, ...origin };
  Object.defineProperty(base, DECLARATION, { value: declaration });
  if (bases.some((one) => !isAbstract(one)) && !Object.hasOwn(base, "objects")) {
    // Managers of a parent with a table are not inherited.
    Object.defineProperty(base, "objects", {
      configurable: true,
      get(this: ModelClass) {
        return plainManager(this.meta);
      },
    });
  }
  return base as unknown as ModelClass;
}

function isAbstract(cls: ModelClass): boolean {
  return declarationOf(cls).options.abstract === true;
}

// ---------------------------------------------------------------------- types

/** What every instance of a model has besides its fields. */
export interface ModelInstance<F = object> {
  readonly [FIELDS]: F;
  /** Saves the object: changes its row, or makes it. @throws IntegrityError when a constraint refuses it */
  save(options?: SaveOptions): Promise<void>;
  /** Deletes the row and what hangs on it: `[total, { label: number }]`. */
  delete(options?: DeleteOptions): Promise<[number, Record<string, number>]>;
  /** Reads the fields from the database again. */
  refreshFromDb(options?: RefreshOptions): Promise<void>;
  /** Checks the fields, `clean()`, uniqueness and constraints. @throws ValidationError */
  fullClean(options?: CleanOptions): Promise<void>;
  /** Checks the fields alone. @throws ValidationError */
  cleanFields(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  /** Your own checks; override it. */
  clean(): Promise<void> | void;
  validateUnique(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  validateConstraints(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  /** Is it the same row? */
  equals(other: unknown): boolean;
  /** The fields by attribute name, relations by key. */
  toJSON(): Record<string, unknown>;
  toString(): string;
  getDeferredFields(): Set<string>;
  serializableValue(name: string): unknown;
}

/** The class that a model extends. */
export interface ModelBaseClass<Self, F, Bs extends readonly AnyModelClass[]> {
  new (
    values?: Init<AllFields<F, Bs>>,
  ): ModelInstance<AllFields<F, Bs>> &
    KeyAttributes<AllFields<F, Bs>> &
    Attributes<F> &
    DisplayMethods<F> &
    NeighbourMethods<F, Self> &
    BasesInstance<Bs>;
  readonly objects: Manager<Self>;
  readonly meta: ModelMeta;
  readonly [MODEL]: ModelMeta;
  readonly DoesNotExist: new (message: string) => ObjectDoesNotExist;
  readonly MultipleObjectsReturned: new (message: string) => MultipleObjectsReturned;
  readonly NotUpdated: new (message: string) => ObjectNotUpdated;
  /** What is wrong with the model, for `nuages check`; override it to add findings of your own. */
  check(): CheckMessage[];
}

type AllFields<F, Bs extends readonly AnyModelClass[]> = Bs extends readonly []
  ? F
  : F & BasesFields<Bs>;

/** Takes the fields and options of a model. */
export interface ModelBuilder<Self> {
  <const F>(fields: F, options?: ModelOptions): ModelBaseClass<Self, F, []>;
  /** Bases: abstract ones mix in, one with a table makes a child of it, with `{ proxy: true }` a proxy. */
  extends<const Bs extends readonly AnyModelClass[]>(
    ...bases: Bs
  ): <const F>(
    fields: F,
    options?: ModelOptions,
  ) => ModelBaseClass<Self, Declared<F>, Bs> & BasesStatic<Bs>;
}

/**
 * Begins a model: `class Book extends models.Model<Book>()({ …fields }, { …options }) {}`; with
 * bases `models.Model<Book>().extends(Timestamped)({ …fields })`.
 */
export function Model<Self>(): ModelBuilder<Self> {
  const build = (fields: object, options: ModelOptions = {}): unknown =>
    makeBase(fields as Declaration["fields"], options, []);
  const extend =
    (...bases: readonly AnyModelClass[]) =>
    (fields: object, options: ModelOptions = {}): unknown =>
      makeBase(fields as Declaration["fields"], options, bases as unknown as readonly ModelClass[]);
  // The classes are built from the declarations that the types are computed of.
  return Object.assign(build, { extends: extend }) as unknown as ModelBuilder<Self>;
}

/** What {@link declareModel} makes a model of. */
export interface ModelParts {
  readonly name: string;
  readonly fields: Declaration["fields"];
  readonly options?: ModelOptions;
  readonly bases?: readonly ModelClass[];
  readonly managers?: Readonly<Record<string, BaseManager>>;
  /** Where the model is known, and where its relations look for their targets. */
  readonly registry?: ModelRegistry;
}

/** Makes a model class at run time: a historical one of a migration, the new form of a table. */
export function declareModel({
  name,
  fields,
  options = {},
  bases = [],
  managers = {},
  registry: known = registry,
}: ModelParts): ModelClass {
  const base = makeBase(fields, options, bases, { registry: known });
  const model = class extends base {};
  Object.defineProperty(model, "name", { value: name });
  for (const [key, value] of Object.entries(managers))
    Object.defineProperty(model, key, { value, configurable: true, enumerable: true });
  return model;
}

/** Makes models known in a program without apps, so that relations to them can be followed from the other side. */
export function registerModels(...models: readonly AnyModelClass[]): void {
  for (const model of models) registry.add((model as unknown as ModelClass).meta);
  registry.link();
}
