import type { Build } from "./build.ts";
import { isObject, isTagged, type Json } from "./grammar.ts";
import { MissingApi } from "./missing-api.ts";
import type { FieldForm } from "./schema.ts";

/** Keywords of `deconstruct()` that are not options of a declaration. */
const NOT_OPTIONS: ReadonlySet<string> = new Set([
  "to",
  "through",
  "auto_created",
  "serialize",
  "on_delete",
]);
/** Options whose text names fields. */
const NAMES: ReadonlySet<string> = new Set([
  "related_name",
  "related_query_name",
  "to_field",
  "unique_for_date",
  "unique_for_month",
  "unique_for_year",
]);
const NAME_LISTS: ReadonlySet<string> = new Set(["from_fields", "to_fields"]);
/** Field classes whose values pass 2^53 in the data. */
const BIG: ReadonlySet<string> = new Set(["BigIntegerField"]);

interface CallForm {
  readonly v: string;
  readonly args: readonly unknown[];
  readonly kw: Json;
}

/** A validator from the form `{"$": "call", …}`. */
function validator(form: CallForm, { api, names }: Build): unknown {
  const keywords = names.keys(form.kw);
  const args = form.v === "RegexValidator" ? [new RegExp(String(form.args[0]))] : form.args;
  return api.create(form.v, ...args, ...(Object.keys(keywords).length === 0 ? [] : [keywords]));
}

function onDelete(form: unknown, { api }: Build): unknown {
  return isTagged(form) ? api.call("SET", form.v) : api.get(String(form));
}

function option(name: string, form: unknown, build: Build): unknown {
  if (NAMES.has(name)) return build.names.path(String(form));
  if (NAME_LISTS.has(name))
    return (form as readonly string[]).map((path) => build.names.segment(path));
  if (name === "validators")
    return (form as readonly CallForm[]).map((call) => validator(call, build));
  if (name === "output_field") return build.outputField(form);
  if (name === "expression") return build.expression(form);
  if (name === "limit_choices_to") return build.names.keys(form as Json);
  return build.value(form);
}

/** The options of a field, in our spelling, from the keywords of a declaration. */
export function fieldOptions(kw: Json, build: Build): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, form] of Object.entries(kw))
    if (!NOT_OPTIONS.has(name)) options[build.names.segment(name)] = option(name, form, build);
  if ("on_delete" in kw) options["onDelete"] = onDelete(kw["on_delete"], build);
  return options;
}

/** A field without model, as expressions take it: a class name, or `{"type", "kw"}`. */
export function buildOutputField(form: unknown, build: Build): unknown {
  const { type, kw = {} } = isObject(form)
    ? (form as { readonly type: string; readonly kw?: Json })
    : { type: String(form), kw: {} };
  return build.api.call(type, fieldOptions(kw, build));
}

function buildManyToMany(form: FieldForm, build: Build): unknown {
  const { models, names } = build;
  const options: Record<string, unknown> = { blank: (form as unknown as Json)["blank"] === true };
  const { related_name: relatedName, through, through_auto: automatic } = form;
  if (typeof relatedName === "string" && !relatedName.endsWith("+"))
    options["relatedName"] = names.path(relatedName);
  if (automatic !== true && through !== undefined) {
    options["through"] = () => models.get(through);
    const { source_field: from, target_field: to } = form as unknown as Record<string, string>;
    options["throughFields"] = [names.segment(String(from)), names.segment(String(to))];
  }
  return build.api.call("ManyToManyField", target(form, build), options);
}

function target({ to = "" }: FieldForm, { models }: Build): () => unknown {
  return () => models.get(to);
}

/** The declaration of a field of `schema.json`. */
export function buildField(form: FieldForm, build: Build): unknown {
  const { type, kw = {}, args = [] } = form;
  if (type === undefined) return buildManyToMany(form, build);
  const options = fieldOptions(kw ?? {}, build);
  if (BIG.has(type)) options["bigint"] = true;
  if (build.names.refuses(form.name)) options["dbColumn"] ??= form.column;
  if (form.to !== undefined) return build.api.call(type, target(form, build), options);
  if (type === "CompositePrimaryKey") {
    const parts = args.map((name) => build.names.segment(String(name)));
    return build.api.call(type, ...parts);
  }
  return build.api.call(type, options);
}

/** A field of contenttypes that has no column. */
export function buildGeneric(form: Json, build: Build): unknown {
  const { api, models, names } = build;
  const text = (key: string): string => names.segment(String(form[key]));
  if (form["type"] === "GenericForeignKey")
    return api.call("GenericForeignKey", text("ct_field"), text("fk_field"));
  if (form["type"] !== "GenericRelation") throw new MissingApi(String(form["type"]));
  const queryName = form["query_name"];
  return api.call("GenericRelation", () => models.get(String(form["to"])), {
    objectIdField: text("object_id_field"),
    contentTypeField: text("content_type_field"),
    ...(typeof queryName === "string" && queryName !== "+"
      ? { relatedQueryName: names.path(queryName) }
      : {}),
  });
}
