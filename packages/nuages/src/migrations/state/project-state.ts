import { apps as installed, type Apps } from "../../apps/index.ts";
import {
  alteredField,
  type BaseConstraint,
  type Field,
  type ModelClass,
  type models,
  relationTargets,
} from "../../db/index.ts";
import { StateError } from "./errors.ts";
import { ModelState, type ModelStateParts } from "./model-state.ts";
import { type ModelKey, modelKey, targetKey } from "./references.ts";
import { followRename, renamedOptions } from "./renamed-field.ts";
import { StateApps } from "./state-apps.ts";

type Index = models.Index;
type Bases = ModelStateParts["bases"];

/** What {@link ProjectState.addField} is told besides the names. */
export interface StateFieldOptions {
  /** Does the default stay? Without, it was for the rows that were there only. */
  readonly preserveDefault?: boolean;
}

/**
 * All models at one point of the migrations. Operations change it in place; `clone()` is cheap, for
 * the models in it are shared and never changed. Names of models may be given in any case.
 * Django: `ProjectState`.
 */
export class ProjectState {
  readonly #models: Map<ModelKey, ModelState>;
  #apps: StateApps | undefined;

  constructor(models: Iterable<ModelState> | ReadonlyMap<ModelKey, ModelState> = []) {
    const states = models instanceof Map ? (models as Map<ModelKey, ModelState>).values() : models;
    this.#models = new Map(
      [...(states as Iterable<ModelState>)].map((state) => [state.key, state]),
    );
  }

  /** The state of the models that are installed now. */
  static fromApps(apps: Apps = installed): ProjectState {
    const classes = apps.getModels({ includeSwapped: true }) as unknown as readonly ModelClass[];
    return new ProjectState(classes.map((model) => ModelState.fromModel(model)));
  }

  /** The models by `app.model`, in the order in which they came. */
  get models(): ReadonlyMap<ModelKey, ModelState> {
    return this.#models;
  }

  /** The historical models: see {@link StateApps}. They are of this moment, also when the state changes. */
  get apps(): StateApps {
    this.#apps ??= new StateApps(new Map(this.#models));
    return this.#apps;
  }

  clone(): ProjectState {
    const copy = new ProjectState(this.#models);
    copy.#apps = this.#apps;
    return copy;
  }

  /** One historical model. @throws StateError when there is none */
  render(appLabel: string, name: string): ModelClass {
    return this.apps.render(appLabel, name);
  }

  /** One historical model, with those that point at it. @throws StateError when there is none */
  renderWithRelated(appLabel: string, name: string): ModelClass {
    return this.apps.renderWithRelated(appLabel, name);
  }

  /** The model of a name. @throws StateError when there is none */
  model(appLabel: string, name: string): ModelState {
    const key = modelKey(appLabel, name);
    const state = this.#models.get(key);
    if (state === undefined) throw StateError.model(key, this.#models.keys());
    return state;
  }

  #put(state: ModelState): void {
    this.#models.set(state.key, state);
    this.#apps = undefined;
  }

  // ------------------------------------------------------------------ models

  /** @throws StateError when there is a model of that name */
  addModel(state: ModelState): void {
    if (this.#models.has(state.key)) throw StateError.taken("The model", state.key);
    this.#put(state);
  }

  removeModel(appLabel: string, name: string): void {
    this.#models.delete(this.model(appLabel, name).key);
    this.#apps = undefined;
  }

  /** Renames a model; relations and bases that name it follow. */
  renameModel(appLabel: string, oldName: string, newName: string): void {
    const old = this.model(appLabel, oldName);
    const next = old.with({ name: newName });
    this.#models.delete(old.key);
    this.addModel(next);
    for (const state of this.#models.values()) {
      const changed = retargeted(state, old.key, next);
      if (changed !== state) this.#put(changed);
    }
  }

  /** Sets options; of `optionKeys`, those that are not given are unset. */
  alterModelOptions(
    appLabel: string,
    name: string,
    {
      options,
      optionKeys = [],
    }: {
      readonly options: Readonly<Record<string, unknown>>;
      readonly optionKeys?: Iterable<string>;
    },
  ): void {
    const unset = [...optionKeys].map((key) => [key, undefined] as const);
    this.#put(this.model(appLabel, name).withOptions({ ...Object.fromEntries(unset), ...options }));
  }

  alterModelManagers(appLabel: string, name: string, managers: ModelStateParts["managers"]): void {
    this.#put(this.model(appLabel, name).with({ managers: managers ?? {} }));
  }

  alterModelBases(appLabel: string, name: string, bases: Bases): void {
    this.#put(this.model(appLabel, name).with({ bases: bases ?? [] }));
  }

  // ------------------------------------------------------------------ fields

  #changeFields(state: ModelState, fields: Iterable<readonly [string, Field]>): void {
    this.#put(state.with({ fields: new Map(fields) }));
  }

  /** @throws StateError when there is a field of that name */
  addField(
    appLabel: string,
    modelName: string,
    {
      name,
      field,
      preserveDefault = true,
    }: StateFieldOptions & { readonly name: string; readonly field: Field },
  ): void {
    const state = this.model(appLabel, modelName);
    if (state.fields.has(name)) throw StateError.taken(`The field "${name}"`, state.key);
    this.#changeFields(state, [...state.fields, [name, kept(field, preserveDefault)]]);
  }

  removeField(appLabel: string, modelName: string, name: string): void {
    const state = this.model(appLabel, modelName);
    state.field(name);
    this.#changeFields(
      state,
      [...state.fields].filter(([other]) => other !== name),
    );
  }

  alterField(
    appLabel: string,
    modelName: string,
    {
      name,
      field,
      preserveDefault = true,
    }: StateFieldOptions & { readonly name: string; readonly field: Field },
  ): void {
    const state = this.model(appLabel, modelName);
    state.field(name);
    const next = kept(field, preserveDefault);
    this.#changeFields(
      state,
      [...state.fields].map(([other, old]) => [other, other === name ? next : old]),
    );
  }

  /** Renames a field; what names it follows: options, indexes and constraints of its model, relations to it. */
  renameField(
    appLabel: string,
    modelName: string,
    { oldName, newName }: { readonly oldName: string; readonly newName: string },
  ): void {
    const state = this.model(appLabel, modelName);
    state.field(oldName);
    if (state.fields.has(newName)) throw StateError.taken(`The field "${newName}"`, state.key);
    const rename = { from: oldName, to: newName };
    this.#put(
      state.with({
        fields: new Map(
          [...state.fields].map(([name, field]) => [name === oldName ? newName : name, field]),
        ),
        options: renamedOptions(state.options, rename),
      }),
    );
    for (const other of this.#models.values()) {
      const fields = [...other.fields].map(
        ([name, field]) =>
          [name, followRename(field, { owner: other.key, key: state.key, rename })] as const,
      );
      if (fields.some(([name, field]) => other.fields.get(name) !== field))
        this.#changeFields(other, fields);
    }
  }

  // ------------------------------------------------------------------ indexes and constraints

  #setIndexes(state: ModelState, indexes: readonly Index[]): void {
    this.#put(state.withOptions({ indexes }));
  }

  #setConstraints(state: ModelState, constraints: readonly BaseConstraint[]): void {
    this.#put(state.withOptions({ constraints }));
  }

  /** @throws StateError when it has no name */
  addIndex(appLabel: string, modelName: string, index: Index): void {
    const state = this.model(appLabel, modelName);
    this.#setIndexes(state, [...state.indexes, index]);
  }

  removeIndex(appLabel: string, modelName: string, name: string): void {
    const state = this.model(appLabel, modelName);
    const removed = state.index(name);
    this.#setIndexes(
      state,
      state.indexes.filter((index) => index !== removed),
    );
  }

  renameIndex(
    appLabel: string,
    modelName: string,
    { oldName, newName }: { readonly oldName: string; readonly newName: string },
  ): void {
    const state = this.model(appLabel, modelName);
    const renamed = state.index(oldName);
    this.#setIndexes(
      state,
      state.indexes.map((index) => (index === renamed ? index.with({ name: newName }) : index)),
    );
  }

  addConstraint(appLabel: string, modelName: string, constraint: BaseConstraint): void {
    const state = this.model(appLabel, modelName);
    this.#setConstraints(state, [...state.constraints, constraint]);
  }

  removeConstraint(appLabel: string, modelName: string, name: string): void {
    const state = this.model(appLabel, modelName);
    const removed = state.constraint(name);
    this.#setConstraints(
      state,
      state.constraints.filter((constraint) => constraint !== removed),
    );
  }

  alterConstraint(
    appLabel: string,
    modelName: string,
    { name, constraint }: { readonly name: string; readonly constraint: BaseConstraint },
  ): void {
    const state = this.model(appLabel, modelName);
    const old = state.constraint(name);
    this.#setConstraints(
      state,
      state.constraints.map((other) => (other === old ? constraint : other)),
    );
  }
}

/** The field as it stays. */
function kept(field: Field, preserveDefault: boolean): Field {
  return preserveDefault ? field : alteredField(field, { default: undefined });
}

/** A model whose relations and bases name the model by its new name. */
function retargeted(state: ModelState, old: ModelKey, next: ModelState): ModelState {
  const follow = (to: unknown): unknown =>
    typeof to === "string" && to !== "self" && targetKey(to, state.key) === old ? next.key : to;
  const fields = [...state.fields].map(([name, field]): [string, Field] => {
    const relation = relationTargets(field);
    if (relation === undefined) return [name, field];
    const [to, through] = [follow(relation.to), follow(relation.through)];
    if (to === relation.to && through === relation.through) return [name, field];
    return [name, alteredField(field, through === undefined ? { to } : { to, through })];
  });
  const bases = state.bases.map((base) =>
    typeof base === "string" && targetKey(base, state.key) === old
      ? `${next.appLabel}.${next.name}`
      : base,
  );
  const same =
    fields.every(([name, field]) => state.fields.get(name) === field) &&
    bases.every((base, index) => state.bases[index] === base);
  return same ? state : state.with({ fields: new Map(fields), bases });
}
