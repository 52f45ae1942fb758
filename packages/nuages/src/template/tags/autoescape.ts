import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { EnclosingNode } from "../nodes/enclosing-node.ts";
import type { Node, NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** `{% autoescape on|off %}…{% endautoescape %}`. */
class AutoescapeNode extends EnclosingNode {
  readonly #isOn: boolean;

  constructor(isOn: boolean, nodes: NodeList) {
    super(nodes);
    this.#isOn = isOn;
  }

  override emit(code: CodeWriter): void {
    const before = code.unique();
    code.line(`const ${before}=x.autoescape;x.autoescape=${this.#isOn};`);
    code.withAutoescape(this.#isOn, () => {
      code.body(this.nodes);
    });
    code.line(`x.autoescape=${before};`);
  }
}

/** Compiles `{% autoescape %}`. */
export function compileAutoescape(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  const [, mode] = words;
  if (words.length !== 2 || (mode !== "on" && mode !== "off")) {
    throw new TemplateSyntaxError("{% autoescape %} takes on or off.", {
      hint: "Write {% autoescape off %}…{% endautoescape %}.",
    });
  }
  const nodes = parser.parse(["endautoescape"]);
  parser.deleteFirstToken();
  return new AutoescapeNode(mode === "on", nodes);
}
