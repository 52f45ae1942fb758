import { InvalidValue } from "../errors.ts";
import type { Expression, ResolveOptions } from "../expressions/expression.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import type { Query } from "./query.ts";
import type { Where } from "./where.ts";

/** A new name for each table, so that the query can stand inside `outer`. */
export function bumpPrefix(query: Query, outer: Query, exclude: ReadonlySet<string>): void {
  if (query.aliasPrefix !== outer.aliasPrefix) return;
  const taken = new Set([...query.subqueryPrefixes, ...outer.subqueryPrefixes]);
  query.aliasPrefix = freePrefix(taken);
  query.subqueryPrefixes = new Set([...taken, query.aliasPrefix]);
  outer.subqueryPrefixes = new Set([...outer.subqueryPrefixes, ...query.subqueryPrefixes]);
  const names = new Map<string, string>();
  let position = 0;
  for (const alias of query.tables.keys()) {
    if (!exclude.has(alias)) names.set(alias, `${query.aliasPrefix}${position}`);
    position += 1;
  }
  changeAliases(query, names);
}

/** Renames tables everywhere. */
export function changeAliases(query: Query, names: ReadonlyMap<string, string>): void {
  const renamed = (alias: string): string => names.get(alias) ?? alias;
  query.where = query.where.relabeled(names) as Where;
  if (Array.isArray(query.groupBy))
    query.groupBy = query.groupBy.map((expression: Expression) => expression.relabeled(names));
  query.select = query.select.map((expression) => expression.relabeled(names));
  for (const [name, annotation] of query.annotations)
    query.annotations.set(name, annotation.relabeled(names));
  query.orderBy = query.orderBy.map((item) =>
    typeof item === "string" ? item : item.relabeled(names),
  );
  const tables = [...query.tables.values()];
  query.tables = new Map(
    tables.map((ref) => [
      renamed(ref.alias),
      {
        ...ref,
        alias: renamed(ref.alias),
        ...(ref.parent === undefined ? {} : { parent: renamed(ref.parent) }),
        ...(ref.on === undefined ? {} : { on: ref.on.relabeled(names) as Where }),
        ...(ref.filtered === undefined
          ? {}
          : {
              filtered: {
                ...ref.filtered,
                resolved: ref.filtered.resolved?.relabeled(names) as Where | undefined,
              },
            }),
      },
    ]),
  );
  query.refs = new Map([...query.refs].map(([alias, uses]) => [renamed(alias), uses]));
  query.tableAliases = new Map(
    [...query.tableAliases].map(([table, aliases]) => [table, aliases.map(renamed)]),
  );
  query.externalAliases = new Map(
    [...query.externalAliases].map(([alias, isAlias]) => [
      renamed(alias),
      isAlias || names.has(alias),
    ]),
  );
  query.usedAliases = new Set([...query.usedAliases].map(renamed));
}

/** This query inside `outer`: its references to the outside become columns of `outer`. */
export function resolvedInside(query: Query, outer: Query, options: ResolveOptions): Query {
  const clone = query.clone();
  clone.isSubquery = true;
  clone.bumpPrefix(outer);
  clone.where = clone.where.resolve(outer, options) as Where;
  for (const [name, annotation] of clone.annotations)
    clone.annotations.set(name, annotation.resolve(outer, options));
  clone.select = clone.select.map((expression) => expression.resolve(outer, options));
  clone.orderBy = clone.orderBy.map((item) =>
    typeof item === "string" ? item : item.resolve(outer, options),
  );
  if (Array.isArray(clone.groupBy))
    clone.groupBy = clone.groupBy.map((expression: Expression) =>
      expression.resolve(outer, options),
    );
  for (const [alias, ref] of outer.tables) clone.externalAliases.set(alias, ref.table !== alias);
  if (query.named !== undefined) outer.named = query.named.union(outer.named ?? new Set());
  return clone;
}

/** As the right side of `exact`: one row with one column. */
export function asSingleValue(operand: QueryOperand): QueryOperand {
  if (!operand.query.hasLimitOne) {
    throw new InvalidValue("A queryset compared with one value must be limited to one row.", {
      hint: "Slice it: .slice(0, 1).",
    });
  }
  return withQuery(operand, (query) => {
    if (!query.hasSelectFields) query.selectKey();
  });
}

/** As the right side of `in`: one column, in any order. */
export function asValueList(operand: QueryOperand): QueryOperand {
  return withQuery(operand, (query) => {
    query.clearOrdering();
    if (!query.hasSelectFields) query.selectKey();
  });
}

/** The query with the values that its conditions read from the arguments of a queryset. */
export function bakedQuery(query: Query, args: readonly unknown[]): Query {
  const copy = query.clone();
  copy.where = copy.where.baked(args) as Where;
  for (const [name, annotation] of copy.annotations)
    copy.annotations.set(name, annotation.baked(args));
  for (const [alias, ref] of copy.tables) {
    const { filtered } = ref;
    if (filtered?.resolved !== undefined)
      copy.tables.set(alias, {
        ...ref,
        filtered: { ...filtered, resolved: filtered.resolved.baked(args) as Where },
      });
  }
  if (copy.combination !== undefined) {
    const queries = copy.combination.queries.map((part) => ({
      query: part.query.baked(args.slice(part.slotBase)),
      slotBase: 0,
    }));
    copy.combination = { ...copy.combination, queries };
  }
  return copy;
}

/** The query of an operand, changed. */
function withQuery(operand: QueryOperand, change: (query: Query) => void): QueryOperand {
  const query = operand.query.clone();
  change(query);
  return operand.withQuery(query);
}

function freePrefix(taken: ReadonlySet<string>): string {
  const letters = "TUVWXYZ";
  for (const letter of letters) if (!taken.has(letter)) return letter;
  for (const first of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    for (const second of "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      if (!taken.has(first + second)) return first + second;
  }
  throw new InvalidValue("Subqueries are nested too deep.");
}
