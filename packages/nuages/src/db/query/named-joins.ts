import { FieldError, InvalidValue } from "../errors.ts";
import { Condition, type ConditionChild } from "../expressions/q.ts";
import { Expression } from "../expressions/expression.ts";
import type { FilteredRelation } from "../expressions/filtered-relation.ts";
import { buildCondition } from "./build-condition.ts";
import { resolvePath } from "./paths.ts";
import type { Query } from "./query.ts";
import { Where } from "./where.ts";

/** Takes a `FilteredRelation` under a name; its join is made when the name is used. */
export function addNamedJoin(query: Query, name: string, given: FilteredRelation): void {
  if (name.includes("."))
    throw new InvalidValue("FilteredRelation doesn't support aliases with periods.");
  const names = given.relation.split("__");
  const path = resolvePath(query, names, query.meta);
  if (path.rest.length > 0 || path.relation === undefined) {
    throw new InvalidValue(
      `FilteredRelation's relation name cannot contain lookups (got "${given.relation}").`,
    );
  }
  for (const leaf of given.condition.flatten()) {
    if (leaf instanceof Expression) continue;
    const leafNames = leaf.path.split("__");
    const inner = resolvePath(query, leafNames, query.meta);
    const relations = inner.segments
      .filter(({ steps }) => steps.length > 0)
      .map((segment) => segment.name);
    const inside = relations.slice(0, names.length).join("__") === given.relation;
    if (relations.length > names.length || (relations.length > 0 && !inside)) {
      throw new InvalidValue(
        `FilteredRelation's condition doesn't support nested relations deeper than the relation name (got "${leaf.path}" for "${given.relation}").`,
      );
    }
  }
  query.namedJoins.set(name, { alias: name, relation: given.relation, condition: given.condition });
}

/** The condition of a named join, in terms of the table it joins. */
export function resolveNamedJoin(query: Query, alias: string): void {
  const ref = query.table(alias);
  const { filtered } = ref;
  if (filtered === undefined || filtered.resolved !== undefined || filtered.condition.isEmpty)
    return;
  const condition = renamed(filtered.condition, filtered.relation, filtered.alias);
  query.tables.set(alias, { ...ref, filtered: { ...filtered, resolved: new Where() } });
  const joinTypes = new Map([...query.tables].map(([name, { joinType }]) => [name, joinType]));
  const { where } = buildCondition(query, condition, {
    reuse: new Set([alias]),
    splitSubqueries: false,
  });
  // The condition belongs to the join: it does not ask for rows to be there.
  for (const [name, joinType] of joinTypes) {
    const { joinType: _, ...rest } = query.table(name);
    query.tables.set(name, joinType === undefined ? rest : { ...rest, joinType });
  }
  if (where === undefined) throw new FieldError(`The condition of ${filtered.alias} is empty.`);
  query.tables.set(alias, { ...query.table(alias), filtered: { ...filtered, resolved: where } });
}

/** `reviews__stars` becomes `goodReviews__stars` inside the condition of `goodReviews`. */
function renamed(condition: Condition, relation: string, alias: string): Condition {
  const children = condition.children.map((child): ConditionChild => {
    if (child instanceof Condition) return renamed(child, relation, alias);
    if (child instanceof Expression) return child;
    const path =
      child.path === relation || child.path.startsWith(`${relation}__`)
        ? alias + child.path.slice(relation.length)
        : child.path;
    return { path, value: child.value };
  });
  return new Condition(children, condition.connector, condition.negated);
}
