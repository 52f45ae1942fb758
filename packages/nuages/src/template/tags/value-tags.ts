import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { EnclosingNode } from "../nodes/enclosing-node.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** Words of a tag without `as name` at their end, and that name. */
function splitTarget(words: readonly string[]): {
  words: readonly string[];
  target: string | undefined;
} {
  if (words.length >= 3 && words.at(-2) === "as") {
    return { words: words.slice(0, -2), target: words.at(-1) };
  }
  return { words, target: undefined };
}

/** A tag whose value is one call of the runtime; it is printed, or kept under a name. */
export class CallNode extends Node {
  readonly #write: (code: CodeWriter) => string;
  readonly #target: string | undefined;

  constructor(write: (code: CodeWriter) => string, target: string | undefined) {
    super();
    this.#write = write;
    this.#target = target;
  }

  override get usesContext(): boolean {
    return this.#target !== undefined;
  }

  override emit(code: CodeWriter): void {
    const value = this.#write(code);
    if (this.#target === undefined) code.append(value);
    else code.line(`x.set(${code.constant(this.#target)},${value});`);
  }
}

/** Compiles `{% firstof a b "fallback" [as name] %}`. */
export function compileFirstOf(parser: Parser, token: Token): Node {
  const { words, target } = splitTarget(token.splitContents().slice(1));
  if (words.length === 0) {
    throw new TemplateSyntaxError("{% firstof %} needs at least one value.");
  }
  const values = words.map((word) => parser.compileFilter(word));
  return new FirstOfNode(values, target);
}

class FirstOfNode extends Node {
  readonly #values: readonly FilterExpression[];
  readonly #target: string | undefined;

  constructor(values: readonly FilterExpression[], target: string | undefined) {
    super();
    this.#values = values;
    this.#target = target;
  }

  override get usesContext(): boolean {
    return this.#target !== undefined;
  }

  override emit(code: CodeWriter): void {
    const value = code.unique();
    code.line(`let ${value};`);
    const tests = this.#values.map(
      (expression) => `truthy(${value}=${expression.code(code, { missing: "null" })})`,
    );
    const output = `(${tests.join("||")}?show(${value},s,x,""):"")`;
    if (this.#target === undefined) code.append(output);
    else code.line(`x.set(${code.constant(this.#target)},new SafeString(${output}));`);
  }
}

/** Compiles `{% now "format" [as name] %}`. */
export function compileNow(_parser: Parser, token: Token): Node {
  const { words, target } = splitTarget(token.splitContents());
  const [, format] = words;
  if (words.length !== 2 || format === undefined) {
    throw new TemplateSyntaxError("{% now %} takes one format.", {
      hint: 'Write {% now "j F Y" %} or {% now "DATE_FORMAT" %}.',
    });
  }
  const text = format.slice(1, -1);
  return new CallNode((code) => `currentDate(${code.constant(text)})`, target);
}

/** Compiles `{% csrf_token %}`. */
export function compileCsrfToken(): Node {
  return new CsrfTokenNode();
}

class CsrfTokenNode extends Node {
  override emit(code: CodeWriter): void {
    code.append(`csrfInput(${code.ready("csrfTokenIn(x)")})`);
  }

  override get usesContext(): boolean {
    return false;
  }
}

/** Compiles `{% widthratio value max width [as name] %}`. */
export function compileWidthRatio(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  const hasTarget = words.length === 6 && words[4] === "as";
  if (words.length !== 4 && !hasTarget) {
    throw new TemplateSyntaxError("{% widthratio %} takes three values.", {
      hint: "Write {% widthratio value maximum width %} or add: as name.",
    });
  }
  const values = words.slice(1, 4).map((word) => parser.compileFilter(word));
  return new CallNode(
    (code) => `widthRatio(${values.map((value) => value.code(code)).join(",")})`,
    hasTarget ? words[5] : undefined,
  );
}

/** Compiles `{% lorem [count] [w|p|b] [random] %}`. */
export function compileLorem(parser: Parser, token: Token): Node {
  let words = token.splitContents().slice(1);
  const isRandom = words.at(-1) === "random";
  if (isRandom) words = words.slice(0, -1);
  const last = words.at(-1);
  const method = last === "w" || last === "p" || last === "b" ? last : "b";
  if (last === method) words = words.slice(0, -1);
  if (words.length > 1) {
    throw new TemplateSyntaxError("{% lorem %} has a word too many.", {
      hint: "Write {% lorem [count] [w|p|b] [random] %}.",
    });
  }
  const count = parser.compileFilter(words[0] ?? "1");
  return new CallNode(
    (code) => `loremText(${count.code(code)},${JSON.stringify(method)},${String(!isRandom)})`,
    undefined,
  );
}

/** Compiles `{% debug %}`. */
export function compileDebug(): Node {
  return new DebugNode();
}

class DebugNode extends Node {
  override emit(code: CodeWriter): void {
    code.append("debugText(x)");
  }
}

/** Compiles `{% filter name|name %}…{% endfilter %}`. */
export function compileFilterTag(parser: Parser, token: Token): Node {
  const filters = token.contents.replace(/^\S+\s*/, "");
  const expression = parser.compileFilter(`var|${filters}`);
  for (const { filter } of expression.filters) {
    if (filter.name !== "escape" && filter.name !== "safe") continue;
    throw new TemplateSyntaxError(`{% filter ${filter.name} %} is not permitted.`, {
      hint: "Use {% autoescape %} instead.",
    });
  }
  const nodes = parser.parse(["endfilter"]);
  parser.deleteFirstToken();
  return new FilterNode(expression, nodes);
}

class FilterNode extends EnclosingNode {
  readonly #expression: FilterExpression;

  constructor(expression: FilterExpression, nodes: NodeList) {
    super(nodes);
    this.#expression = expression;
  }

  override emit(code: CodeWriter): void {
    const output = code.unique();
    code.line(`const ${output}=new SafeString(${code.capture(this.nodes)});`);
    code.withScope({ names: new Map([["var", output]]) }, () => {
      code.append(`text(${this.#expression.code(code)})`);
    });
  }
}

/** Compiles `{% regroup list by attribute as name %}`. */
export function compileRegroup(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  const [, list = "", by, attribute = "", as, name = ""] = words;
  if (words.length !== 6 || by !== "by" || as !== "as") {
    throw new TemplateSyntaxError("{% regroup %} is not of the form list by attribute as name.", {
      hint: "Write {% regroup books by year as years %}.",
    });
  }
  return new RegroupNode({
    items: parser.compileFilter(list),
    key: parser.compileFilter(`${name}.${attribute}`),
    name,
  });
}

interface RegroupParts {
  readonly items: FilterExpression;
  /** The attribute of an item, which stands under {@link name}. */
  readonly key: FilterExpression;
  readonly name: string;
}

class RegroupNode extends Node {
  readonly #parts: RegroupParts;

  constructor(parts: RegroupParts) {
    super();
    this.#parts = parts;
  }

  override emit(code: CodeWriter): void {
    const { items, key, name } = this.#parts;
    const values = code.unique();
    const groups = code.unique();
    const item = code.unique();
    code.statement(() => {
      const list = code.ready(`list(${items.code(code, { missing: "null" })})`);
      code.line(`const ${values}=${list};const ${groups}=[];`);
    });
    code.line(`for(const ${item} of ${values}){`);
    code.withScope({ names: new Map([[name, item]]) }, () => {
      code.statement(() => {
        code.line(`group(${groups},${key.code(code, { missing: "null" })},${item});`);
      });
    });
    code.line(`}x.set(${code.constant(name)},${groups});`);
  }
}
