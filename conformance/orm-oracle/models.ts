import { type Build } from "./build.ts";
import { buildField, buildGeneric } from "./fields.ts";
import { type Json } from "./grammar.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { type ModelForm, type Schema } from "./schema.ts";

/** A model class of ours, as the runner sees it. */
export interface ModelClass {
  new (values?: object): object;
  readonly name: string;
}

type Builder = ((fields: object, options: object) => ModelClass) & {
  extends(...bases: readonly ModelClass[]): (fields: object, options: object) => ModelClass;
};

/** Options of `meta` that are passed on as they are, except for names. */
const META_PATHS = ["ordering", "get_latest_by", "unique_together"] as const;

function paths(form: unknown, build: Build): unknown {
  if (Array.isArray(form)) return form.map((item) => paths(item, build));
  return typeof form === "string" ? build.names.path(form) : form;
}

function isEmpty(form: unknown): boolean {
  return form === null || form === undefined || (Array.isArray(form) && form.length === 0);
}

interface PartForm {
  readonly type: string;
  readonly args: readonly unknown[];
  readonly kw: Json;
}

/** A constraint or an index of a model. */
function buildPart({ type, args, kw }: PartForm, build: Build): unknown {
  const options: Record<string, unknown> = {};
  for (const [name, form] of Object.entries(kw)) {
    const given = (form as { v?: unknown }).v;
    options[build.names.segment(name)] =
      name === "condition" ? build.condition(given) : name === "fields" ? paths(form, build) : form;
  }
  return build.api.make(type, ...args.map((form) => build.expression(form)), options);
}

/** The models of the oracle, as classes of ours made from `schema.json` through the public API. */
export class Models {
  readonly #forms: ReadonlyMap<string, ModelForm>;
  readonly #classes = new Map<string, ModelClass>();
  readonly #labels = new Map<unknown, string>();
  /** What our API lacks for a model, or for a part of it. */
  readonly #missing = new Map<string, string[]>();

  constructor(schema: Schema) {
    this.#forms = new Map(schema.models.map((form) => [form.label, form]));
  }

  get forms(): Iterable<ModelForm> {
    return this.#forms.values();
  }

  form(label: string): ModelForm {
    const form = this.#forms.get(label);
    if (form === undefined) throw new TypeError(`no model ${label} in schema.json`);
    return form;
  }

  /** @throws MissingApi when our API lacks something that the model needs */
  get(label: string): ModelClass {
    const model = this.#classes.get(label);
    if (model !== undefined) return model;
    const [missing = `the model ${label}`] = this.#missing.get(label) ?? [];
    throw new MissingApi(missing);
  }

  has(label: string): boolean {
    return this.#classes.has(label);
  }

  /** The label of a class of ours. */
  labelOf(model: unknown): string | undefined {
    return this.#labels.get(model);
  }

  /** Parts (constraints, managers, generic fields) that the model had to be made without. */
  missingParts(label: string): readonly string[] {
    return this.#missing.get(label) ?? [];
  }

  /** Makes every class. Those that our API cannot make are missing, see {@link get}. */
  build(build: Build): void {
    for (const form of this.#forms.values())
      if (form.auto_created_by === undefined)
        this.#attempt(form.label, () => this.#define(form, build));
  }

  /** Adds a class that is not declared by a form: the table between two models. */
  add(label: string, model: ModelClass): void {
    this.#classes.set(label, model);
    this.#labels.set(model, label);
  }

  #attempt<T>(label: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      const why = error instanceof MissingApi ? error.api : `${label} (${String(error)})`;
      this.#missing.set(label, [...(this.#missing.get(label) ?? []), why]);
      return undefined;
    }
  }

  #bases(form: ModelForm): ModelClass[] {
    const labels = [
      ...Object.keys(form.parents ?? {}),
      ...(form.proxy_for === undefined ? [] : [form.proxy_for]),
    ];
    return labels.map((label) => this.get(label));
  }

  #fields(form: ModelForm, build: Build): object {
    const fields: Record<string, unknown> = {};
    for (const field of form.fields) {
      const automatic = field.kw?.["auto_created"] === true && field.type !== "AutoField";
      if (!automatic) fields[build.names.segment(field.name)] = buildField(field, build);
    }
    for (const field of form.many_to_many ?? [])
      fields[build.names.segment(field.name)] = buildField(field, build);
    if (form.proxy_for !== undefined || form.parents !== undefined) return fields;
    for (const generic of form.generic ?? [])
      this.#attempt(form.label, () => {
        fields[build.names.segment(String(generic["name"]))] = buildGeneric(generic, build);
      });
    return fields;
  }

  #options(form: ModelForm, build: Build): object {
    const { meta, label } = form;
    const options: Record<string, unknown> = { appLabel: form.app_label };
    if (form.proxy_for !== undefined) options["proxy"] = true;
    else if (form.db_table !== `${form.app_label}_${form.name.toLowerCase()}`)
      options["dbTable"] = form.db_table;
    for (const name of META_PATHS)
      if (!isEmpty(meta[name])) options[build.names.segment(name)] = paths(meta[name], build);
    for (const name of ["constraints", "indexes"] as const) {
      const parts = (meta[name] as readonly PartForm[] | undefined) ?? [];
      const built = parts.map((part) => this.#attempt(label, () => buildPart(part, build)));
      if (parts.length > 0) options[name] = built.filter((part) => part !== undefined);
    }
    return options;
  }

  #define(form: ModelForm, build: Build): void {
    const start = build.api.call("Model") as Builder;
    const bases = this.#bases(form);
    const declare = bases.length === 0 ? start : start.extends(...bases);
    const Base = declare(this.#fields(form, build), this.#options(form, build));
    // The name of the class is the name of the model.
    const model = { [form.name]: class extends Base {} }[form.name] as ModelClass;
    this.add(form.label, model);
  }
}

/** `Model.objects`, or another manager of the model. */
export function managerOf(model: ModelClass, name = "objects"): unknown {
  const manager = (model as unknown as Record<string, unknown>)[name];
  if (manager === undefined) throw new MissingApi(`Model.${name}`);
  return manager;
}

/** A queryset of all rows of a model. */
export function allOf(model: ModelClass, manager?: string): unknown {
  return invoke(managerOf(model, manager), "all", [], "Manager");
}
