import { FieldDoesNotExist, FieldError, InvalidUse, InvalidValue } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { ModelMeta } from "../models/meta.ts";
import { checkAlias } from "./aliases.ts";
import { annotateQuery, keyOfNamed } from "./annotations.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { resolvePath } from "./paths.ts";
import { Prefetch } from "./prefetch-object.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import type { Query } from "./query.ts";
import type { RelatedTree } from "./query-parts.ts";
import { plainStep, type QueryState, type RowMode } from "./state.ts";

/** `slice()`. */
export function sliced<Q extends QuerySetLike>(
  queryset: Q,
  from: number,
  to: number | undefined,
): Q {
  for (const position of [from, to ?? 0]) {
    if (!Number.isSafeInteger(position))
      throw new InvalidUse(`A position in a queryset is a whole number, not ${String(position)}.`);
    if (position < 0)
      throw new InvalidValue("Negative indexing is not supported.", {
        hint: "Reverse the order and take the first rows.",
      });
  }
  return queryset.step((state) =>
    plainStep(state, `slice:${from}:${to ?? ""}`, (query) =>
      query.setLimits(from, to === undefined ? undefined : Math.max(from, to)),
    ),
  );
}

/** Every `step`-th row, from the first. */
export async function everyNth(queryset: QuerySetLike, step: number): Promise<unknown[]> {
  if (!Number.isSafeInteger(step) || step < 1)
    throw new InvalidValue(`A step through a queryset is a whole number from 1, not ${step}.`);
  const rows = await queryset.fetch();
  return rows.filter((_, index) => index % step === 0);
}

function addPath(tree: RelatedTree, names: readonly string[]): RelatedTree {
  const [first, ...rest] = names;
  if (first === undefined) return tree;
  const below = Object.hasOwn(tree, first) ? (tree[first] ?? {}) : {};
  return Object.assign(Object.create(null) as Record<string, RelatedTree>, tree, {
    [first]: addPath(below, rest),
  });
}

/** `selectRelated()`. */
export function relatedSelected<Q extends QuerySetLike>(queryset: Q, paths: readonly unknown[]): Q {
  return queryset.step((state) => {
    refuseCombined(state, "selectRelated()");
    if (state.mode !== "instances")
      throw new InvalidUse("selectRelated() cannot follow values() or valuesList().");
    return plainStep(state, `related:${JSON.stringify(paths)}`, (query) => {
      if (paths.length === 1 && paths[0] === null) query.selectRelated = false;
      else if (paths.length === 0) query.selectRelated = true;
      else {
        let tree: RelatedTree = typeof query.selectRelated === "object" ? query.selectRelated : {};
        for (const path of paths) tree = addPath(tree, String(path).split("__"));
        checkRelated(query.meta, tree);
        query.selectRelated = tree;
      }
    });
  });
}

function checkRelated(meta: ModelMeta, tree: RelatedTree, path = ""): void {
  const single = new Map(meta.singleRelations().map((entry) => [entry.name, entry]));
  for (const [name, below] of Object.entries(tree)) {
    const entry = single.get(name);
    if (entry !== undefined) {
      checkRelated(entry.relation.target, below, `${path}${name}__`);
      continue;
    }
    const other = meta.find(name);
    if (other?.relation !== undefined) {
      throw new FieldError(
        `"${path}${name}" leads to many rows of ${other.relation.target.label}, which one row cannot hold.`,
        { hint: "Use prefetchRelated() for it." },
      );
    }
    if (other !== undefined)
      throw new FieldError(
        `${meta.label}.${name} is no relation: selectRelated() takes relations only.`,
      );
    throw FieldError.unknownName(meta.label, name, single.keys());
  }
}

/** `prefetchRelated()`. */
export function withPrefetches<Q extends QuerySetLike>(
  queryset: Q,
  lookups: readonly (string | PrefetchLookup | null)[],
): Q {
  return queryset.step((state) => {
    refuseCombined(state, "prefetchRelated()");
    if (lookups.length === 1 && lookups[0] === null) return { ...state, prefetches: [] };
    const added = lookups
      .filter((lookup) => lookup !== null)
      .map((lookup) => (typeof lookup === "string" ? new Prefetch(lookup) : lookup));
    return { ...state, prefetches: [...state.prefetches, ...added] };
  });
}

