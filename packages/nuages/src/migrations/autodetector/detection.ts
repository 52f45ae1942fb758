import { type Field, relationTargets, isSettingReference } from "../../db/index.ts";
import type { Operation } from "../operation.ts";
import type { Questioner } from "../questioner/questioner.ts";
import type { ModelState } from "../state/model-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import { type ModelKey, splitKey, targetKey } from "../state/references.ts";
import { dependencyKey, type OperationDependency } from "./dependency.ts";
import { Relations } from "./relations.ts";

/** An operation that was found, with what must be done before. */
export interface PlannedOperation {
  readonly operation: Operation;
  readonly dependencies: readonly OperationDependency[];
  /** What must come first only where it is in the same app. */
  readonly needs?: readonly OperationDependency[];
}

/** A field of a model, `catalog.book.title`; the model by its new name. */
export type FieldKey = string;

export function fieldKey(model: ModelKey, name: string): FieldKey {
  return `${model}.${name}`;
}

export function splitFieldKey(key: FieldKey): readonly [model: ModelKey, name: string] {
  const dot = key.lastIndexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
}

/** Kinds of models that are compared apart from each other. */
interface ModelKinds {
  readonly concrete: Set<ModelKey>;
  readonly proxies: ReadonlySet<ModelKey>;
  readonly unmanaged: ReadonlySet<ModelKey>;
}

function kindsOf(state: ProjectState): ModelKinds {
  const [concrete, proxies, unmanaged] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const [key, { options }] of state.models) {
    if (options["managed"] === false) unmanaged.add(key);
    else if (options["proxy"] === true) proxies.add(key);
    else concrete.add(key);
  }
  return { concrete, proxies, unmanaged };
}

/** Two states of the models, and what was found so far of the way from one to the other. */
export class Detection {
  readonly from: ProjectState;
  readonly to: ProjectState;
  readonly questioner: Questioner;
  readonly old: ModelKinds;
  readonly new: ModelKinds;
  /** Old keys of models that were renamed, by the new ones. */
  readonly renamedModels = new Map<ModelKey, ModelKey>();
  /** Old names of fields that were renamed, by the new ones. */
  readonly renamedFields = new Map<FieldKey, string>();
  /** Operations by app, in the order in which they were found. */
  readonly operations = new Map<string, PlannedOperation[]>();
  readonly #relations = new Map<ProjectState, Relations>();
  #keptConcrete: readonly ModelKey[] | undefined;
  #kept: readonly ModelKey[] | undefined;

  constructor(from: ProjectState, to: ProjectState, questioner: Questioner) {
    this.from = from;
    this.to = to;
    this.questioner = questioner;
    this.old = kindsOf(from);
    this.new = kindsOf(to);
  }

  /** Takes an operation; `first` puts it before all others of its app. */
  add(
    appLabel: string,
    operation: Operation,
    {
      dependencies = [],
      needs = [],
      first = false,
    }: Partial<Omit<PlannedOperation, "operation">> & { readonly first?: boolean } = {},
  ): void {
    const distinct = new Map(dependencies.map((each) => [dependencyKey(each), each]));
    const planned = { operation, dependencies: [...distinct.values()], needs };
    const list = this.operations.get(appLabel) ?? [];
    if (first) list.unshift(planned);
    else list.push(planned);
    this.operations.set(appLabel, list);
  }

  /** Models with a table of ours before and after, once it is known which were renamed. */
  get keptConcrete(): readonly ModelKey[] {
    this.#keptConcrete ??= kept(this.old.concrete, this.new.concrete);
    return this.#keptConcrete;
  }

  /** Models that are of the same kind before and after, once it is known which were renamed. */
  get kept(): readonly ModelKey[] {
    this.#kept ??= [
      ...this.keptConcrete,
      ...kept(this.old.proxies, this.new.proxies),
      ...kept(this.old.unmanaged, this.new.unmanaged),
    ].sort();
    return this.#kept;
  }

  /** A kept model as it was. */
  oldModel(key: ModelKey): ModelState {
    return stateOf(this.from, this.renamedModels.get(key) ?? key);
  }

  newModel(key: ModelKey): ModelState {
    return stateOf(this.to, key);
  }

  /** The relations that lead to models of a state. */
  relationsOf(state: ProjectState): Relations {
    let relations = this.#relations.get(state);
    if (relations === undefined) {
      relations = new Relations(state);
      this.#relations.set(state, relations);
    }
    return relations;
  }

  /** What a relation of a new model needs: its target, and the model between. */
  relationDependencies(field: Field, owner: ModelKey): readonly OperationDependency[] {
    const relation = relationTargets(field);
    if (relation === undefined) return [];
    const needed = relation.through === undefined ? [relation.to] : [relation.to, relation.through];
    return needed.map((to) => ({
      kind: "create",
      model: isSettingReference(to) ? to : targetKey(to, owner),
    }));
  }

  /** What all relations of a new model need. */
  modelDependencies(key: ModelKey): readonly OperationDependency[] {
    return [...this.newModel(key).fields.values()].flatMap((field) =>
      this.relationDependencies(field, key),
    );
  }
}

function kept(old: ReadonlySet<ModelKey>, next: ReadonlySet<ModelKey>): readonly ModelKey[] {
  return [...old.intersection(next)].sort();
}

function stateOf(state: ProjectState, key: ModelKey): ModelState {
  return state.models.get(key) ?? state.model(...splitKey(key));
}
