import type { Build } from "./build.ts";
import { buildFunction } from "./functions.ts";
import { isFloat, isObject, isTagged, type Json, type QuerySetForm } from "./grammar.ts";
import { invoke } from "./missing-api.ts";
import { buildWindow } from "./windows.ts";

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "dividedBy",
  "%": "mod",
  "^": "power",
  bitand: "bitAnd",
  bitor: "bitOr",
  bitxor: "bitXor",
  bitleftshift: "bitLeftShift",
  bitrightshift: "bitRightShift",
};

const LOOKUPS: Readonly<Record<string, string>> = {
  exact: "Exact",
  gt: "GreaterThan",
  gte: "GreaterThanOrEqual",
  lt: "LessThan",
  lte: "LessThanOrEqual",
  in: "In",
  range: "Range",
  isnull: "IsNull",
  icontains: "IContains",
};

type Form = (node: Json, build: Build, options: Json | undefined) => unknown;

function withOptions(options: Json | undefined): readonly Json[] {
  return options === undefined ? [] : [options];
}

/** The second operand: a bare value stays one. */
function operand(form: unknown, build: Build): unknown {
  if (isFloat(form)) return build.expression(form);
  return isObject(form) && !isTagged(form)
    ? build.expression(form)
    : typeof form === "string"
      ? build.expression(form)
      : build.value(form);
}

function combined(operator: string): Form {
  return (node, build, options) => {
    const [left, right] = node[operator] as readonly [unknown, unknown];
    const method = OPERATORS[operator] ?? "";
    const result = invoke(build.expression(left), method, [operand(right, build)], "Expression");
    return options === undefined ? result : build.api.make("ExpressionWrapper", result, options);
  };
}

function buildCase(node: Json, build: Build, options: Json | undefined): unknown {
  const branches = node["Case"] as readonly { readonly when: unknown; readonly then: unknown }[];
  const whens = branches.map(({ when, then }) =>
    build.api.make("When", build.condition(when), build.expression(then)),
  );
  const otherwise = "default" in node ? { default: build.expression(node["default"]) } : undefined;
  const all =
    otherwise === undefined && options === undefined ? [] : [{ ...otherwise, ...options }];
  return build.api.make("Case", ...whens, ...all);
}

function buildLookup(node: Json, build: Build): unknown {
  const name = LOOKUPS[String(node["lookup"])] ?? String(node["lookup"]);
  const rhs = node["rhs"];
  const right =
    Array.isArray(rhs) || typeof rhs !== "object" || rhs === null ? rhs : build.expression(rhs);
  return build.api.make(
    name,
    build.expression(node["lhs"]),
    isText(rhs) ? build.expression(rhs) : right,
  );
}

/** Python tells 1.0 from 1; JavaScript has to be told that a whole number is meant as a float. */
function floatValue(form: unknown, build: Build): unknown {
  return build.api.call("Value", build.value(form), {
    outputField: build.outputField("FloatField"),
  });
}

function isText(form: unknown): form is string {
  return typeof form === "string";
}

const FORMS: Readonly<Record<string, Form>> = {
  F: (node, { api, names }) => api.call("F", names.path(String(node["F"]))),
  OuterRef: (node, { api, names }) => api.call("OuterRef", names.path(String(node["OuterRef"]))),
  Value: (node, build, options) =>
    isFloat(node["Value"]) && options === undefined
      ? floatValue(node["Value"], build)
      : build.api.call("Value", build.value(node["Value"]), ...withOptions(options)),
  ...Object.fromEntries(Object.keys(OPERATORS).map((operator) => [operator, combined(operator)])),
  neg: (node, build) => invoke(build.expression(node["neg"]), "negated", [], "Expression"),
  Case: buildCase,
  Subquery: (node, build, options) =>
    build.api.make(
      "Subquery",
      build.querySet(node["Subquery"] as QuerySetForm),
      ...withOptions(options),
    ),
  Exists: (node, build) => build.api.make("Exists", build.querySet(node["Exists"] as QuerySetForm)),
  not: (node, build) => invoke(build.expression(node["not"]), "not", [], "Expression"),
  q: (node, build) =>
    build.api.make("ExpressionWrapper", build.condition(node["q"]), {
      outputField: build.outputField("BooleanField"),
    }),
  wrap: (node, build, options) =>
    build.api.make("ExpressionWrapper", build.expression(node["wrap"]), options),
  lookup: buildLookup,
  window: (node, build, options) => buildWindow(node, build, options),
  fn: (node, build, options) => buildFunction(node, build, options),
};

/** An expression. A text is a path, any other plain value a `Value()`. */
export function buildExpression(form: unknown, build: Build): unknown {
  if (isText(form)) return build.api.call("F", build.names.path(form));
  if (isTagged(form) && form.$ === "expr") return buildExpression(form.v, build);
  if (isFloat(form)) return floatValue(form, build);
  if (!isObject(form) || isTagged(form)) return build.api.call("Value", build.value(form));
  const kind = Object.keys(FORMS).find((key) => key in form);
  if (kind === undefined) throw new TypeError(`unknown expression ${JSON.stringify(form)}`);
  const options = "output" in form ? { outputField: build.outputField(form["output"]) } : undefined;
  return FORMS[kind]?.(form, build, options);
}

/** An item of an ordering: a path with its sign, `asc`/`desc` of an expression, or an expression. */
export function buildOrdering(form: unknown, build: Build): unknown {
  if (isText(form)) return build.names.path(form);
  const node = form as Json;
  for (const direction of ["asc", "desc"] as const) {
    if (!(direction in node)) continue;
    const options = {
      ...(node["nulls_first"] === true ? { nullsFirst: true } : {}),
      ...(node["nulls_last"] === true ? { nullsLast: true } : {}),
    };
    const given = Object.keys(options).length === 0 ? [] : [options];
    return invoke(build.expression(node[direction]), direction, given, "Expression");
  }
  return build.expression(form);
}
