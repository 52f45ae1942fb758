import { CircularDependencyError } from "../errors.ts";
import { byKey, type GraphNode } from "./graph-node.ts";

/** The node and all that it leads to, the farthest first; neighbours in Django's order. */
export function walkDeep(
  start: GraphNode,
  next: (node: GraphNode) => ReadonlySet<GraphNode>,
): GraphNode[] {
  const found = new Set<GraphNode>();
  const stack: { readonly node: GraphNode; readonly left: boolean }[] = [
    { node: start, left: false },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, left } = top;
    if (found.has(node)) continue;
    if (left) {
      found.add(node);
      continue;
    }
    stack.push({ node, left: true });
    for (const neighbour of [...next(node)].sort(byKey))
      if (!found.has(neighbour)) stack.push({ node: neighbour, left: false });
  }
  return [...found];
}

/** @throws CircularDependencyError naming a circle, if there is one */
export function refuseCircles(nodes: Iterable<GraphNode>): void {
  const done = new Set<GraphNode>();
  for (const start of nodes) if (!done.has(start)) refuseCirclesFrom(start, done);
}

function refuseCirclesFrom(start: GraphNode, done: Set<GraphNode>): void {
  const path = new Map<GraphNode, Iterator<GraphNode>>([[start, start.parents.values()]]);
  let node: GraphNode | undefined = start;
  const way = [start];
  while (node !== undefined) {
    const next = path.get(node)?.next().value as GraphNode | undefined;
    if (next === undefined) {
      done.add(node);
      path.delete(node);
      way.pop();
    } else if (path.has(next)) {
      throw CircularDependencyError.circle(way.slice(way.indexOf(next)).map(({ key }) => key));
    } else if (!done.has(next)) {
      path.set(next, next.parents.values());
      way.push(next);
    }
    node = way.at(-1);
  }
}
