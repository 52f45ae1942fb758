import { InvalidUse, NotSupportedError } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import type { Connector } from "../expressions/q.ts";
import { In } from "../lookups/builtin.ts";
import { INTERNAL, isQuerySet, refuseSliced, type QuerySetLike } from "./internal.ts";
import { JoinPromoter } from "./join-promoter.ts";
import { NestedQuery } from "./nested-query.ts";
import type { Query } from "./query.ts";
import type { Combination } from "./query-parts.ts";
import { Shape } from "./shape.ts";
import type { QueryState } from "./state.ts";
import { Where } from "./where.ts";

function bakedQuery(state: QueryState): Query {
  return state.args.length === 0 ? state.shape.query : state.shape.query.baked(state.args);
}

/** A state around a query that holds its own values. */
function stateAround(state: QueryState, query: Query): QueryState {
  return { ...state, shape: new Shape(query, 0, false), args: [] };
}

/** `union()`, `intersection()`, `difference()`. */
export function combined<Q extends QuerySetLike>(
  queryset: Q,
  operator: Combination["operator"],
  args: readonly unknown[],
): Q {
  const others = args.filter(isQuerySet);
  const all = args.some(
    (arg) =>
      typeof arg === "object" &&
      arg !== null &&
      !isQuerySet(arg) &&
      (arg as { all?: unknown }).all === true,
  );
  return queryset.step((state) => {
    const own = state.shape.query;
    const states = [state, ...others.map((other) => other[INTERNAL])];
    // Parts without rows add nothing to a union.
    const parts =
      operator === "union" ? states.filter((part) => !part.shape.query.isEmpty) : states;
    if (operator === "union" && parts.length <= 1)
      return parts[0] === undefined ? state : { ...parts[0] };
    if (operator !== "union" && own.isEmpty) return state;
    const [first = state] = parts;
    const query = own.clone();
    const queries = parts.map((part) => ({ query: bakedQuery(part), slotBase: 0 }));
    const result = query.fresh();
    result.selected = first.shape.query.selected;
    result.select = first.shape.query.select;
    result.valuesSelect = first.shape.query.valuesSelect;
    result.defaultColumns = first.shape.query.defaultColumns;
    result.annotations = new Map(first.shape.query.annotations);
    result.annotationMask = first.shape.query.annotationMask;
    result.defaultOrdering = false;
    result.combination = { operator, all, queries };
    result.named = namedBeside(state, parts);
    return { ...stateAround(state, result), mode: first.mode };
  });
}

/** `and()`, `or()`, `xor()`: one query with the conditions of both. */
export function mergedQuerysets<Q extends QuerySetLike>(
  queryset: Q,
  other: object,
  connector: Connector,
): Q {
  if (!isQuerySet(other)) throw new InvalidUse("Only querysets of one model can be combined.");
  return queryset.step((state) => {
    const right = other[INTERNAL];
    if (state.meta.concrete !== right.meta.concrete)
      throw new InvalidUse("Cannot combine queries on two different base models.");
    const [left, second] = [bakedQuery(state), bakedQuery(right)];
    if (left.isEmpty) return connector === "AND" ? state : right;
    if (second.isEmpty) return connector === "AND" ? right : state;
    const sliced = left.isSliced || second.isSliced;
    if (sliced && connector === "AND")
      refuseSliced(state.shape.query.isSliced ? state : right, "A combination");
    if (left.combination !== undefined || second.combination !== undefined)
      throw new InvalidUse("Cannot combine the rows of a union, intersection or difference.");
    const [a, b] = sliced || connector !== "AND" ? [asKeys(left), asKeys(second)] : [left, second];
    if (a.distinct !== b.distinct)
      throw new InvalidUse("Cannot combine a unique query with a non-unique query.");
    const query = a.clone();
    merge(query, b.clone(), connector);
    query.named = namedBeside(state, [state, right]);
    return stateAround(state, query);
  });
}

/** A sliced query as a condition: the key is among its rows. */
function asKeys(query: Query): Query {
  if (!query.isSliced) return query;
  const outer = query.fresh();
  const inner = query.clone();
  inner.selectKey();
  const alias = outer.initialAlias();
  const resolved = inner.resolvedInside(outer);
  outer.where = new Where([new In(new Col(alias, outer.meta.pk), new NestedQuery(resolved))]);
  outer.orderBy = query.orderBy;
  return outer;
}

/** Brings the tables and conditions of `other` into `query`. */
function merge(query: Query, other: Query, connector: Connector): void {
  if ([query, other].some((side) => side.readsNamedTables))
    throw new NotSupportedError("Querysets that read common tables cannot be merged.", {
      hint: "Put the conditions into one filter(), with Q() and or().",
    });
  query.initialAlias();
  other.initialAlias();
  const conjunction = connector === "AND";
  const reuse = conjunction ? new Set<string>() : new Set(query.tables.keys());
  const promoter = new JoinPromoter(connector, 2, false);
  const innerAliases = (side: Query): string[] =>
    [...side.tables.values()]
      .filter(({ joinType }) => joinType === "INNER")
      .map(({ alias }) => alias);
  promoter.addVotes(innerAliases(query));
  const names = new Map<string, string>();
  const [base, ...joins] = [...other.tables.values()];
  const own = query.baseAlias ?? "";
  if (base !== undefined) names.set(base.alias, own);
  for (const ref of joins) {
    if (ref.step === undefined || ref.parent === undefined) continue;
    const single = !ref.step.many;
    const alias = query.join(names.get(ref.parent) ?? ref.parent, ref.step, {
      reuse: single ? undefined : reuse,
      filtered: ref.filtered,
    });
    reuse.delete(alias);
    if (ref.joinType === "INNER") promoter.addVotes([alias]);
    if ((other.refs.get(ref.alias) ?? 0) <= 0) query.unreference(alias);
    names.set(ref.alias, alias);
  }
  promoter.apply(query);
  const renames = new Map([...names].filter(([from, to]) => from !== to));
  const where = renames.size === 0 ? other.where : (other.where.relabeled(renames) as Where);
  if (query.where.isEmpty || where.isEmpty)
    query.where = conjunction ? (query.where.isEmpty ? where : query.where) : new Where();
  else query.where = new Where([query.where, where], connector);
  query.extraTables = [...new Set([...query.extraTables, ...other.extraTables])];
  if (other.orderBy.length > 0) query.orderBy = other.orderBy;
  if (other.selected !== undefined && query.selected === undefined) query.setValues(other.selected);
}

/** Databases that the parts are to ask, and the queries inside of them; the first may be told another later. */
function namedBeside(first: QueryState, parts: readonly QueryState[]): Set<string> | undefined {
  const named = new Set<string>();
  for (const part of parts) {
    for (const alias of part.shape.query.named ?? []) named.add(alias);
    if (part !== first && part.named !== undefined) named.add(part.named);
  }
  return named.size === 0 ? undefined : named;
}
