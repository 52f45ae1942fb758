import type { AppConfig } from "../../apps/index.ts";
import { FieldDoesNotExist, FieldError, InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { replacementOf } from "../fields/setting-reference.ts";
import { snakeCase, words } from "../names.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { BaseManager } from "../query/manager.ts";
import type { QueryState } from "../query/state.ts";
import { addMethod, defineAttribute, hasSetter } from "./attributes.ts";
import type { Declaration } from "./declaration.ts";
import { collectFields, inheritedOptions, retypeAutomaticKey } from "./inheritance.ts";
import type { JoinStep } from "./joins.ts";
import type {
  AttributeDescriptor,
  ModelMeta,
  OwnedReverse,
  PathEntry,
  SingleRelation,
} from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import {
  allParents,
  isCompatible,
  linkTo,
  reverseRelations,
  singleRelations,
  stepsToParent,
} from "./model-relations.ts";
import type { GenericRows, Ordering } from "./model-rows.ts";
import type { ModelOptions } from "./options.ts";
import { pathIndex } from "./path-index.ts";
import type { Prefetcher } from "./prefetchers.ts";
import { type ModelRegistry, registry } from "./registry.ts";
import type { ModelServices } from "./services.ts";
import { tableName } from "./table-name.ts";

/** What a model class declares, worked out. */
export class DeclaredModel implements ModelMeta {
  readonly cls: ModelClass;
  readonly name: string;
  readonly options: ModelOptions;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly autoCreatedBy: Field | undefined;
  readonly services: ModelServices;
  readonly registry: ModelRegistry;
  readonly parents = new Map<ModelMeta, Field | undefined>();
  readonly abstractBases: readonly ModelMeta[];
  readonly localFields: readonly Field[];
  readonly fields: readonly Field[];
  readonly manyToMany: readonly Field[];
  readonly managers = new Map<string, BaseManager>();
  bodyProperties: readonly string[] = [];
  #appLabel: string | undefined;
  #app: AppConfig | undefined;
  #pkFields: readonly Field[] | undefined;
  #concreteFields: readonly Field[] | undefined;
  #index: ReadonlyMap<string, PathEntry> | undefined;
  #version = -1;
  readonly #genericRelations: GenericRows[] = [];
  readonly #prefetchers = new Map<string, Prefetcher>();

  constructor(cls: ModelClass, declaration: Declaration) {
    this.cls = cls;
    this.name = cls.name;
    this.services = declaration.services;
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

  bind(app: AppConfig): void {
    this.#app = app;
    this.#appLabel ??= app.label;
    if (app.defaultAutoField !== undefined) retypeAutomaticKey(this, app.defaultAutoField);
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

  get replacement(): string | undefined {
    const { swappable } = this.options;
    return swappable === undefined || this.proxy ? undefined : replacementOf(this.label, swappable);
  }

  get swapped(): boolean {
    return this.replacement !== undefined;
  }

  get modelName(): string {
    return this.name.toLowerCase();
  }

  get label(): string {
    return this.appLabel === undefined ? this.name : `${this.appLabel}.${this.name}`;
  }

  get labelLower(): string {
    return this.label.toLowerCase();
  }

  get concrete(): ModelMeta {
    if (!this.proxy) return this;
    const [base] = this.parents.keys();
    return base?.concrete ?? this;
  }

  get dbTable(): string {
    return tableName(this);
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

  get ordering(): Ordering {
    return (
      this.options.ordering ?? (this.options.orderWithRespectTo === undefined ? [] : ["_order"])
    );
  }

  toString(): string {
    return this.label;
  }

  // ------------------------------------------------------------------ fields

  columnRange(field: Field): readonly [bigint, bigint] | undefined {
    return this.services.columnRange(this, field);
  }

  get concreteFields(): readonly Field[] {
    this.#concreteFields ??= this.fields.filter((field) => field.column !== undefined);
    return this.#concreteFields;
  }

  get localConcreteFields(): readonly Field[] {
    return this.localFields.filter((field) => field.column !== undefined);
  }

  get pk(): Field {
    const [first] = this.fields.filter(
      (field) => field.primaryKey && (this.proxy || field.model === this),
    );
    const found = first ?? this.fields.find((field) => field.primaryKey);
    if (found === undefined) throw new FieldDoesNotExist(`${this.label} has no primary key.`);
    return found;
  }

  get pkFields(): readonly Field[] {
    this.#pkFields ??= this.pk.keyParts ?? [this.pk];
    return this.#pkFields;
  }

  getField(name: string): Field {
    const field = name === "pk" ? this.pk : this.find(name)?.field;
    if (field !== undefined) return field;
    throw FieldDoesNotExist.named(this.label, name, [...this.#names().keys()]);
  }

  declaredField(name: string): Field {
    const found = this.fields.find((field) => field.name === name || field.attname === name);
    if (found !== undefined) return found;
    throw FieldDoesNotExist.named(
      this.label,
      name,
      this.fields.map((field) => field.name),
    );
  }

  getFields(): Field[] {
    return [...this.fields, ...this.manyToMany];
  }

  find(name: string): PathEntry | undefined {
    return this.#names().get(name);
  }

  fieldBySnakeName(name: string): Field | undefined {
    return this.getFields().find((field) => field.name === name || snakeCase(field.name) === name);
  }

  queryNames(): string[] {
    return [...this.#names().keys()].sort();
  }

  #names(): ReadonlyMap<string, PathEntry> {
    this.registry.link();
    if (this.#index !== undefined && this.#version === this.registry.version) return this.#index;
    const index = pathIndex(this);
    this.#index = index;
    this.#version = this.registry.version;
    return index;
  }

  // ------------------------------------------------------------------ relations

  reverseRelations(): OwnedReverse[] {
    return reverseRelations(this);
  }

  stepsToParent(parent: ModelMeta): JoinStep[] {
    return stepsToParent(this, parent);
  }

  allParents(): ModelMeta[] {
    return allParents(this);
  }

  linkTo(parent: ModelMeta): Field | undefined {
    return linkTo(this, parent);
  }

  singleRelations(): SingleRelation[] {
    return singleRelations(this);
  }

  isCompatible(other: ModelMeta): boolean {
    return isCompatible(this, other);
  }

  resolveTarget(to: unknown, field: Field): ModelMeta {
    return this.registry.resolve(to, this, field);
  }

  throughOf(field: Field): ModelMeta {
    return this.registry.throughOf(this, field);
  }

  // ------------------------------------------------------------------ instances

  keyOf(instance: object): unknown {
    const values = this.pkFields.map(
      (field) => (instance as Record<string, unknown>)[field.attname] ?? null,
    );
    return this.pkFields.length === 1 ? values[0] : values;
  }

  valueOfInstance(instance: object, field: Field): unknown {
    return (instance as Record<string, unknown>)[field.attname];
  }

  hasSetter(name: string): boolean {
    return hasSetter(this.cls, name);
  }

  defineAttribute(name: string, descriptor: AttributeDescriptor): void {
    defineAttribute(this.cls, name, descriptor);
  }

  addMethod(name: string, method: (this: object, ...args: never[]) => unknown): void {
    addMethod(this.cls, name, method);
  }

  addNeighbourMethods(field: Field, name: string): void {
    this.addMethod(`getNextBy${name}`, this.services.neighbour(field, true));
    this.addMethod(`getPreviousBy${name}`, this.services.neighbour(field, false));
  }

  // ------------------------------------------------------------------ rows

  baseRows(using?: string): QuerySet<object> {
    return this.services.rows(this, using);
  }

  baseOrDefaultState(many: boolean, using: string | undefined): QueryState {
    return (many ? this.defaultManager : this.baseManager).stateFor(using);
  }

  addGenericRelation(rows: GenericRows): void {
    this.#genericRelations.push(rows);
  }

  genericRelations(): readonly GenericRows[] {
    const { concrete } = this;
    return concrete === this ? this.#genericRelations : concrete.genericRelations();
  }

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

  get defaultManager(): BaseManager {
    return this.services.defaultManager(this);
  }

  get baseManager(): BaseManager {
    return this.services.baseManager(this);
  }

  dbForRead(instance?: object): string {
    return this.services.dbForRead(this, instance);
  }

  requireTable(): void {
    if (this.abstract)
      throw new FieldError(`${this.name} is abstract: it has no rows of its own.`, {
        hint: "Use a model that extends it.",
      });
    const { replacement } = this;
    if (replacement !== undefined)
      throw new InvalidUse(`${this.label} has no rows: it has been swapped for ${replacement}.`, {
        hint: `Use the model that the setting ${this.options.swappable} names.`,
      });
  }
}
