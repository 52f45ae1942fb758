import type { Build } from "./build.ts";
import { buildField, buildGeneric } from "./fields.ts";
import { buildManager } from "./managers.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { modelOptions } from "./model-options.ts";
import type { ModelForm, Schema } from "./schema.ts";

/** A model class of ours, as the runner sees it. */
export interface ModelClass {
  new (values?: object): object;
  readonly name: string;
}

/** What a model says of the table between it and another. */
interface Meta {
  getField(name: string): unknown;
  throughOf(field: unknown): { readonly cls: ModelClass };
}

type Builder = ((fields: object, options: object) => ModelClass) & {
  extends(...bases: readonly ModelClass[]): (fields: object, options: object) => ModelClass;
};

function reason(label: string, error: unknown): string {
  if (error instanceof MissingApi) return error.api;
  return `${label} (${String(error).split("\n")[0] ?? ""})`;
}

/** The models of the oracle, as classes of ours made from `schema.json` through the public API. */
export class Models {
  readonly #forms: ReadonlyMap<string, ModelForm>;
  readonly #classes = new Map<string, ModelClass>();
  readonly #labels = new Map<unknown, string>();
  /** Why a model could not be made. */
  readonly #lost = new Map<string, string>();
  /** Parts that a model was made without, because our API lacks them. */
  readonly #lacking = new Map<string, string[]>();

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
    throw new MissingApi(this.#lost.get(label) ?? `the model ${label}`);
  }

  /** The tables of models that could not be made, and why. */
  *lostTables(): Generator<{ readonly table: string; readonly why: string }> {
    for (const [label, why] of this.#lost) yield { table: this.form(label).db_table, why };
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
    return this.#lacking.get(label) ?? [];
  }

  /** Makes every class. Those that our API cannot make are missing, see {@link get}. */
  build(build: Build): void {
    for (const form of this.#forms.values())
      if (form.auto_created_by === undefined)
        this.#orLose(form.label, () => this.#make(form, build));
    for (let lost = this.#withLostTarget(); lost !== undefined; lost = this.#withLostTarget()) {
      this.#classes.delete(lost.label);
      this.#lost.set(lost.label, lost.why);
    }
    if (build.api.has("registerModels")) this.#register(build);
  }

  /** A model that points at one that could not be made. */
  #withLostTarget(): { readonly label: string; readonly why: string } | undefined {
    for (const label of this.#classes.keys()) {
      const { fields, many_to_many: many = [] } = this.form(label);
      const lost = [...fields, ...many].find(({ to }) => to !== undefined && !this.has(to))?.to;
      if (lost !== undefined) return { label, why: this.#lost.get(lost) ?? `the model ${lost}` };
    }
    return undefined;
  }

  /** Adds a class that is not declared by a form: the table between two models. */
  add(label: string, model: ModelClass): void {
    this.#classes.set(label, model);
    this.#labels.set(model, label);
  }

  #orLose(label: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#lost.set(label, reason(label, error));
    }
  }

  /** Makes a part that the model can do without. */
  #attempt<T>(label: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#lacking.set(label, [...this.missingParts(label), reason(label, error)]);
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

  /** The framework's own model where it has one, else one made from its form. */
  #make(form: ModelForm, build: Build): void {
    if (form.app_label === "contenttypes" && build.api.has(form.name))
      this.add(form.label, build.api.get(form.name) as ModelClass);
    else this.#define(form, build);
  }

  #define(form: ModelForm, build: Build): void {
    const { label } = form;
    const start = build.api.call("Model") as Builder;
    const bases = this.#bases(form);
    const declare = bases.length === 0 ? start : start.extends(...bases);
    const options = modelOptions(form, build, (work) => this.#attempt(label, work));
    const Base = declare(this.#fields(form, build), options);
    // The name of the class is the name of the model.
    const model = { [form.name]: class extends Base {} }[form.name] as ModelClass;
    for (const { name, filter } of form.managers)
      if (filter !== undefined)
        this.#attempt(label, () => Object.assign(model, { [name]: buildManager(filter, build) }));
    // Reading it collects the fields: what is wrong with the model shows now.
    if ((model as unknown as { meta: unknown }).meta === undefined)
      throw new MissingApi("Model.meta");
    this.add(label, model);
  }

  /** Makes the models known, and finds the tables that our API makes between two of them. */
  #register(build: Build): void {
    build.api.call("registerModels", ...this.#classes.values());
    for (const form of this.#forms.values())
      for (const { name, through, through_auto: automatic } of form.many_to_many ?? [])
        if (automatic === true && through !== undefined)
          this.#orLose(through, () => {
            const { meta } = this.get(form.label) as unknown as { meta: Meta };
            this.add(through, meta.throughOf(meta.getField(build.names.segment(name))).cls);
          });
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
