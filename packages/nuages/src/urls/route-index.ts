/** Something that is found by the text its route begins with. */
interface Indexed {
  readonly pattern: { readonly literal: string };
}

interface Node<Item> {
  readonly children: Map<string, Node<Item>>;
  /** The items of this node and of those above it, in the order of the list. */
  all: { readonly order: number; readonly item: Item }[];
}

function newNode<Item>(): Node<Item> {
  return { children: new Map(), all: [] };
}

/** The segments of a literal that are complete: each with its slash at the end. */
function wholeSegments(literal: string): string[] {
  return literal.slice(0, literal.lastIndexOf("/") + 1).match(/[^/]*\//g) ?? [];
}

/**
 * Finds the few routes of a long list that can match a path: a tree of the literal path segments that
 * routes begin with. The order of the list is kept, so the first match is still the first of the list.
 */
export class RouteIndex<Item extends Indexed> {
  readonly #root: Node<Item> = newNode();

  constructor(items: readonly Item[]) {
    const nodes: { readonly node: Node<Item>; readonly entry: { order: number; item: Item } }[] =
      [];
    items.forEach((item, order) => {
      let node = this.#root;
      for (const segment of wholeSegments(item.pattern.literal)) {
        let child = node.children.get(segment);
        if (child === undefined) {
          child = newNode();
          node.children.set(segment, child);
        }
        node = child;
      }
      nodes.push({ node, entry: { order, item } });
    });
    for (const { node, entry } of nodes) node.all.push(entry);
    this.#inherit(this.#root);
  }

  /** Gives every node what stands above it: those routes can match there too. */
  #inherit(node: Node<Item>): void {
    for (const child of node.children.values()) {
      child.all = [...node.all, ...child.all].sort((a, b) => a.order - b.order);
      this.#inherit(child);
    }
  }

  /** The items that can match, in the order of the list. */
  candidates(path: string): readonly { readonly item: Item }[] {
    let node = this.#root;
    let start = 0;
    while (node.children.size > 0) {
      const end = path.indexOf("/", start) + 1;
      if (end === 0) break;
      const child = node.children.get(path.slice(start, end));
      if (child === undefined) break;
      node = child;
      start = end;
    }
    return node.all;
  }
}
