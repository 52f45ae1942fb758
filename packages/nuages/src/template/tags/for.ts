import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

interface ForParts {
  readonly names: readonly string[];
  readonly items: FilterExpression;
  readonly isReversed: boolean;
  readonly nodes: NodeList;
  readonly empty: NodeList | undefined;
}

/** `{% for name in items %}…{% empty %}…{% endfor %}`. */
class ForNode extends Node {
  readonly #parts: ForParts;

  constructor(parts: ForParts) {
    super();
    this.#parts = parts;
  }

  override get children(): readonly NodeList[] {
    const { nodes, empty } = this.#parts;
    return empty === undefined ? [nodes] : [nodes, empty];
  }

  override get usesContext(): boolean {
    return this.children.some((nodes) => nodes.usesContext);
  }

  override emit(code: CodeWriter): void {
    const { items, isReversed, nodes, empty } = this.#parts;
    const values = code.unique();
    const length = code.unique();
    code.statement(() => {
      const collected = code.ready(`list(${items.code(code, { missing: "null" })})`);
      code.line(`{const ${values}=${collected}${isReversed ? ".toReversed()" : ""};`);
    });
    code.line(`const ${length}=${values}.length;`);
    if (empty !== undefined) {
      code.line(`if(${length}===0){`);
      code.body(empty);
      code.line("}else{");
    }
    if (nodes.usesContext) this.#emitInContext(code, values, length);
    else this.#emitLocal(code, values, length);
    code.line(empty === undefined ? "}" : "}}");
  }

  /** The loop's variables live in the code alone. */
  #emitLocal(code: CodeWriter, values: string, length: string): void {
    const { names, nodes } = this.#parts;
    const index = code.unique();
    const variables = new Map(names.map((name) => [name, code.unique()]));
    const scope = { names: variables, loop: { index, count: length } };
    code.startLoop();
    code.line(`for(let ${index}=0;${index}<${length};${index}++){`);
    const targets = [...variables.values()];
    const [first = ""] = targets;
    if (names.length === 1) code.line(`const ${first}=${values}[${index}];`);
    else code.line(`const [${targets.join(",")}]=unpack(${values}[${index}],${names.length});`);
    code.withScope(scope, () => {
      code.body(nodes);
    });
    code.line("}");
    code.endLoop();
  }

  /** The loop's variables live in the context, for tags that look there. */
  #emitInContext(code: CodeWriter, values: string, length: string): void {
    const { names, nodes } = this.#parts;
    const index = code.unique();
    const loop = code.unique();
    code.line(`const ${loop}=loop(${length},x.get("forloop"),0);`);
    code.line(`x.update({forloop:${loop}});`);
    code.startLoop();
    code.line(`for(let ${index}=0;${index}<${length};${index}++){${loop}.moveTo(${index});`);
    if (names.length === 1) {
      code.line(`x.set(${code.constant(names[0])},${values}[${index}]);`);
    } else {
      const unpacked = code.unique();
      code.line(`const ${unpacked}=unpack(${values}[${index}],${names.length});`);
      for (const [position, name] of names.entries()) {
        code.line(`x.set(${code.constant(name)},${unpacked}[${position}]);`);
      }
    }
    code.body(nodes);
    code.line("}x.pop();");
    code.endLoop();
  }
}

/** Compiles `{% for %}`. */
export function compileFor(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  const isReversed = words.at(-1) === "reversed";
  const inAt = words.length - (isReversed ? 3 : 2);
  if (words.length < 4 || words[inAt] !== "in") {
    throw new TemplateSyntaxError(`{% ${token.contents} %} is not of the form "for x in list".`, {
      hint: "Write {% for item in items %}, {% for key, value in d.items %} or add reversed at the end.",
    });
  }
  const names = words.slice(1, inAt).join(" ").split(/ *, */);
  for (const name of names) {
    if (name === "" || /[\s"'|]/.test(name)) {
      throw new TemplateSyntaxError(
        `{% ${token.contents} %} has no usable loop variable "${name}".`,
      );
    }
  }
  const items = parser.compileFilter(words[inAt + 1] ?? "");
  const nodes = parser.parse(["empty", "endfor"]);
  let empty: NodeList | undefined;
  if (parser.nextToken().contents === "empty") {
    empty = parser.parse(["endfor"]);
    parser.deleteFirstToken();
  }
  return new ForNode({ names, items, isReversed, nodes, empty });
}
