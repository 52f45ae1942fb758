import type { Build } from "./build.ts";
import type { Json } from "./grammar.ts";

/** Keywords whose text names fields. */
const PATHS: ReadonlySet<string> = new Set(["order_by"]);

/** Keywords that have another name in our API. */
const SPELLED: Readonly<Record<string, string>> = { tzinfo: "timeZone" };

/** Keywords that are arguments by place in our API, as they usually are in Django's. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  Collate: ["collation"],
  Extract: ["lookup_name"],
  Lag: ["offset", "default"],
  Lead: ["offset", "default"],
  NthValue: ["nth"],
  Ntile: ["num_buckets"],
  Round: ["precision"],
  Trunc: ["kind"],
};

function argument(form: unknown, build: Build): unknown {
  if (typeof form !== "string") return build.expression(form);
  return form === "*" ? form : build.names.path(form);
}

function keyword(name: string, form: unknown, build: Build): unknown {
  if (!PATHS.has(name))
    return name === "lookup_name" ? build.names.path(String(form)) : build.value(form);
  const forms = Array.isArray(form) ? form : [form];
  return forms.map((item) => build.ordering(item));
}

function options(node: Json, build: Build, output: Json | undefined): Record<string, unknown> {
  const all: Record<string, unknown> = { ...output };
  if ("filter" in node) all["filter"] = build.condition(node["filter"]);
  if ("distinct" in node) all["distinct"] = node["distinct"];
  if ("default" in node) all["default"] = build.value(node["default"]);
  return all;
}

/** A function, an aggregate: the one of that name in our API. */
export function buildFunction(node: Json, build: Build, output: Json | undefined): unknown {
  const name = String(node["fn"]);
  const args = ((node["args"] ?? []) as readonly unknown[]).map((form) => argument(form, build));
  const all = options(node, build, output);
  const kw = { ...(node["kw"] as Json | undefined) };
  if ("default" in all && (POSITIONAL[name] ?? []).includes("default")) {
    kw["default"] = node["default"];
    delete all["default"];
  }
  const byPlace = POSITIONAL[name] ?? [];
  const last = byPlace.findLastIndex((key) => key in kw);
  for (const [place, key] of byPlace.entries()) {
    if (place <= last) args.push(key in kw ? keyword(key, kw[key], build) : undefined);
    delete kw[key];
  }
  for (const [key, form] of Object.entries(kw))
    all[SPELLED[key] ?? build.names.segment(key)] = keyword(key, form, build);
  if ("fields" in node) {
    const fields = Object.entries(node["fields"] as Json);
    args.push(Object.fromEntries(fields.map(([key, form]) => [key, argument(form, build)])));
  }
  // `Func` is the base class of all functions: it takes its arguments as a list.
  if (name === "Func") return build.api.create(name, args, all);
  return build.api.make(name, ...args, ...(Object.keys(all).length === 0 ? [] : [all]));
}
