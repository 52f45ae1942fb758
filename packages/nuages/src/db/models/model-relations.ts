import type { Field } from "../fields/field.ts";
import type { JoinStep } from "./joins.ts";
import type { ModelMeta, OwnedReverse, SingleRelation } from "./meta.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

/** A relation as `owner` sees it. What needs other models is worked out when it is asked for. */
function ownedBy(reverse: ReverseRelation, owner: ModelMeta): OwnedReverse {
  const { field, source } = reverse;
  return {
    field,
    source,
    owner,
    get name() {
      return reverse.name;
    },
    get accessorName() {
      return reverse.accessorName;
    },
    get relation() {
      return reverse.relation;
    },
  };
}

/** Relations of other models that lead to `meta`, those to parents included. */
export function reverseRelations(meta: ModelMeta): OwnedReverse[] {
  meta.registry.link();
  const own = meta.registry.reverseOf(meta.concrete).map((reverse) => ownedBy(reverse, meta));
  const inherited = [...meta.concrete.parents.keys()]
    .flatMap((parent) => parent.reverseRelations())
    .filter(({ field }) => field.options["parentLink"] !== true);
  return [...inherited, ...own];
}

/** Joins from the table of `meta` to that of a parent. */
export function stepsToParent(meta: ModelMeta, parent: ModelMeta): JoinStep[] {
  if (parent.concrete === meta.concrete) return [];
  for (const [base, link] of meta.parents) {
    if (link === undefined) return base.stepsToParent(parent);
    const [step] = link.relation?.steps ?? [];
    if (base.concrete === parent.concrete) return step === undefined ? [] : [step];
    const rest = base.stepsToParent(parent);
    if (rest.length > 0 && step !== undefined) return [step, ...rest];
  }
  return [];
}

/** All models above `meta`. */
export function allParents(meta: ModelMeta): ModelMeta[] {
  return [...meta.parents.keys()].flatMap((parent) => [parent, ...parent.allParents()]);
}

/** The link field to a parent, direct or not. */
export function linkTo(meta: ModelMeta, parent: ModelMeta): Field | undefined {
  for (const [base, link] of meta.parents) {
    if (base.concrete === parent.concrete) return link;
    if (base.linkTo(parent) !== undefined) return link ?? base.linkTo(parent);
  }
  return undefined;
}

/** Relations of `meta` to one row, both ways. */
export function singleRelations(meta: ModelMeta): SingleRelation[] {
  const forward = meta.fields.flatMap((field): SingleRelation[] => {
    const { relation } = field;
    if (relation === undefined || relation.many) return [];
    return [
      {
        name: field.name,
        relation,
        cacheName: field.name,
        remoteName: relation.unique ? relation.accessorName : undefined,
        owner: field.model,
        forward: true,
        nullable: field.null,
      },
    ];
  });
  const backward = meta.reverseRelations().flatMap((reverse): SingleRelation[] => {
    const { relation, field } = reverse;
    if (relation.many || reverse.accessorName === undefined) return [];
    return [
      {
        name: reverse.name,
        relation,
        cacheName: reverse.accessorName,
        remoteName: field.name,
        owner: reverse.owner,
        forward: false,
        nullable: true,
      },
    ];
  });
  return [...forward, ...backward];
}

/** Can an object of `other` stand where one of `meta` is asked for? */
export function isCompatible(meta: ModelMeta, other: ModelMeta): boolean {
  const mine = meta.concrete;
  if (other.concrete === mine) return true;
  return (
    other.allParents().some((parent) => parent.concrete === mine) ||
    meta.allParents().some((parent) => parent.concrete === other.concrete)
  );
}
