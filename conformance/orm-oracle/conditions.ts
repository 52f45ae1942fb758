import type { Build } from "./build.ts";
import { isObject, type Json } from "./grammar.ts";
import { invoke } from "./missing-api.ts";

const NODES = ["and", "or", "xor", "not", "expr"] as const;

function isLeaf(form: Json): boolean {
  return !NODES.some((node) => node in form);
}

/** `{lookup: value}` with our names and values. */
function lookups(form: Json, build: Build): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([path, value]) => [build.names.path(path), build.value(value)]),
  );
}

function join(method: "and" | "or" | "xor", forms: unknown, build: Build): unknown {
  const [first, ...others] = (forms as readonly unknown[]).map((form) =>
    buildCondition(form, build),
  );
  if (first === undefined) return build.api.call("Q", {});
  return others.reduce((all, next) => invoke(all, method, [next], "Q"), first);
}

/** A condition as a `Q()`. */
export function buildCondition(form: unknown, build: Build): unknown {
  const node = form as Json;
  if (isLeaf(node)) return build.api.call("Q", lookups(node, build));
  if ("expr" in node) return build.api.call("Q", build.expression(node["expr"]));
  if ("not" in node) return invoke(buildCondition(node["not"], build), "not", [], "Q");
  for (const method of ["and", "or", "xor"] as const)
    if (method in node) return join(method, node[method], build);
  throw new TypeError(`unknown condition ${JSON.stringify(form)}`);
}

/** A condition as `filter()` takes it: a plain leaf as an object, anything else as a `Q()`. */
export function filterArgument(form: unknown, build: Build): unknown {
  return isObject(form) && isLeaf(form) ? lookups(form, build) : buildCondition(form, build);
}
