import type { CodeWriter } from "../compiler/code-writer.ts";
import { InternalError } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

const NOTE = Symbol("blocks");

/** The blocks that a template defines, by name. */
export function blocksOf(parser: Parser): ReadonlyMap<string, BlockNode> {
  return (parser.notes.get(NOTE) ?? new Map()) as ReadonlyMap<string, BlockNode>;
}

/** `{% block name %}…{% endblock %}`: what heirs can replace. */
export class BlockNode extends Node {
  readonly name: string;
  readonly nodes: NodeList;

  constructor(name: string, nodes: NodeList) {
    super();
    this.name = name;
    this.nodes = nodes;
  }

  override get children(): readonly NodeList[] {
    return [this.nodes];
  }

  override emit(code: CodeWriter): void {
    const own = code.functionOf("block", this.name);
    if (own === undefined) throw new InternalError(`block "${this.name}" has no function`);
    const name = code.constant(this.name);
    code.append(code.run(`(s.enter(${name})??${own})(s,x)`));
    code.line(`s.leave(${name});`);
  }

  /** Writes the function of the block's contents; gives its name. */
  emitContents(code: CodeWriter): string {
    const block = code.constant(this.name);
    return code.function(
      this.nodes,
      () => {
        if (this.nodes.usesContext) {
          code.line(`x.update({block:s.blockReference(x,${block})});`);
          code.body(this.nodes);
          code.line("x.pop();");
        } else {
          code.withScope({ names: new Map(), block }, () => {
            code.body(this.nodes);
          });
        }
      },
      code.functionOf("block", this.name),
    );
  }
}

/** Compiles `{% block %}`. */
export function compileBlock(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  const [, name] = words;
  if (name === undefined || words.length !== 2) {
    throw new TemplateSyntaxError("{% block %} takes one name.", {
      hint: "Write {% block content %}.",
    });
  }
  const blocks = blocksOf(parser) as Map<string, BlockNode>;
  parser.notes.set(NOTE, blocks);
  if (blocks.has(name)) {
    throw new TemplateSyntaxError(`A block named "${name}" appears more than once.`, {
      hint: "Blocks of one template have different names; give this one another.",
    });
  }
  // The name is taken before the contents are read, so that a block within cannot have it.
  blocks.set(name, new BlockNode(name, parser.emptyList()));
  const nodes = parser.parse(["endblock"]);
  const end = parser.nextToken();
  if (end.contents !== "endblock" && end.contents !== `endblock ${name}`) {
    throw parser.error(`{% ${end.contents} %} closes another block than {% block ${name} %}.`, {
      token: end,
      hint: `Write {% endblock %} or {% endblock ${name} %}.`,
    });
  }
  const node = new BlockNode(name, nodes);
  blocks.set(name, node);
  return node;
}
