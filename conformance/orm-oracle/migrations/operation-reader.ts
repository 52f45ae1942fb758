import { snakeCase } from "nuages/db";
import { type Operation, migrations } from "nuages/migrations";

import type { Api } from "../api.ts";
import { Builder } from "../builder.ts";
import { isObject, isTagged, type Json, type Tagged } from "../grammar.ts";
import { Models } from "../models.ts";
import { Names } from "../names.ts";

/** A field as `deconstruct()` gives it. */
export interface FieldForm {
  readonly type: string;
  readonly args?: readonly unknown[];
  readonly kw?: Json;
}

export interface OperationForm extends Json {
  readonly op: string;
}

/** An index, a constraint. */
interface PartForm {
  readonly type: string;
  readonly args?: readonly unknown[];
  readonly kw?: Json;
}

/** Keywords of fields whose text names fields or models' attributes. */
const NAMES: ReadonlySet<string> = new Set([
  "related_name",
  "related_query_name",
  "to_field",
  "unique_for_date",
  "unique_for_month",
  "unique_for_year",
]);

/** Keywords of operations that name fields, by operation where others mean models by them. */
const FIELD_NAMES: Readonly<Record<string, readonly string[]>> = {
  AddField: ["name"],
  RemoveField: ["name"],
  AlterField: ["name"],
  RenameField: ["old_name", "new_name"],
  AlterOrderWithRespectTo: ["order_with_respect_to"],
};

/** Options of models whose texts name fields. */
const FIELD_LISTS: ReadonlySet<string> = new Set([
  "ordering",
  "get_latest_by",
  "unique_together",
  "index_together",
  "order_with_respect_to",
]);

/** Names of operations that are others in our API. */
const SPELLED: Readonly<Record<string, string>> = { RunPython: "RunTS" };

const CALLABLES = new Map<string, () => unknown>([
  ["dict", () => ({})],
  ["list", () => []],
  ["str", () => ""],
  ["int", () => 0],
]);

/** A function of that name: the same one each time. */
function callable(name: string): () => unknown {
  let known = CALLABLES.get(name);
  if (known === undefined) {
    known = () => name;
    Object.defineProperty(known, "name", { value: name });
    CALLABLES.set(name, known);
  }
  return known;
}

/** Python's flag IGNORECASE. */
const IGNORECASE = 2;

/** Reads the migrations of the oracle. */
export class OperationReader extends Builder {
  constructor(api: Api) {
    const schema = { models: [] };
    super(api, new Names(schema), new Models(schema));
  }

  override value(form: unknown): unknown {
    if (!isTagged(form)) return super.value(form);
    switch (form.$) {
      case "q":
        return this.condition(form.v);
      case "callable":
        return callable(String(form.v));
      case "call":
        return this.#call(form);
      case "regex":
        return new RegExp(String(form.v), (Number(form["flags"]) & IGNORECASE) > 0 ? "i" : "");
      case "SET":
        return this.api.call("SET", this.value(form.v));
      default:
        return super.value(form);
    }
  }

