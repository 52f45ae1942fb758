import type { ModelMeta, PathEntry } from "./meta.ts";

/** Everything that a path can begin with at `meta`, by name: relations that lead here, attributes of columns, fields. */
export function pathIndex(meta: ModelMeta): ReadonlyMap<string, PathEntry> {
  const index = new Map<string, PathEntry>();
  for (const reverse of meta.reverseRelations()) {
    if (reverse.name.endsWith("+")) continue;
    index.set(reverse.name, {
      field: undefined,
      get relation() {
        return reverse.relation;
      },
      owner: reverse.owner,
      byAttname: false,
      reverse,
    });
  }
  for (const field of meta.getFields()) {
    const owner = field.model.concrete;
    const entry = (byAttname: boolean): PathEntry => ({
      field,
      get relation() {
        return field.relation;
      },
      owner: owner === meta.concrete ? meta : owner,
      byAttname,
    });
    if (field.attname !== field.name) index.set(field.attname, entry(true));
    index.set(field.name, entry(false));
  }
  return index;
}
