import type { Database } from "../backends/database.ts";
import { Expression } from "../expressions/expression.ts";
import { Condition, type ConditionChild } from "../expressions/q.ts";
import { Operand } from "../lookups/operand.ts";
import { instanceMeta } from "../models/instance-state.ts";
import { currentTimeZone, timeZoneReads } from "../time-zone.ts";
import type { Plan } from "./plan.ts";
import type { Query } from "./query.ts";

type Prepare = (value: unknown) => unknown;

interface Child {
  readonly shape: Shape;
  readonly prepares: readonly Prepare[];
}

/** How many shapes are remembered in all; beyond that all are forgotten and learned again. */
const MAX_SHAPES = 5_000;
let remembered = 0;
let generation = 0;

/**
 * A query without its values. Shapes form a tree: each step (`filter` with these paths, `orderBy`
 * these names) leads from one to the next, so that a query that was asked before is found again by
 * a few look-ups, with its statement, and only its values are new.
 */
export class Shape {
  readonly query: Query;
  /** Number of values before the next step's. */
  readonly size: number;
  readonly cached: boolean;
  #children: Map<string, Child> | undefined;
  /** By kind; of those that depend on the time zone, by zone. */
  #plans: Map<string, Plan | Map<string, Plan>> | undefined;
  /** The plan that was asked for last, and what for: mostly the next one, too. */
  #last: KeyedPlan | undefined;
  #generation = generation;

  constructor(query: Query, size: number, cached: boolean) {
    this.query = query;
    this.size = size;
    this.cached = cached;
  }

  /** Forgets everything when the models have changed. */
  #refresh(): void {
    if (this.#generation === generation) return;
    this.#generation = generation;
    this.#children = undefined;
    this.#plans = undefined;
    this.#last = undefined;
  }

  child(key: string): Child | undefined {
    this.#refresh();
    return this.#children?.get(key);
  }

  remember(key: string, child: Child): void {
    if (!this.cached) return;
    remembered += 1;
    if (remembered > MAX_SHAPES) {
      remembered = 0;
      generation += 1;
      return;
    }
    this.#children ??= new Map();
    this.#children.set(key, child);
  }

  /** The plan of one kind (`rows`, `count` …), with its details, for one database; made once. */
  plan({ kind, details, database }: PlanKey, make: () => Plan): Plan {
    if (!this.cached) return make();
    this.#refresh();
    const last = this.#last;
    if (last?.kind === kind && last.details === details && last.database === database)
      return last.plan;
    const key = `${kind}:${details}:${database.dialect.displayName}:${database.alias}`;
    const known = this.#plans?.get(key) ?? this.#remembered(key, make);
    if (known instanceof Map) return planOfZone(known, make);
    this.#last = { kind, details, database, plan: known };
    return known;
  }

  /** A new plan; a statement that holds the current time zone serves queries of that zone only. */
  #remembered(key: string, make: () => Plan): Plan | Map<string, Plan> {
    const before = timeZoneReads();
    const plan = make();
    const entry = timeZoneReads() === before ? plan : new Map([[currentTimeZone(), plan]]);
    this.#plans ??= new Map();
    this.#plans.set(key, entry);
    return entry;
  }
}

/** What tells one plan of a shape from others. */
interface PlanKey {
  readonly kind: string;
  /** What the kind alone does not say, such as the columns that are set. */
  readonly details: string;
  readonly database: Database;
}

interface KeyedPlan extends PlanKey {
  readonly plan: Plan;
}

function planOfZone(plans: Map<string, Plan>, make: () => Plan): Plan {
  const zone = currentTimeZone();
  let plan = plans.get(zone);
  if (plan === undefined) {
    plan = make();
    plans.set(zone, plan);
  }
  return plan;
}

/** Forgets all shapes: the models have changed. */
export function forgetShapes(): void {
  generation += 1;
  remembered = 0;
}

/** A step from one shape to the next. */
export interface Step {
  /** What tells this step from others; undefined when it cannot be told, and the query is built anew. */
  readonly key: string | undefined;
  readonly values: readonly unknown[];
  apply(query: Query, operands: readonly Operand[]): void;
}

export interface Shaped {
  readonly shape: Shape;
  readonly args: readonly unknown[];
}

/** Makes a step: finds the next shape, or builds it. */
export function advance({ shape, args }: Shaped, step: Step): Shaped {
  const { key, values } = step;
  if (key !== undefined && shape.cached) {
    const known = shape.child(key);
    if (known !== undefined)
      return { shape: known.shape, args: extend(args, values, known.prepares) };
  }
  const query = shape.query.clone();
  const cacheable = key !== undefined && shape.cached;
  const operands = values.map(
    (value, index) => new Operand(value, cacheable ? shape.size + index : -1),
  );
  step.apply(query, operands);
  if (!cacheable) return { shape: new Shape(query, shape.size, false), args };
  const prepares = operands.map(({ prepare }) => prepare);
  if (prepares.every((prepare) => prepare !== undefined)) {
    const next = new Shape(query, shape.size + values.length, true);
    shape.remember(key, { shape: next, prepares });
    return { shape: next, args: extend(args, values, prepares) };
  }
  // Some value is part of the query itself: build it with all values inside.
  const fixed = shape.query.clone();
  step.apply(
    fixed,
    values.map((value) => new Operand(value)),
  );
  return { shape: new Shape(fixed, shape.size, false), args };
}

