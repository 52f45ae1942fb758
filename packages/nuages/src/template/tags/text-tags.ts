import type { CodeWriter } from "../compiler/code-writer.ts";
import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import { TextNode } from "../nodes/text-node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** Compiles `{% comment %}`: nothing of it is read. */
export function compileComment(parser: Parser): Node {
  parser.skipPast("endcomment");
  return new TextNode("");
}

/** Compiles `{% verbatim %}`: the lexer has left its contents alone. */
export function compileVerbatim(parser: Parser): Node {
  const { nodes } = parser.parse(["endverbatim"]);
  parser.deleteFirstToken();
  return new TextNode(nodes.map((node) => (node instanceof TextNode ? node.text : "")).join(""));
}

const TEMPLATE_TAGS: ReadonlyMap<string, string> = new Map([
  ["openblock", "{%"],
  ["closeblock", "%}"],
  ["openvariable", "{{"],
  ["closevariable", "}}"],
  ["openbrace", "{"],
  ["closebrace", "}"],
  ["opencomment", "{#"],
  ["closecomment", "#}"],
]);

/** Compiles `{% templatetag name %}`. */
export function compileTemplateTag(_parser: Parser, token: Token): Node {
  const [, name, ...rest] = token.contents.split(/\s+/);
  const text = TEMPLATE_TAGS.get(name ?? "");
  if (text !== undefined && rest.length === 0) return new TextNode(text);
  throw new TemplateSyntaxError(`{% templatetag %} does not know "${name ?? ""}".`, {
    hint: didYouMean(name ?? "", TEMPLATE_TAGS.keys()),
  });
}

/** `{% spaceless %}…{% endspaceless %}`. */
class SpacelessNode extends Node {
  readonly #nodes: NodeList;

  constructor(nodes: NodeList) {
    super();
    this.#nodes = nodes;
  }

  override get children(): readonly NodeList[] {
    return [this.#nodes];
  }

  override get usesContext(): boolean {
    return this.#nodes.usesContext;
  }

  override emit(code: CodeWriter): void {
    code.append(`spaceless(${code.capture(this.#nodes)})`);
  }
}

/** Compiles `{% spaceless %}`. */
export function compileSpaceless(parser: Parser): Node {
  const nodes = parser.parse(["endspaceless"]);
  parser.deleteFirstToken();
  return new SpacelessNode(nodes);
}
