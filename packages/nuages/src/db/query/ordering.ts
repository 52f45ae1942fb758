import { FieldError, InvalidUse } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import { keyOfExpression } from "./expression-key.ts";
import type { QuerySetLike } from "./internal.ts";
import { resolvePath } from "./paths.ts";
import type { Query } from "./query.ts";
import type { OrderItem } from "./query-parts.ts";
import { plainStep } from "./state.ts";

/** `orderBy()`. */
export function ordered<Q extends QuerySetLike>(queryset: Q, items: readonly OrderItem[]): Q {
  return queryset.step((state) => {
    if (state.shape.query.isSliced)
      throw new InvalidUse("Cannot reorder a query once a slice has been taken.", {
        hint: "Order first, slice last.",
      });
    return plainStep(state, keyOfOrdering(items), (query) => {
      for (const item of items) checkOrdering(query, item);
      query.orderBy = items;
      query.defaultOrdering = false;
    });
  });
}

function keyOfOrdering(items: readonly OrderItem[]): string | undefined {
  const keys = items.map((item) =>
    item instanceof Expression ? keyOfExpression(item) : JSON.stringify(item),
  );
  return keys.includes(undefined) ? undefined : `order:${keys.join()}`;
}

/** Only fields, annotations, `pk`, `?` and expressions order rows. */
export function checkOrdering(query: Query, item: OrderItem): void {
  if (item instanceof Expression) {
    return;
  }
  if (typeof item !== "string") throw new InvalidUse("orderBy() takes names and expressions.");
  if (item === "?") return;
  const path = item.replace(/^[-+]/, "");
  if (query.annotations.has(path)) return;
  if (query.combination !== undefined) return;
  const names = path.split("__");
  const [first = ""] = names;
  const annotation = query.annotations.get(first);
  if (annotation !== undefined) {
    let current: Expression = annotation;
    for (const name of names.slice(1)) {
      const transform = current.getTransform(name);
      if (transform === undefined)
        throw FieldError.unknownLookup(first, name, current.outputOrUndefined?.getLookups() ?? []);
      current = new (transform as unknown as new (lhs: Expression) => Expression)(current);
    }
    return;
  }
  const { rest, targets } = resolvePath(query, names, query.meta);
  let field = targets.at(-1);
  for (const name of rest) {
    const transform = field?.getTransform(name);
    if (transform === undefined)
      throw FieldError.unknownLookup(field?.label ?? path, name, field?.getLookups() ?? []);
    field = undefined;
  }
}
