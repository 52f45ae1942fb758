import type { CodeWriter } from "../compiler/code-writer.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

interface IfChangedParts {
  readonly values: readonly FilterExpression[];
  readonly changed: NodeList;
  readonly same: NodeList | undefined;
}

/** `{% ifchanged [values] %}…{% else %}…{% endifchanged %}`. */
class IfChangedNode extends Node {
  readonly #parts: IfChangedParts;

  constructor(parts: IfChangedParts) {
    super();
    this.#parts = parts;
  }

  override get children(): readonly NodeList[] {
    const { changed, same } = this.#parts;
    return same === undefined ? [changed] : [changed, same];
  }

  override get usesContext(): boolean {
    return this.children.some((nodes) => nodes.usesContext);
  }

  override emit(code: CodeWriter): void {
    const { values, changed, same } = this.#parts;
    const memory = code.loopState("new Map()") ?? "s.loopMemory(x)";
    const now = code.unique();
    if (values.length === 0) {
      const output = code.capture(changed);
      code.line(`if(changed(${memory},${code.constant(this)},${output})){o+=${output};`);
    } else {
      code.statement(() => {
        const list = values.map((value) => value.code(code, { missing: "null" }));
        code.line(`const ${now}=[${list.join(",")}];`);
      });
      code.line(`if(changed(${memory},${code.constant(this)},${now})){`);
      code.body(changed);
    }
    if (same !== undefined) {
      code.line("}else{");
      code.body(same);
    }
    code.line("}");
  }
}

/** Compiles `{% ifchanged %}`. */
export function compileIfChanged(parser: Parser, token: Token): Node {
  const values = token
    .splitContents()
    .slice(1)
    .map((word) => parser.compileFilter(word));
  const changed = parser.parse(["else", "endifchanged"]);
  let same: NodeList | undefined;
  if (parser.nextToken().contents === "else") {
    same = parser.parse(["endifchanged"]);
    parser.deleteFirstToken();
  }
  return new IfChangedNode({ values, changed, same });
}
