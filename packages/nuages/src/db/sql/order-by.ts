import { FieldError } from "../errors.ts";
import { OrderBy } from "../expressions/combinable.ts";
import { Col, FieldReference, Ref } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { Random } from "../expressions/random.ts";
import type { ModelMeta, PathEntry } from "../models/meta.ts";
import { setupJoins, transformed, trimJoins } from "../query/paths.ts";
import type { Query } from "../query/query.ts";
import type { OrderItem } from "../query/query-parts.ts";

/** One item of ORDER BY in its resolved form. */
export interface Ordering {
  readonly item: OrderBy;
  /** The item is a selected column or annotation, called by its name. */
  readonly isReference: boolean;
}

/** The ordering of a query: its own, else that of the model. */
export function orderings(query: Query): {
  readonly items: readonly Ordering[];
  readonly fromMeta: boolean;
} {
  const own = query.orderBy.length > 0 || !query.defaultOrdering;
  const given: readonly OrderItem[] = own ? query.orderBy : query.meta.ordering;
  const items = given.flatMap((item) => orderingOf(query, item));
  return { items, fromMeta: !own && given.length > 0 };
}

function orderingOf(query: Query, item: OrderItem): Ordering[] {
  const flip = (order: OrderBy): OrderBy => (query.standardOrdering ? order : order.reversed());
  if (item instanceof Expression) {
    const order = item instanceof OrderBy ? item : new OrderBy(item);
    const inner = order.expression;
    const { pkFields } = query.meta;
    if (inner instanceof FieldReference && inner.path === "pk" && pkFields.length > 1) {
      const alias = query.initialAlias();
      return pkFields.map((field) => ({
        item: flip(order.withSources([new Col(alias, field)])),
        isReference: false,
      }));
    }
    const isReference = inner instanceof FieldReference && query.annotations.has(inner.path);
    return [
      {
        item: flip(order.resolve(query, { allowJoins: true }) as OrderBy),
        isReference: isReference && inner instanceof Ref,
      },
    ];
  }
  if (item === "?") return [{ item: new OrderBy(new Random()), isReference: false }];
  const descending = item.startsWith("-");
  const path = item.replace(/^[-+]/, "");
  const options = { descending: descending === query.standardOrdering };
  const annotation = query.annotations.get(path);
  if (annotation !== undefined) {
    const selected = query.selectedAnnotations().some(([name]) => name === path);
    const expression = selected ? new Ref(path, annotation) : annotation;
    return [{ item: new OrderBy(expression, options), isReference: selected }];
  }
  return byPath(query, {
    path,
    descending: options.descending,
    meta: query.meta,
    alias: query.initialAlias(),
    seen: [],
  });
}

interface PathOrder {
  readonly path: string;
  readonly descending: boolean;
  readonly meta: ModelMeta;
  readonly alias: string;
  /** Joins whose model's ordering is being followed: a circle would never end. */
  readonly seen: readonly string[];
}

/** Ordering by a relation is ordering as its model is ordered. */
function byPath(query: Query, order: PathOrder): Ordering[] {
  const names = order.path.split("__");
  const joined = setupJoins(query, names, order, { failOnMissing: false });
  const { relation } = joined;
  const byColumn =
    relation === undefined ||
    names.at(-1) === "pk" ||
    order.meta.find(names.at(-1) ?? "")?.field?.attname === names.at(-1);
  const ordering =
    byColumn || joined.rest.length > 0 || endsWithColumn(order.meta, names)
      ? []
      : joined.meta.ordering;
  if (ordering.length > 0) {
    const alias = joined.aliases.at(-1) ?? order.alias;
    const key = joined.steps.map(({ step }) => step.id).join("/");
    if (order.seen.includes(key))
      throw new FieldError(
        `The orderings of ${joined.meta.label} lead back to each other: infinite loop.`,
      );
    const seen = [...order.seen, key];
    return ordering.flatMap((item) =>
      nestedOrdering(query, item, { ...order, meta: joined.meta, alias, seen }),
    );
  }
  const trimmed = trimJoins(query, joined);
  return trimmed.targets.map((target) => {
    const column = transformed(new Col(trimmed.alias, target), joined.rest, order.path);
    return { item: new OrderBy(column, { descending: order.descending }), isReference: false };
  });
}

/** `author__publisherId` names the column, not the relation. */
function endsWithColumn(meta: ModelMeta, names: readonly string[]): boolean {
  let current: ModelMeta | undefined = meta;
  for (const [index, name] of names.entries()) {
    const entry: PathEntry | undefined = current?.find(name);
    if (index === names.length - 1) return entry?.byAttname === true || name === "pk";
    current = entry?.relation?.target;
  }
  return false;
}

function nestedOrdering(query: Query, item: OrderItem, order: PathOrder): Ordering[] {
  if (item instanceof Expression) {
    const inner = item instanceof OrderBy ? item : new OrderBy(item);
    const prefixed = inner.resolve(query.viewFrom(order.meta, order.alias), {}) as OrderBy;
    return [{ item: order.descending ? prefixed.reversed() : prefixed, isReference: false }];
  }
  if (item === "?") return [{ item: new OrderBy(new Random()), isReference: false }];
  const descending = item.startsWith("-") !== order.descending;
  return byPath(query, { ...order, path: item.replace(/^[-+]/, ""), descending });
}
