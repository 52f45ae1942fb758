import type { Api } from "./api.ts";
import type { Build } from "./build.ts";
import { buildCondition } from "./conditions.ts";
import { buildExpression, buildOrdering } from "./expressions.ts";
import { buildOutputField } from "./fields.ts";
import { isObject, isTagged, type Json, type QuerySetForm, type Tagged } from "./grammar.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { managerOf, type Models } from "./models.ts";
import type { Names } from "./names.ts";
import { buildQuerySet } from "./querysets.ts";
import { decodePlain } from "./values.ts";

/** Builds the pipelines of one case. It knows the variables of its script and the objects it fetched. */
export class Builder implements Build {
  readonly api: Api;
  readonly names: Names;
  readonly models: Models;
  readonly variables = new Map<string, unknown>();
  readonly #fetched = new Map<unknown, unknown>();

  constructor(api: Api, names: Names, models: Models) {
    this.api = api;
    this.names = names;
    this.models = models;
  }

  /** Fetches the objects that `form` names, each with one query, so that it can be built without waiting. */
  async fetch(form: unknown): Promise<void> {
    if (typeof form !== "object" || form === null) return;
    if (isTagged(form) && (form.$ === "obj" || form.$ === "ct")) {
      this.#fetched.set(form, await this.#load(form));
      return;
    }
    for (const item of Object.values(form)) await this.fetch(item);
  }

  async #load(form: Tagged): Promise<unknown> {
    if (form.$ === "ct") {
      const [appLabel, model] = String(form.v).split(".");
      const manager = managerOf(this.models.get("contenttypes.ContentType"));
      return await invoke(manager, "getByNaturalKey", [appLabel, model], "ContentTypeManager");
    }
    const manager = managerOf(this.models.get(String(form["model"])));
    return await invoke(manager, "get", [{ pk: this.value(form["pk"]) }], "Manager");
  }

  value(form: unknown): unknown {
    if (Array.isArray(form)) return form.map((item) => this.value(item));
    if (!isObject(form)) return form;
    if (isTagged(form)) return this.#tagged(form);
    // A plain object is JSON.
    return Object.fromEntries(Object.entries(form).map(([key, item]) => [key, this.value(item)]));
  }

  #tagged(form: Tagged): unknown {
    const plain = decodePlain(form);
    if (plain !== undefined) return plain.value;
    switch (form.$) {
      case "expr":
        return this.expression(form.v);
      case "qs":
        return this.querySet(form.v as QuerySetForm);
      case "tuple":
        return (form.v as readonly unknown[]).map((item) => this.value(item));
      case "obj":
      case "ct":
        return this.#fetched.get(form);
      case "new":
        return this.construct(String(form["model"]), form["values"] as Json);
      case "var":
        return this.variable(String(form.v));
      default:
        throw new MissingApi(`values of kind ${form.$}`);
    }
  }

  /** A variable of the script, or an attribute of it. */
  variable(path: string): unknown {
    const [name = "", ...attributes] = path.split(".");
    let value = this.variables.get(name);
    for (const attribute of attributes)
      value = (value as Readonly<Record<string, unknown>>)[this.names.segment(attribute)];
    return value;
  }

  /** An unsaved instance. */
  construct(label: string, values: Json): object {
    const Model = this.models.get(label);
    return new Model(this.attributes(values));
  }

  attributes(values: Json): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(values).map(([name, form]) => [this.names.segment(name), this.value(form)]),
    );
  }

  condition(form: unknown): unknown {
    return buildCondition(form, this);
  }

  expression(form: unknown): unknown {
    return buildExpression(form, this);
  }

  ordering(form: unknown): unknown {
    return buildOrdering(form, this);
  }

  querySet(form: QuerySetForm): unknown {
    return buildQuerySet(form, this);
  }

  outputField(form: unknown): unknown {
    return buildOutputField(form, this);
  }
}
