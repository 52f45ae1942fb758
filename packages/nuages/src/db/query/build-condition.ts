import { InternalError } from "../../errors/index.ts";
import { FieldError, InvalidUse, InvalidValue, NotSupportedError } from "../errors.ts";
import { Col, OuterReference, FieldReference, ResolvedOuterRef } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { isCondition, type Condition, type ConditionChild, type Leaf } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import { Exact, IsNull } from "../lookups/builtin.ts";
import { buildLookup, isQuery, type Lookup, type LookupConstructor } from "../lookups/lookup.ts";
import { Operand } from "../lookups/operand.ts";
import { instanceMeta, keyOf } from "../models/instance-state.ts";
import { tupleLookup } from "../lookups/tuples.ts";
import { ExistsExpression, type NestedQueryFactory } from "../expressions/subquery.ts";
import { JoinPromoter } from "./join-promoter.ts";
import {
  ManyValued,
  setupJoins,
  trimJoins,
  type JoinedPath,
  type PathSegment,
  type TrimmedPath,
} from "./paths.ts";
import { NestedQuery } from "./nested-query.ts";
import type { Query } from "./query.ts";
import { Nothing, Where } from "./where.ts";

/** How conditions are built. */
export interface BuildOptions {
  /** Aliases of this filter: their many-valued joins are shared; undefined: all are. */
  readonly reuse?: Set<string> | undefined;
  readonly negatedBranch?: boolean;
  readonly negated?: boolean;
  readonly allowJoins?: boolean;
  /** Negated conditions across many-valued relations become subqueries. */
  readonly splitSubqueries?: boolean;
  readonly summarize?: boolean;
  readonly checkFilterable?: boolean;
}