const NO_VALUES: readonly unknown[] = [];

function extend(
  args: readonly unknown[],
  values: readonly unknown[],
  prepares: readonly Prepare[],
): readonly unknown[] {
  if (values.length === 0) return args;
  const result = args.length === 0 ? [] : [...args];
  for (let index = 0; index < values.length; index += 1) {
    const prepare = prepares[index];
    result.push(prepare === undefined ? values[index] : prepare(values[index]));
  }
  return result.length === 0 ? NO_VALUES : result;
}

const SMALL = 2_147_483_647;

/** The part of a step's key that a value makes; undefined when the query depends on the very value. */
export function keyOfValue(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return "s";
    case "number":
      if (!Number.isInteger(value)) return Number.isFinite(value) ? "f" : undefined;
      return value < 0 ? (value < -SMALL ? "-l" : "-i") : value > SMALL ? "l" : "i";
    case "boolean":
      return undefined;
    case "bigint":
      return "b";
    case "object":
      return value === null ? undefined : keyOfObject(value);
    default:
      return undefined;
  }
}

function keyOfObject(value: object): string | undefined {
  if (value instanceof Expression || Array.isArray(value) || "then" in value) return undefined;
  const meta = instanceMeta(value);
  if (meta !== undefined) return `o:${meta.label}`;
  const name = value.constructor?.name;
  return typeof name === "string" && SCALARS.has(name) ? name : undefined;
}

const SCALARS: ReadonlySet<string> = new Set([
  "Date",
  "DateTime",
  "PlainDate",
  "PlainTime",
  "Duration",
  "Decimal",
  "ScaledDecimal",
  "Uint8Array",
  "Buffer",
]);

/** A condition as the key of a step, with its values apart. */
export function keyOfCondition(condition: Condition): {
  readonly key: string | undefined;
  readonly values: unknown[];
} {
  const values: unknown[] = [];
  const [only] = condition.children;
  const isPlain = only !== undefined && condition.children.length === 1 && !condition.negated;
  if (isPlain && !(only instanceof Condition) && !(only instanceof Expression)) {
    const kind = leafKind(only, values);
    return { key: kind === undefined ? undefined : keyOfLeaf(only.path, kind), values };
  }
  const walk = (node: Condition): string | undefined => {
    let key = node.negated ? `!${node.connector}(` : `${node.connector}(`;
    for (const child of node.children) {
      const part =
        child instanceof Condition
          ? walk(child)
          : child instanceof Expression
            ? undefined
            : nestedLeafKey(child, values);
      if (part === undefined) return undefined;
      key += `${part},`;
    }
    return `${key})`;
  };
  return { key: walk(condition), values };
}

interface LeafParts {
  readonly path: string;
  readonly value: unknown;
}

/** What of a value the key holds; adds it to `values` when it is bound. */
function leafKind({ path, value }: LeafParts, values: unknown[]): string | undefined {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean" && path.endsWith("isnull")) return String(value);
  const kind = typeof value === "boolean" ? "B" : keyOfValue(value);
  if (kind !== undefined) values.push(value);
  return kind;
}

function nestedLeafKey(leaf: LeafParts, values: unknown[]): string | undefined {
  const kind = leafKind(leaf, values);
  return kind === undefined ? undefined : keyOfLeaf(leaf.path, kind);
}

/** So many paths have their keys kept. */
const MAX_PATHS = 5_000;
const leafKeys = new Map<string, Map<string, string>>();

/**
 * The key of one path with one kind of value. It is kept: a text that was put together has no hash yet,
 * and most queries have a single condition.
 */
function keyOfLeaf(path: string, kind: string): string {
  let byKind = leafKeys.get(path);
  if (byKind === undefined) {
    if (leafKeys.size >= MAX_PATHS) leafKeys.clear();
    leafKeys.set(path, (byKind = new Map()));
  }
  let key = byKind.get(kind);
  if (key === undefined) {
    // With its length in front, a path cannot be taken for two.
    key = `${path.length}:${path}=${kind}`;
    byKind.set(kind, key);
  }
  return key;
}

/** The same condition with the operands in the places of its values. */
export function withOperands(condition: Condition, operands: readonly Operand[]): Condition {
  let next = 0;
  const walk = (node: Condition): Condition => {
    const children = node.children.map((child): ConditionChild => {
      if (child instanceof Condition) return walk(child);
      if (child instanceof Expression) return child;
      const fixed =
        child.value === null ||
        child.value === undefined ||
        (typeof child.value === "boolean" && child.path.endsWith("isnull"));
      if (fixed) return child;
      const value = operands[next];
      next += 1;
      return { path: child.path, value };
    });
    return new Condition(children, node.connector, node.negated);
  };
  return walk(condition);
}
