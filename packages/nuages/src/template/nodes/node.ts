import type { CodeWriter } from "../compiler/code-writer.ts";
import type { Context } from "../context.ts";
import { renderNodes } from "../compiler/render-nodes.ts";
import type { TemplateSource } from "../source.ts";

/**
 * A piece of a template that gives output. Tags of a site extend it and implement {@link render}.
 * Django: `Node`.
 */
export abstract class Node {
  /** Place of the tag in the template, from 0; set by the parser. */
  offset = 0;

  /** Nothing but text may stand before it. */
  get mustBeFirst(): boolean {
    return false;
  }

  /** The contents of the tag. */
  get children(): readonly NodeList[] {
    return [];
  }

  /**
   * True when the node reads or changes the context otherwise than by the expressions it emits; then
   * the tags around it keep their variables in the context instead of the generated code.
   */
  get usesContext(): boolean {
    return true;
  }

  /** False for what can never throw. */
  get canFail(): boolean {
    return true;
  }

  /** The output: text that is not escaped any further, or a promise of it. */
  render(_context: Context): unknown {
    return "";
  }

  /** Writes the node's code; by default a call of {@link render}. */
  emit(code: CodeWriter): void {
    code.custom(this);
  }
}

/** Nodes one after another: the contents of a tag or a whole template. Django: `NodeList`. */
export class NodeList {
  readonly nodes: readonly Node[];
  readonly #source: TemplateSource;

  constructor(nodes: readonly Node[], source: TemplateSource) {
    this.nodes = nodes;
    this.#source = source;
  }

  /** True when a node within reads or changes the context by itself. */
  get usesContext(): boolean {
    return this.nodes.some((node) => node.usesContext);
  }

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  /** The output for a context, for a tag's own `render()`; a promise when something must be awaited. */
  render(context: Context): string | Promise<string> {
    return renderNodes(this, this.#source, context);
  }
}
