import type { Field } from "../fields/field.ts";
import type { RelationField } from "../fields/relation-field.ts";
import { BaseManager } from "../query/manager.ts";
import { togetherOf } from "./cleaning.ts";
import type { BaseConstraint } from "./constraints.ts";
import type { Index } from "./indexes.ts";
import { declarationOf } from "./meta-of.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelOptions } from "./options.ts";

/** A model taken apart: what `declareModel()` makes an equal one of, with relations and bases as labels. */
export interface DetachedModel {
  readonly appLabel: string;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly bases: readonly string[];
  readonly managers: ReadonlyMap<string, BaseManager>;
}

/** The parts of a model that make its table and what belongs to it; nothing of what its class can do. */
export function detachModel({ meta }: ModelClass): DetachedModel {
  return {
    appLabel: meta.appLabel ?? "",
    name: meta.name,
    fields: new Map(
      [...meta.localFields, ...meta.manyToMany]
        .filter((field) => field.model === meta && field.inMigrations)
        .map((field) => [field.name, detachField(field)]),
    ),
    options: optionsOf(meta),
    bases: [...meta.parents.keys()].map((parent) => parent.label),
    managers: managersOf(meta),
  };
}

/** A copy of a field that no model has, with its relation as text. */
export function detachField(field: Field): Field {
  const { args, options } = field.deconstruct();
  const copy = field.clone();
  Reflect.deleteProperty(copy, "model");
  const changed: Record<string, unknown> = { name: "", attname: "", column: undefined };
  if (isRelation(field)) {
    changed["to"] = args[0];
    if (options["through"] !== undefined)
      changed["options"] = { ...field.options, through: options["through"] };
  }
  if (field.primaryKey && field.column !== undefined)
    changed["options"] = { ...field.options, primaryKey: true, serialize: false };
  return Object.assign(copy, changed);
}

function isRelation(field: Field): field is RelationField {
  return "to" in field;
}

/** What a relation names: its target and the model between, if one is named. Undefined for other fields. */
export function relationTargets(
  field: Field,
): { readonly to: unknown; readonly through: unknown } | undefined {
  return isRelation(field) ? { to: field.to, through: field.options["through"] } : undefined;
}

/** A copy of a field with other options, or another target; what is `undefined` is left out. */
export function alteredField(
  field: Field,
  { to, ...options }: Readonly<Record<string, unknown>>,
): Field {
  const merged = { ...field.options, ...options };
  const said = Object.entries(merged).filter(([, value]) => value !== undefined);
  const changes = { options: Object.fromEntries(said), ...(to === undefined ? {} : { to }) };
  return Object.assign(field.clone(), changes);
}

/** Options of the class and of its abstract bases; not those that a parent with a table passes on. */
function saidOptions(cls: ModelClass): ModelOptions {
  const { options, bases } = declarationOf(cls);
  const merged: Record<string, unknown> = {};
  for (const base of bases.toReversed()) {
    if (!base.meta.abstract) continue;
    const { abstract: _, ...rest } = saidOptions(base);
    Object.assign(merged, rest);
  }
  return { ...merged, ...options };
}

function optionsOf(meta: ModelMeta): Record<string, unknown> {
  const { appLabel: _, ...said } = saidOptions(meta.cls);
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(said)) if (value !== undefined) options[name] = value;
  const { constraints, indexes, uniqueTogether, verboseName, verboseNamePlural } = said;
  if (uniqueTogether !== undefined) options["uniqueTogether"] = togetherOf(meta);
  if (indexes !== undefined)
    options["indexes"] = (indexes as readonly Index[]).map((index) =>
      index.with({ name: index.nameFor(meta) }),
    );
  if (constraints !== undefined)
    options["constraints"] = (constraints as readonly BaseConstraint[]).map((constraint) =>
      constraint.with({ name: constraint.nameFor(meta) }),
    );
  if (verboseName !== undefined) options["verboseName"] = String(verboseName);
  if (verboseNamePlural !== undefined) options["verboseNamePlural"] = String(verboseNamePlural);
  return options;
}

/** Managers that migrations use, and a plain one in the place of a default manager that they do not. */
function managersOf(meta: ModelMeta): ReadonlyMap<string, BaseManager> {
  const managers = new Map<string, BaseManager>();
  const shims: string[] = [];
  for (const [name, manager] of meta.managers) {
    if (manager.useInMigrations) managers.set(name, manager);
    else if (manager === meta.defaultManager || manager === meta.baseManager) {
      managers.set(name, new BaseManager());
      shims.push(name);
    }
  }
  return managers.size === 1 && shims[0] === "objects" ? new Map() : managers;
}
