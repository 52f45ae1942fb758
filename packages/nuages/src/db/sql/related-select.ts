import { FieldError } from "../errors.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Query } from "../query/query.ts";
import type { RelatedTree } from "../query/query-parts.ts";
import { loadedFields, modelColumns, type RelatedColumns, type SelectItem } from "./select-list.ts";

/** How deep `selectRelated()` without names goes. */
const MAX_DEPTH = 5;

interface Walk {
  readonly query: Query;
  readonly items: SelectItem[];
}

interface Place {
  readonly meta: ModelMeta;
  readonly alias: string;
  readonly path: readonly string[];
}

/** Adds the columns of the relations that `selectRelated()` asked for, and says where they are. */
export function relatedColumns(
  walk: Walk,
  place: Place,
  tree: true | RelatedTree,
): RelatedColumns[] {
  const { meta, path } = place;
  if (tree === true && path.length >= MAX_DEPTH) return [];
  const found: RelatedColumns[] = [];
  const known = new Set<string>();
  for (const entry of meta.singleRelations()) {
    known.add(entry.name);
    const wanted =
      tree === true ? entry.forward && !entry.nullable : Object.hasOwn(tree, entry.name);
    if (!wanted) continue;
    const below = tree === true ? true : (tree[entry.name] ?? {});
    found.push(columnsOf(walk, place, { ...entry, below }));
  }
  if (tree !== true) refuseUnknown(place, tree, known);
  return found;
}

interface Wanted {
  readonly name: string;
  readonly relation: RelationInfo;
  readonly cacheName: string;
  readonly remoteName: string | undefined;
  readonly owner: ModelMeta;
  readonly forward: boolean;
  readonly below: true | RelatedTree;
}

function columnsOf(
  walk: Walk,
  place: Place,
  { name, relation, cacheName, remoteName, owner, forward, below }: Wanted,
): RelatedColumns {
  const { query, items } = walk;
  const loaded = loadedFields(query, place.meta, place.path);
  const missing = relation.steps[0]?.columns.find(({ from }) => !loaded.includes(from));
  if (forward && missing !== undefined) {
    throw new FieldError(
      `Field ${missing.from.label} cannot be both deferred and traversed using selectRelated at the same time.`,
    );
  }
  let alias = place.alias;
  for (const step of [...place.meta.stepsToParent(owner), ...relation.steps])
    alias = query.join(alias, step);
  const path = [...place.path, name];
  const fields = loadedFields(query, relation.target, path);
  const start = items.length;
  for (const expression of modelColumns(query, relation.target, alias, fields))
    items.push({ expression, name: undefined });
  const related =
    below === true || Object.keys(below).length > 0
      ? relatedColumns(walk, { meta: relation.target, alias, path }, below)
      : [];
  const [step] = relation.steps;
  const [localField, remoteField] = forward ? [step?.field, undefined] : [undefined, step?.field];
  return {
    meta: relation.target,
    fields,
    start,
    alias,
    related,
    localName: cacheName,
    remoteName,
    localField,
    remoteField,
  };
}

function refuseUnknown({ meta, path }: Place, tree: RelatedTree, known: ReadonlySet<string>): void {
  for (const name of Object.keys(tree)) {
    if (known.has(name)) continue;
    const where = path.length === 0 ? "" : ` (at ${path.join("__")})`;
    const entry = meta.find(name);
    if (entry?.relation === undefined && entry !== undefined) {
      throw new FieldError(
        `${meta.label}.${name} is no relation${where}: selectRelated() takes relations only.`,
        { details: { path: name } },
      );
    }
    if (entry?.relation !== undefined) {
      throw new FieldError(
        `${meta.label}.${name} leads to many rows${where}, which one row cannot hold.`,
        { hint: "Use prefetchRelated() for it." },
      );
    }
    throw FieldError.unknownName(meta.label, name, known);
  }
}
