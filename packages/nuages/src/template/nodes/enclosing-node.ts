import { Node, type NodeList } from "./node.ts";

/** A tag with contents, such as `{% with %}…{% endwith %}`, that changes nothing but what is inside. */
export abstract class EnclosingNode extends Node {
  readonly nodes: NodeList;

  constructor(nodes: NodeList) {
    super();
    this.nodes = nodes;
  }

  override get children(): readonly NodeList[] {
    return [this.nodes];
  }

  override get usesContext(): boolean {
    return this.nodes.usesContext;
  }
}
