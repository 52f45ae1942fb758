import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { EnclosingNode } from "../nodes/enclosing-node.ts";
import type { Node, NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";
import { parseKeywords } from "./words.ts";

/** `{% with name=value %}…{% endwith %}`. */
class WithNode extends EnclosingNode {
  readonly #values: ReadonlyMap<string, FilterExpression>;

  constructor(values: ReadonlyMap<string, FilterExpression>, nodes: NodeList) {
    super(nodes);
    this.#values = values;
  }

  override emit(code: CodeWriter): void {
    const names = new Map<string, string>();
    for (const [name, value] of this.#values) {
      const variable = code.unique();
      code.statement(() => {
        code.line(`const ${variable}=${value.code(code, { lazy: true })};`);
      });
      names.set(name, variable);
    }
    if (!this.nodes.usesContext) {
      code.withScope({ names }, () => {
        code.body(this.nodes);
      });
      return;
    }
    const members = [...names].map(([name, variable]) => `[${code.constant(name)}]:${variable}`);
    code.line(`x.update({__proto__:null,${members.join(",")}});`);
    code.body(this.nodes);
    code.line("x.pop();");
  }
}

/** Compiles `{% with %}`. */
export function compileWith(parser: Parser, token: Token): Node {
  const { named, rest } = parseKeywords(parser, token.splitContents().slice(1), { legacy: true });
  if (named.size === 0) {
    throw new TemplateSyntaxError("{% with %} needs at least one name=value.", {
      hint: "Write {% with total=order.total %}…{% endwith %}.",
    });
  }
  if (rest.length > 0) {
    throw new TemplateSyntaxError(`{% with %} does not know "${rest[0]}".`);
  }
  const nodes = parser.parse(["endwith"]);
  parser.deleteFirstToken();
  return new WithNode(named, nodes);
}
