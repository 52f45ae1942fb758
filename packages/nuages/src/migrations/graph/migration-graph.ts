import { NodeNotFoundError } from "../errors.ts";
import { keyText, type Migration, type MigrationKey } from "../migration.ts";
import { byKey, GraphNode } from "./graph-node.ts";
import { refuseCircles, walkDeep } from "./walk.ts";

/** Migrations with what each needs and what needs it. Django: `MigrationGraph`. */
export class MigrationGraph {
  readonly #nodes = new Map<string, GraphNode>();

  /** Adds a migration without its dependencies. */
  add(migration: Migration): void {
    const node = new GraphNode(migration.key, { migration });
    this.#nodes.set(node.text, node);
  }

  /**
   * Says that `child` needs `parent`. A node that is not known is kept as missing until
   * {@link validate}: a squashed migration may take its place.
   */
  addDependency(origin: MigrationKey, child: MigrationKey, parent: MigrationKey): void {
    this.#nodeOrMissing(child, origin).addParent(this.#nodeOrMissing(parent, origin));
  }

  #nodeOrMissing(key: MigrationKey, wantedBy: MigrationKey): GraphNode {
    const text = keyText(key);
    const known = this.#nodes.get(text);
    if (known !== undefined) return known;
    const node = new GraphNode(key, { wantedBy });
    this.#nodes.set(text, node);
    return node;
  }

  /** Puts a squashed migration in the place of those that it replaces. */
  replace(replacement: MigrationKey, replaced: readonly MigrationKey[]): void {
    const node = this.#node(replacement);
    const gone = this.#take(replaced, node);
    for (const old of gone) {
      for (const child of old.children) {
        child.removeParent(old);
        // The replaced ones depend on each other; that must not become a dependency on itself.
        if (!gone.includes(child) && child !== node) child.addParent(node);
      }
      for (const parent of old.parents) {
        old.removeParent(parent);
        if (!gone.includes(parent) && parent !== node) node.addParent(parent);
      }
    }
  }

  #take(keys: readonly MigrationKey[], except: GraphNode): GraphNode[] {
    return keys.flatMap((key) => {
      const text = keyText(key);
      const node = this.#nodes.get(text);
      if (node === undefined || node === except) return [];
      this.#nodes.delete(text);
      return [node];
    });
  }

  /** Leaves a squashed migration out, as only a part of those that it replaces is applied. */
  dropReplacement(replacement: MigrationKey, replaced: readonly MigrationKey[]): void {
    const node = this.#node(replacement);
    this.#nodes.delete(node.text);
    const inside = new Set(replaced.flatMap((key) => this.#nodes.get(keyText(key)) ?? []));
    const last = [...inside].filter((one) =>
      [...one.children].every((child) => !inside.has(child)),
    );
    for (const child of node.children) {
      child.removeParent(node);
      for (const end of last) child.addParent(end);
    }
    for (const parent of node.parents) node.removeParent(parent);
  }

  /** Nodes that are asked for and missing, with who asks. */
  missing(): GraphNode[] {
    return [...this.#nodes.values()].filter(({ migration }) => migration === undefined);
  }

  /**
   * @throws NodeNotFoundError when a migration depends on one that does not exist
   * @throws CircularDependencyError when migrations depend on each other in a circle
   */
  validate(): void {
    const [first] = this.missing();
    if (first !== undefined)
      throw NodeNotFoundError.dependency(first.wantedBy ?? first.key, first.key, this.#known());
    refuseCircles(this.#nodes.values());
  }

  *#known(): Iterable<string> {
    for (const { text, migration } of this.#nodes.values()) if (migration !== undefined) yield text;
  }

  #node(key: MigrationKey): GraphNode {
    const node = this.#nodes.get(keyText(key));
    if (node !== undefined) return node;
    throw NodeNotFoundError.unknown(key, this.#known());
  }

  has(key: MigrationKey): boolean {
    return this.#nodes.get(keyText(key))?.migration !== undefined;
  }

  /** @throws NodeNotFoundError */
  get(key: MigrationKey): Migration {
    const { migration } = this.#node(key);
    if (migration === undefined) throw NodeNotFoundError.unknown(key, this.#known());
    return migration;
  }

  get keys(): MigrationKey[] {
    return [...this.#nodes.values()].map(({ key }) => key);
  }

  parentsOf(key: MigrationKey): MigrationKey[] {
    return [...this.#node(key).parents].sort(byKey).map((parent) => parent.key);
  }

  childrenOf(key: MigrationKey): MigrationKey[] {
    return [...this.#node(key).children].sort(byKey).map((child) => child.key);
  }

  /** What must be applied to have `target`, in order, with itself as the last. */
  forwardsPlan(target: MigrationKey): MigrationKey[] {
    return walkDeep(this.#node(target), ({ parents }) => parents).map(({ key }) => key);
  }

  /** What must be taken back to be without `target`, in order, with itself as the last. */
  backwardsPlan(target: MigrationKey): MigrationKey[] {
    return walkDeep(this.#node(target), ({ children }) => children).map(({ key }) => key);
  }

  /** Migrations that need none of their own app, of one app or all. */
  rootNodes(app?: string): MigrationKey[] {
    return this.#ends(app, ({ parents }) => parents);
  }

  /** Migrations that none of their own app needs. */
  leafNodes(app?: string): MigrationKey[] {
    return this.#ends(app, ({ children }) => children);
  }

  #ends(
    app: string | undefined,
    next: (node: GraphNode) => ReadonlySet<GraphNode>,
  ): MigrationKey[] {
    return [...this.#nodes.values()]
      .filter(
        (node) =>
          (app === undefined || node.key[0] === app) &&
          [...next(node)].every((other) => other.key[0] !== node.key[0]),
      )
      .sort(byKey)
      .map(({ key }) => key);
  }
}