/** A condition in its resolved form, and the joins without whose rows it cannot be true. */
export interface Built {
  readonly where: Where | undefined;
  readonly needed: Iterable<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Turns a condition into columns and joins of `query`. */
export function buildCondition(query: Query, condition: Condition, options: BuildOptions): Built {
  const negated = (options.negated ?? false) !== condition.negated;
  const inner: BuildOptions = {
    ...options,
    negated,
    negatedBranch: options.negatedBranch === true || condition.negated,
  };
  let where = new Where([], condition.connector, condition.negated);
  const promoter = new JoinPromoter(condition.connector, condition.children.length, negated);
  for (const child of condition.children) {
    const built = buildChild(query, child, inner);
    promoter.addVotes(built.needed);
    if (built.where !== undefined && !built.where.isEmpty) where = appended(where, built.where);
  }
  return { where, needed: promoter.apply(query) };
}

function appended(where: Where, child: Where): Where {
  const simple =
    !child.negated && (child.children.length === 1 || child.connector === where.connector);
  return new Where(
    [...where.children, ...(simple ? child.children : [child])],
    where.connector,
    where.negated,
  );
}

function buildChild(query: Query, child: ConditionChild, options: BuildOptions): Built {
  if (isCondition(child)) return buildCondition(query, child, options);
  if (child instanceof Expression) return buildExpression(query, child, options);
  return buildLeaf(query, child, options);
}

/** A condition that is an expression: `Exists(…)`, a comparison, a boolean column. */
function buildExpression(query: Query, expression: Expression, options: BuildOptions): Built {
  const { allowJoins = true, reuse, summarize = false } = options;
  if (!isConditional(expression)) {
    throw new InvalidUse(
      `${expression.describe()} is no condition: it is neither true nor false.`,
      {
        hint: "Compare it, or give it { outputField: models.BooleanField() }.",
      },
    );
  }
  const resolved = expression.resolve(query, { allowJoins, reuse, summarize });
  requireFilterable(resolved, options);
  const usable =
    resolved instanceof Col || !isPredicate(resolved) ? new Exact(resolved, true) : resolved;
  return { where: new Where([usable]), needed: NONE };
}

/** Is an expression true or false by itself, before its columns are known? */
function isConditional(expression: Expression): boolean {
  try {
    return expression.conditional;
  } catch (error) {
    if (error instanceof FieldError) return false;
    throw error;
  }
}

/** SQL that can stand alone in WHERE; everything else is compared with true. */
function isPredicate(expression: Expression): boolean {
  return !(expression as { comparesAsValue?: boolean }).comparesAsValue;
}

function requireFilterable(expression: Expression, { checkFilterable = true }: BuildOptions): void {
  if (!checkFilterable) return;
  for (const inner of expression.flatten()) {
    if (!inner.filterable)
      throw new NotSupportedError(`${inner.describe()} is disallowed in the filter clause.`);
  }
}

const REFUSED_NAMES: ReadonlySet<string> = new Set(["_connector", "_negated"]);

/** One lookup. */
function buildLeaf(query: Query, leaf: Leaf, options: BuildOptions): Built {
  const { allowJoins = true, reuse, summarize = false } = options;
  if (leaf.path === "" || REFUSED_NAMES.has(leaf.path)) {
    throw new InvalidUse(`"${leaf.path}" is no lookup.`, {
      hint: "Filters take lookups of fields, such as { title__icontains: … }.",
    });
  }
  const names = leaf.path.split("__");
  const reference = annotationOf(query, leaf.path, names);
  if (
    !allowJoins &&
    reference === undefined &&
    names.length > 1 &&
    query.meta.find(names[0] ?? "")?.relation !== undefined
  ) {
    throw new FieldError("Joined field references are not permitted in this query.");
  }
  const before = new Map(query.refs);
  const operand = resolveOperand(query, leaf.value, { allowJoins, reuse, summarize });
  const used = new Set(
    [...query.refs]
      .filter(([alias, uses]) => uses > (before.get(alias) ?? 0))
      .map(([alias]) => alias),
  );
  if (
    options.checkFilterable !== false &&
    operand instanceof Operand &&
    operand.value instanceof Expression
  ) {
    requireFilterable(operand.value, options);
  }
  if (reference !== undefined) {
    requireFilterable(reference.expression, options);
    return {
      where: new Where([buildLookup(lookupsOf(reference.rest), reference.expression, operand)]),
      needed: NONE,
    };
  }
  const allowMany = options.negatedBranch !== true || options.splitSubqueries === false;
  let joined: JoinedPath;
  const uses = new Map(query.refs);
  try {
    joined = setupJoins(
      query,
      names,
      { meta: query.meta, alias: query.initialAlias() },
      { reuse, allowMany },
    );
  } catch (error) {
    if (!(error instanceof ManyValued)) throw error;
    query.resetUses(uses);
    return splitExclude(query, { leaf, operand }, options, error.segments);
  }
  for (const alias of joined.aliases) used.add(alias);
  const trimmed = trimJoins(query, joined);
  for (const alias of trimmed.aliases) reuse?.add(alias);
  const lookup = comparison(query, { joined, trimmed, operand, path: leaf.path });
  if (lookup instanceof Where)
    return { where: lookup, needed: options.negated === true ? NONE : used };
  return withNulls(query, { lookup, trimmed, used }, options);
}

function lookupsOf(rest: readonly string[]): readonly string[] {
  return rest.length === 0 ? ["exact"] : rest;
}

/** The annotation that a path begins with, and what follows it. */
function annotationOf(
  query: Query,
  path: string,
  names: readonly string[],
): { expression: Expression; rest: readonly string[] } | undefined {
  const whole = query.annotations.get(path);
  if (whole !== undefined) return { expression: whole, rest: [] };
  for (let end = names.length - 1; end > 0; end -= 1) {
    const expression = query.annotations.get(names.slice(0, end).join("__"));
    if (expression !== undefined) return { expression, rest: names.slice(end) };
  }
  return undefined;
}

/** The right side inside the query: expressions get their columns. */
function resolveOperand(
  query: Query,
  value: unknown,
  options: { allowJoins: boolean; reuse: Set<string> | undefined; summarize: boolean },
): Operand {
  const operand = value instanceof Operand ? value : new Operand(value);
  const given = operand.value;
  if (given instanceof Expression) return new Operand(given.resolve(query, options));
  if (isNestedSource(given)) return new Operand(given.asOperand(query));
  if (isQuery(given))
    return new Operand(new NestedQuery(given.query.resolvedInside(query), given.slotBase));
  if (isList(given) && [...given].some((item) => item instanceof Expression)) {
    return new Operand(
      [...given].map((item) => (item instanceof Expression ? item.resolve(query, options) : item)),
    );
  }
  return operand;
}

function isNestedSource(value: unknown): value is NestedQueryFactory {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { asOperand?: unknown }).asOperand === "function"
  );
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set;
}

interface Comparison {
  readonly joined: JoinedPath;
  readonly trimmed: TrimmedPath;
  readonly operand: Operand;
  readonly path: string;
}

/** The comparison of the column at the end of a path. */
function comparison(query: Query, { joined, trimmed, operand, path }: Comparison): Lookup | Where {
  const { relation, rest } = joined;
  if (trimmed.targets.length > 1 || (relation === undefined && joined.targets.length > 1)) {
    if (relation !== undefined) checkRelated(relation, operand.value);
    const given = relation === undefined ? operand : withColumns(operand, joined.targets);
    return tupleLookup(trimmed, joined.targets, lookupsOf(rest), given);
  }
  const [target] = trimmed.targets;
  if (target === undefined) throw new InternalError(`no column for ${path}`);
  const column = new Col(trimmed.alias, target);
  if (relation === undefined)
    return buildLookup(lookupsOf(rest), column, withKeys(operand, target));
  requireRelatedLookup(query, relation, rest, path);
  checkRelated(relation, operand.value);
  const [source] = joined.targets;
  if (isQuery(operand.value) && !target.targetField.primaryKey && source !== undefined)
    return buildLookup(lookupsOf(rest), column, withColumns(operand, [source]));
  return buildLookup(
    lookupsOf(rest),
    column,
    operand.withNormalize((value) => relatedKey(value, relation, source ?? target)),
  );
}

