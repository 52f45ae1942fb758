import { keyText, type Migration, type MigrationKey } from "../migration.ts";

/** A place in the graph; without a migration it stands for one that is missing. */
export class GraphNode {
  readonly key: MigrationKey;
  readonly text: string;
  migration: Migration | undefined;
  /** Who first asked for a node that is missing. */
  readonly wantedBy: MigrationKey | undefined;
  /** What must be applied before. */
  readonly parents = new Set<GraphNode>();
  /** What must be applied after. */
  readonly children = new Set<GraphNode>();

  constructor(key: MigrationKey, from: { migration?: Migration; wantedBy?: MigrationKey }) {
    this.key = key;
    this.text = keyText(key);
    this.migration = from.migration;
    this.wantedBy = from.wantedBy;
  }

  addParent(parent: GraphNode): void {
    this.parents.add(parent);
    parent.children.add(this);
  }

  removeParent(parent: GraphNode): void {
    this.parents.delete(parent);
    parent.children.delete(this);
  }
}

/** By app, then by name, by code points: the order in which Django walks. */
export function byKey(a: GraphNode, b: GraphNode): number {
  return compareKeys(a.key, b.key);
}

/** By app, then by name, by code points. */
export function compareKeys([appA, nameA]: MigrationKey, [appB, nameB]: MigrationKey): number {
  if (appA !== appB) return appA < appB ? -1 : 1;
  if (nameA === nameB) return 0;
  return nameA < nameB ? -1 : 1;
}
