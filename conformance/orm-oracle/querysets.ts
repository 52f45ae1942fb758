import type { Build } from "./build.ts";
import { filterArgument } from "./conditions.ts";
import { type Json, isObject, type Op, type QuerySetForm } from "./grammar.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { allOf } from "./models.ts";

type Apply = (target: unknown, args: readonly unknown[], build: Build) => unknown;

function call(target: unknown, method: string, args: readonly unknown[]): unknown {
  return invoke(target, method, args, "QuerySet");
}

function pathList(form: unknown, { names }: Build): (string | null)[] {
  return ((form ?? []) as readonly (string | null)[]).map((path) =>
    path === null ? null : names.path(path),
  );
}

function expressions(form: unknown, build: Build): Record<string, unknown> {
  const entries = Object.entries(form as Json);
  return Object.fromEntries(
    entries.map(([name, item]) => [build.names.path(name), build.expression(item)]),
  );
}

function camelOptions(form: unknown, build: Build): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((form ?? {}) as Json).map(([name, value]) => [
      build.names.segment(name),
      Array.isArray(value) ? paths(value, build) : build.value(value),
    ]),
  );
}

function paths(list: readonly unknown[], { names }: Build): readonly unknown[] {
  return list.map((item) => (typeof item === "string" ? names.path(item) : item));
}

/** Calls with the options last, unless there are none. */
function withOptions(
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  return Object.keys(options).length === 0 ? args : [...args, options];
}

function byPaths(method: string): Apply {
  return (target, [form], build) =>
    call(target, method, form === null ? [null] : pathList(form, build));
}

function byExpressions(method: string): Apply {
  return (target, [form], build) => call(target, method, [expressions(form, build)]);
}

function byCondition(method: string): Apply {
  return (target, [form], build) => call(target, method, [filterArgument(form, build)]);
}

function plain(method: string): Apply {
  return (target) => call(target, method, []);
}

function byQuerySets(method: string): Apply {
  return (target, [forms, options], build) => {
    const others = (forms as readonly QuerySetForm[]).map((form) => build.querySet(form));
    return call(target, method, withOptions(others, camelOptions(options, build)));
  };
}

function byQuerySet(method: string): Apply {
  return (target, [form], build) => call(target, method, [build.querySet(form as QuerySetForm)]);
}

function prefetchItem(form: unknown, build: Build): unknown {
  const { api, names } = build;
  if (typeof form === "string") return names.path(form);
  const { prefetch, queryset, to_attr: toAttr } = form as Json;
  const options = {
    ...(queryset === undefined ? {} : { queryset: build.querySet(queryset as QuerySetForm) }),
    ...(toAttr === undefined ? {} : { toAttr: names.path(String(toAttr)) }),
  };
  return api.make("Prefetch", ...withOptions([names.path(String(prefetch))], options));
}

function valuesList(target: unknown, [form, options]: readonly unknown[], build: Build): unknown {
  const items = (form as readonly unknown[]).map((item) =>
    typeof item === "string" ? build.names.path(item) : build.expression(item),
  );
  return call(target, "valuesList", withOptions(items, camelOptions(options, build)));
}

function values(target: unknown, [form, named]: readonly unknown[], build: Build): unknown {
  const extra = isObject(named) ? [expressions(named, build)] : [];
  return call(target, "values", [...pathList(form, build), ...extra]);
}

function slice(target: unknown, [low, high, step]: readonly unknown[]): unknown {
  const from = low ?? 0;
  if (step !== null && step !== undefined)
    return call(target, "slice", [from, high ?? undefined, step]);
  return call(target, "slice", high === null || high === undefined ? [from] : [from, high]);
}

function dates(
  target: unknown,
  [field, kind, order]: readonly unknown[],
  { names }: Build,
): unknown {
  const given = order === undefined ? [] : [order];
  return call(target, "dates", [names.path(String(field)), kind, ...given]);
}

function datetimes(target: unknown, args: readonly unknown[], build: Build): unknown {
  const [field, kind, order, options] = args;
  const zone = (options as Json | undefined)?.["tzinfo"];
  const rest = zone === undefined ? [] : [{ timeZone: build.value(zone) }];
  return call(target, "datetimes", [
    build.names.path(String(field)),
    kind,
    ...(order === null && rest.length === 0 ? [] : [order ?? "ASC"]),
    ...rest,
  ]);
}

const OPS: Readonly<Record<string, Apply>> = {
  filter: byCondition("filter"),
  exclude: byCondition("exclude"),
  annotate: byExpressions("annotate"),
  alias: byExpressions("alias"),
  annotate_default: (target, [forms], build) =>
    call(
      target,
      "annotate",
      (forms as readonly unknown[]).map((form) => build.expression(form)),
    ),
  values,
  values_list: valuesList,
  order_by: (target, [items], build) =>
    call(
      target,
      "orderBy",
      (items as readonly unknown[]).map((item) => build.ordering(item)),
    ),
  reverse: plain("reverse"),
  distinct: byPaths("distinct"),
  slice,
  index: (target, [position]) => call(target, "at", [position]),
  select_related: byPaths("selectRelated"),
  prefetch_related: (target, [items], build) => {
    const lookups =
      items === null
        ? [null]
        : (items as readonly unknown[]).map((item) => prefetchItem(item, build));
    return call(target, "prefetchRelated", lookups);
  },
  only: byPaths("only"),
  defer: byPaths("defer"),
  union: byQuerySets("union"),
  intersection: byQuerySets("intersection"),
  difference: byQuerySets("difference"),
  and_qs: byQuerySet("and"),
  or_qs: byQuerySet("or"),
  xor_qs: byQuerySet("xor"),
  dates,
  datetimes,
  none: plain("none"),
  all: plain("all"),
  select_for_update: (target, [options], build) =>
    call(target, "selectForUpdate", withOptions([], camelOptions(options, build))),
};

function applyOp(target: unknown, [name, ...args]: Op, build: Build): unknown {
  const apply = OPS[name];
  if (apply === undefined) throw new TypeError(`unknown op ${name}`);
  // Rows that were asked for already: the oracle leaves a list as it is, too.
  if (target instanceof Promise) return target;
  return apply(target, args, build);
}

/** The related manager `attr` of an instance. */
export function relatedManager(owner: unknown, attr: string, build: Build): unknown {
  const manager = (owner as Record<string, unknown>)[build.names.segment(attr)];
  if (manager === undefined) throw new MissingApi(`${attr} of ${owner?.constructor.name ?? ""}`);
  return manager;
}

function start(form: QuerySetForm, build: Build): unknown {
  if (form.from !== undefined)
    return call(relatedManager(build.value(form.from), form.attr ?? "", build), "all", []);
  const manager = form.manager === undefined ? undefined : build.names.segment(form.manager);
  return allOf(build.models.get(form.model ?? ""), manager);
}

/** A queryset with its operations applied in order. */
export function buildQuerySet(form: QuerySetForm, build: Build): unknown {
  return (form.ops ?? []).reduce(
    (target: unknown, op) => applyOp(target, op, build),
    start(form, build),
  );
}