/** A queryset on the right side that selects nothing itself gives the columns that the relation compares. */
function withColumns(operand: Operand, columns: readonly Field[]): Operand {
  if (!isQuery(operand.value) || operand.value.query.hasSelectFields) return operand;
  const inner = operand.value.query.clone();
  inner.setValues(columns.map(({ name }) => name));
  return new Operand(new NestedQuery(inner, operand.value.slotBase));
}

/** A primary key compared with an instance: its key counts. */
function withKeys(operand: Operand, target: Field): Operand {
  return target.primaryKey
    ? operand.withNormalize((value) =>
        instanceMeta(value) === undefined ? value : keyOf(value as object),
      )
    : operand;
}

const RELATED_LOOKUPS: ReadonlySet<string> = new Set([
  "exact",
  "in",
  "gt",
  "gte",
  "lt",
  "lte",
  "isnull",
]);

function requireRelatedLookup(
  query: Query,
  relation: RelationInfo,
  rest: readonly string[],
  path: string,
): void {
  if (rest.length === 0) return;
  const [first = ""] = rest;
  if (rest.length === 1 && RELATED_LOOKUPS.has(first)) return;
  if (rest.length === 1 && relation.targetField?.getLookup(first) !== undefined) {
    throw new FieldError(
      `${query.meta.label}: a relation has no lookup "${first}" (in "${path}").`,
      {
        hint: `Name a field of ${relation.target.label} before it, such as "${path.slice(0, -first.length)}${relation.target.pk.name}__${first}".`,
        details: { path },
      },
    );
  }
  throw FieldError.unknownName(relation.target.label, first, relation.target.queryNames());
}

/** The key that stands for a related object in the column. */
function relatedKey(value: unknown, relation: RelationInfo, target: Field): unknown {
  if (instanceMeta(value) === undefined) return value;
  const key = relation.target.valueOfInstance(value as object, target);
  if (key === null || key === undefined) {
    throw new InvalidValue(
      `An unsaved ${relation.target.label} cannot be compared with ${nameOf(relation)}: it has no key yet.`,
      { hint: "Save it first." },
    );
  }
  return key;
}

/** Refuses instances and querysets of other models than the relation leads to. */
function checkRelated(relation: RelationInfo, value: unknown): void {
  if (isQuery(value)) {
    const { query } = value;
    if (!query.hasSelectFields && !relation.target.isCompatible(query.meta))
      throw wrongModel(`queryset of ${query.meta.label}`, relation);
    return;
  }
  for (const item of isList(value) ? value : [value]) {
    const meta = instanceMeta(item);
    if (meta !== undefined && !relation.target.isCompatible(meta))
      throw wrongModel(meta.label, relation);
  }
}

/** The relation as messages call it: the field that declares it. */
function nameOf({ steps, accessorName }: RelationInfo): string {
  return steps[0]?.field.label ?? accessorName ?? "this relation";
}

function wrongModel(label: string, relation: RelationInfo): InvalidValue {
  return new InvalidValue(
    `A ${label} cannot be compared with ${nameOf(relation)}, which leads to ${relation.target.label}.`,
  );
}

interface Compared {
  readonly lookup: Lookup;
  readonly trimmed: TrimmedPath;
  readonly used: Set<string>;
}

/** NULL is neither true nor false: what is negated has to say what becomes of it. */
function withNulls(
  query: Query,
  { lookup, trimmed, used }: Compared,
  { negated = false }: BuildOptions,
): Built {
  const name = lookup.lookupName;
  let where = new Where([lookup]);
  let requireOuter = name === "isnull" && lookup.rhs === true && !negated;
  if (negated && (name !== "isnull" || lookup.rhs === false) && lookup.rhs !== null) {
    requireOuter = true;
    if (name !== "isnull") {
      const [target] = trimmed.targets;
      const outer = query.table(trimmed.aliases.at(-1) ?? trimmed.alias).joinType === "LOUTER";
      if (target !== undefined && (target.null || outer)) {
        where = where.add(new IsNull(new Col(trimmed.alias, target), false), "AND");
      }
      if (lookup.rhs instanceof Col && lookup.rhs.target.null)
        where = where.add(new IsNull(lookup.rhs, false), "AND");
    }
  }
  return { where, needed: requireOuter ? NONE : used };
}