/** `only()` and `defer()`. */
export function deferred<Q extends QuerySetLike>(
  queryset: Q,
  paths: readonly (string | null)[],
  defer: boolean,
): Q {
  return queryset.step((state) => {
    refuseCombined(state, defer ? "defer()" : "only()");
    if (state.mode !== "instances")
      throw new InvalidUse("Cannot call defer() or only() after values() or valuesList().");
    return plainStep(state, `${defer ? "defer" : "only"}:${JSON.stringify(paths)}`, (query) => {
      if (defer && (paths.length === 0 || paths.includes(null))) {
        query.deferral = { names: new Set(), defer: true };
        return;
      }
      const names = paths.map((path) => {
        if (typeof path !== "string")
          throw new InvalidUse("Cannot pass null as an argument to only().");
        checkDeferred(query, path);
        return path;
      });
      query.deferral = defer
        ? addDeferred(query, names)
        : { names: onlyNames(query, names), defer: false };
    });
  });
}

function checkDeferred(query: Query, path: string): void {
  const names = path.split("__");
  if (names.length === 1 && query.meta.find(path) === undefined && path !== "pk")
    throw FieldDoesNotExist.named(query.meta.label, path, query.meta.queryNames());
  resolvePath(query, names, query.meta, { failOnMissing: true });
}

/** After `only()`, `defer()` takes names away again. */
function addDeferred(query: Query, names: readonly string[]): Query["deferral"] {
  const { names: known, defer } = query.deferral;
  if (defer) return { names: new Set([...known, ...names]), defer: true };
  const left = [...known].filter((name) => !names.includes(name));
  if (left.length > 0) return { names: new Set(left), defer: false };
  const extra = names.filter((name) => !known.has(name));
  return { names: new Set(extra), defer: true };
}

function onlyNames(query: Query, names: readonly string[]): Set<string> {
  const wanted = new Set(names.map((name) => (name === "pk" ? query.meta.pk.name : name)));
  const { names: known, defer } = query.deferral;
  if (!defer || known.size === 0) return wanted;
  return new Set([...wanted].filter((name) => !known.has(name)));
}

interface ListOptions {
  readonly flat?: boolean;
  readonly named?: boolean;
}

/** `values()` and `valuesList()`. */
export function valuesSelected<Q extends QuerySetLike>(
  queryset: Q,
  args: readonly unknown[],
  kind: "values" | "list",
): Q {
  const paths: (string | Expression)[] = [];
  let named: Record<string, Expression> = {};
  let options: ListOptions = {};
  for (const arg of args) {
    if (typeof arg === "string" || arg instanceof Expression) paths.push(arg);
    else if (kind === "list" && isOptions(arg)) options = arg;
    else if (typeof arg === "object" && arg !== null)
      named = { ...named, ...(arg as Record<string, Expression>) };
    else
      throw new InvalidUse(
        `${kind === "values" ? "values()" : "valuesList()"} takes names and expressions.`,
      );
  }
  if (options.flat === true && options.named === true)
    throw new InvalidUse("flat and named exclude each other.");
  if (options.flat === true && paths.length + Object.keys(named).length > 1) {
    throw new InvalidUse("flat is for one path: valuesList(path, { flat: true }).");
  }
  const mode: RowMode =
    kind === "values"
      ? "values"
      : options.flat === true
        ? "flat"
        : options.named === true
          ? "named"
          : "list";
  return queryset.step((state) => valuesState(state, paths, named, mode));
}

function isOptions(value: unknown): value is ListOptions {
  if (typeof value !== "object" || value === null || value instanceof Expression) return false;
  const keys = Object.keys(value);
  return (
    keys.length > 0 &&
    keys.every(
      (key) =>
        (key === "flat" || key === "named") &&
        typeof (value as Record<string, unknown>)[key] === "boolean",
    )
  );
}

function valuesState(
  state: QueryState,
  paths: readonly (string | Expression)[],
  named: Readonly<Record<string, Expression>>,
  mode: RowMode,
): QueryState {
  const computed = new Map<string, Expression>();
  const names = paths.map((path, index) => {
    if (typeof path === "string") return path;
    const name = path.defaultAlias ?? `${path.constructor.name.toLowerCase()}${index + 1}`;
    computed.set(name, path);
    return name;
  });
  for (const [name, expression] of Object.entries(named)) {
    computed.set(name, expression);
    names.push(name);
  }
  const expressions = computed.size === 0 ? "" : keyOfNamed(computed, "values");
  const key =
    expressions === undefined
      ? undefined
      : `values:${mode}:${JSON.stringify(names)}:${expressions}`;
  const next = plainStep(state, key, (query) => {
    for (const name of names) if (!computed.has(name)) checkAlias(query, name);
    if (computed.size > 0) annotateQuery(query, computed, { select: true, fields: names });
    // The parts of a combined query take the names when it is compiled.
    query.setValues(mode === "values" ? [...new Set(names)] : names);
  });
  return { ...next, mode };
}