  #call({ v, args, kw }: Tagged): unknown {
    const values = ((args ?? []) as readonly unknown[]).map((arg) => this.value(arg));
    const options = this.#values((kw ?? {}) as Json);
    return this.api.create(
      String(v),
      ...values,
      ...(Object.keys(options).length === 0 ? [] : [options]),
    );
  }

  #values(kw: Json): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(kw).map(([name, form]) => [this.names.segment(name), this.value(form)]),
    );
  }

  /** A name of a field, with its sign; or lists of them. */
  #paths(form: unknown): unknown {
    if (Array.isArray(form)) return form.map((item) => this.#paths(item));
    if (typeof form === "string") return this.names.path(form);
    if (isTagged(form) && form.$ === "expr") return this.ordering(form.v);
    return isObject(form) ? this.ordering(form) : form;
  }

  // ------------------------------------------------------------------ fields

  /** A field under the oracle's name: it keeps the column that Django gives it. */
  field(form: FieldForm, name = ""): unknown {
    const { type, args = [], kw = {} } = form;
    if (type === "CompositePrimaryKey")
      return this.api.call(type, ...args.map((part) => this.names.segment(String(part))));
    const options = Object.fromEntries(
      Object.entries(kw)
        .filter(([key]) => key !== "to")
        .map(([key, value]) => [this.names.segment(key), this.#fieldOption(key, value)]),
    );
    const ours = this.names.segment(name);
    const target = this.#target(kw["to"] ?? (type.endsWith("Field") ? undefined : args[0]));
    if (target === undefined) {
      if (snakeCase(ours) !== name && name !== "") options["dbColumn"] ??= name;
      return this.api.call(type, options);
    }
    if (snakeCase(ours) !== name && type !== "ManyToManyField" && name !== "")
      options["dbColumn"] ??= `${name}_id`;
    return this.api.call(type, target, options);
  }

  #target(to: unknown): unknown {
    if (!isTagged(to)) return to ?? undefined;
    // A model that a setting replaces.
    return to["model"] ?? to.v;
  }

  #fieldOption(key: string, form: unknown): unknown {
    if (NAMES.has(key) && typeof form === "string") return this.names.path(form);
    switch (key) {
      case "on_delete":
        return isTagged(form) ? this.value(form) : this.api.get(String(form));
      case "output_field":
        return this.field(form as FieldForm);
      case "expression":
        return this.expression(form);
      case "db_default":
        return isObject(form) && !isTagged(form) ? this.expression(form) : this.value(form);
      case "through":
        return this.#target(form);
      case "through_fields":
        return this.#paths(form);
      case "limit_choices_to":
        return isObject(form) && !isTagged(form) ? this.names.keys(form) : this.value(form);
      default:
        return this.value(form);
    }
  }

  // ------------------------------------------------------------------ indexes and constraints

  part({ type, args = [], kw = {} }: PartForm): unknown {
    const options: Record<string, unknown> = {};
    if (args.length > 0)
      options["expressions"] = args.map((form) =>
        isObject(form) && !isTagged(form) ? this.ordering(form) : this.expression(form),
      );
    for (const [name, form] of Object.entries(kw))
      options[this.names.segment(name)] = this.#partOption(name, form);
    return this.api.make(type, options);
  }

  #partOption(name: string, form: unknown): unknown {
    if (name === "fields" || name === "include") return this.#paths(form);
    if (name === "condition" && !isTagged(form)) return this.condition(form);
    return this.value(form);
  }

  modelOptions(forms: Json): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(forms).map(([name, form]) => [
        this.names.segment(name),
        this.#modelOption(name, form),
      ]),
    );
  }

  #modelOption(name: string, form: unknown): unknown {
    if (FIELD_LISTS.has(name)) return this.#paths(form);
    if (name === "indexes" || name === "constraints")
      return (form as readonly PartForm[]).map((part) => this.part(part));
    return this.value(form);
  }

  // ------------------------------------------------------------------ operations

  operations(forms: readonly OperationForm[]): Operation[] {
    return forms.map((form) => this.operation(form));
  }

  operation({ op, ...kw }: OperationForm): Operation {
    const name = SPELLED[op] ?? op;
    const make = (migrations as unknown as Record<string, (...args: unknown[]) => Operation>)[name];
    if (make === undefined) throw new TypeError(`There is no operation ${name}.`);
    const options = Object.fromEntries(
      Object.entries(kw).map(([key, form]) => [
        this.names.segment(key),
        this.#keyword(op, key, form, kw),
      ]),
    );
    if (op !== "RunSQL" && op !== "RunPython") return make(options);
    const { sql, code, ...rest } = options;
    return make(sql ?? code, rest);
  }

  #keyword(op: string, key: string, form: unknown, kw: Json): unknown {
    if (FIELD_NAMES[op]?.includes(key) === true && typeof form === "string")
      return this.names.segment(form);
    switch (key) {
      case "fields":
        return Object.fromEntries(
          (form as readonly [string, FieldForm][]).map(([name, field]) => [
            this.names.segment(name),
            this.field(field, name),
          ]),
        );
      case "field":
        return this.field(form as FieldForm, String(kw["name"] ?? ""));
      case "index":
      case "constraint":
        return this.part(form as PartForm);
      case "options":
        return this.modelOptions(form as Json);
      case "unique_together":
      case "index_together":
      case "old_fields":
        return this.#paths(form);
      case "state_operations":
      case "database_operations":
        return this.operations(form as readonly OperationForm[]);
      case "code":
      case "reverse_code":
        return isTagged(form) ? this.value(form) : callable(String(form));
      default:
        return this.value(form);
    }
  }
}