/** `exclude()` over a many-valued relation: rows for which no related row fits, asked by a subquery. */
function splitExclude(
  query: Query,
  { leaf, operand }: { leaf: Leaf; operand: Operand },
  options: BuildOptions,
  segments: readonly PathSegment[],
): Built {
  const given = leaf.value instanceof Operand ? leaf.value.value : leaf.value;
  const value =
    given instanceof OuterReference
      ? new OuterReference(given)
      : given instanceof FieldReference && !(given instanceof ResolvedOuterRef)
        ? new OuterReference(given.path)
        : given instanceof Expression || isNestedSource(given)
          ? given
          : operand;
  const inner = query.fresh();
  inner.namedJoins = new Map(query.namedJoins);
  inner.addFilter(leafCondition(leaf.path, value));
  inner.clearOrdering({ force: true });
  const { prefix, containsOuter } = trimStart(inner, segments);
  const column = inner.select[0];
  if (!(column instanceof Col)) throw new InternalError("a subquery without column");
  const exact = lookupOf(column.target, "exact");
  if (options.reuse?.has(column.alias) === true) {
    const { pk } = column.target.model;
    const outerAlias = column.alias;
    inner.bumpPrefix(query);
    const renamed = inner.select[0];
    if (!(renamed instanceof Col)) throw new InternalError("a subquery without column");
    inner.where = inner.where.add(
      new exact(new Col(renamed.alias, pk), new Col(outerAlias, pk)),
      "AND",
    );
    inner.externalAliases.set(outerAlias, true);
  }
  const own = inner.select[0];
  if (own === undefined) throw new InternalError("a subquery without column");
  inner.where = inner.where.add(new exact(own, new ResolvedOuterRef(prefix)), "AND");
  const built = buildExpression(query, new ExistsExpression(new NestedQuery(inner)), options);
  if (!containsOuter) return built;
  const empty = buildLeaf(
    query,
    { path: `${prefix}__isnull`, value: true },
    { ...options, negated: true, negatedBranch: true },
  );
  const where = (built.where ?? new Where()).add(empty.where ?? new Nothing(), "OR");
  return { where, needed: built.needed };
}

function leafCondition(path: string, value: unknown): object {
  const leaf: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  leaf[path] = value;
  return leaf;
}

function lookupOf(field: Field, name: string): LookupConstructor {
  const type = field.getLookup(name);
  if (type === undefined) throw new InternalError(`${field.label} has no lookup ${name}`);
  return type as unknown as LookupConstructor;
}

/**
 * Cuts the joins up to the first many-valued one off the beginning of a subquery: it then selects
 * from the related table, and the outer query compares it with the column before the cut.
 */
function trimStart(
  query: Query,
  segments: readonly PathSegment[],
): { prefix: string; containsOuter: boolean } {
  const steps = segments.flatMap((segment) => segment.steps);
  const base = query.baseAlias;
  const tables = [...query.tables.keys()].filter(
    (alias) => (query.refs.get(alias) ?? 0) > 0 || alias === base,
  );
  let containsOuter = false;
  let cut = 0;
  for (const [index, { step }] of steps.entries()) {
    cut = index;
    if (query.table(tables[index + 1] ?? "").joinType === "LOUTER") containsOuter = true;
    query.unreference(tables[index] ?? "");
    if (step.many) break;
  }
  const { step } = steps[cut] ?? unreachableStep();
  let left = cut;
  const names: string[] = [];
  for (const segment of segments) {
    if (left - segment.steps.length < 0) break;
    names.push(segment.name);
    left -= segment.steps.length;
  }
  names.push(step.columns[0]?.from.name ?? "");
  const joinedAlias = tables[cut + 1] ?? "";
  const joined = query.table(joinedAlias);
  const direct = joined.joinType !== "LOUTER" && joined.filtered === undefined;
  if (direct) {
    const restriction = step.restriction;
    if (restriction !== undefined)
      query.where = query.where.add(
        new Exact(new Col(joinedAlias, restriction.field), restriction.value()),
        "AND",
      );
    query.setSelect(step.columns.map(({ to }) => new Col(joinedAlias, to)));
  } else {
    query.reference(tables[cut] ?? "");
    query.setSelect(step.columns.map(({ from }) => new Col(tables[cut] ?? "", from)));
  }
  makeBase(query);
  return { prefix: names.join("__"), containsOuter };
}

/** The first table that is still used is what the query selects from. */
function makeBase(query: Query): void {
  const rest = [...query.tables.values()].filter((ref) => (query.refs.get(ref.alias) ?? 0) > 0);
  query.tables = new Map(
    rest.map((ref, index) => [
      ref.alias,
      index === 0 ? { alias: ref.alias, table: ref.table } : ref,
    ]),
  );
}

function unreachableStep(): never {
  throw new InternalError("a many-valued path without joins");
}
