import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";
import { keywordOf } from "./words.ts";

interface UrlParts {
  readonly view: FilterExpression;
  readonly positional: readonly FilterExpression[];
  readonly named: readonly (readonly [string, FilterExpression])[];
  readonly target: string | undefined;
}

/** `{% url "name" value name=value [as target] %}`. */
class UrlNode extends Node {
  readonly #parts: UrlParts;

  constructor(parts: UrlParts) {
    super();
    this.#parts = parts;
  }

  override get usesContext(): boolean {
    return this.#parts.target !== undefined;
  }

  override emit(code: CodeWriter): void {
    const { view, positional, named, target } = this.#parts;
    const name = view.code(code);
    const values = positional.map((value) => value.code(code)).join(",");
    const members = named.map(([key, value]) => `[${code.constant(key)}]:${value.code(code)}`);
    const params = `[${values}],{__proto__:null,${members.join(",")}}`;
    if (target === undefined) {
      code.append(`escaped(url(x,${name},${params}),${code.autoescape})`);
    } else code.line(`x.set(${code.constant(target)},urlOrNothing(x,${name},${params}));`);
  }
}

/** Compiles `{% url %}`. */
export function compileUrl(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  if (words.length < 2) {
    throw new TemplateSyntaxError("{% url %} needs the name of a URL pattern.", {
      hint: 'Write {% url "catalog:book" id=book.id %}.',
    });
  }
  const hasTarget = words.length >= 4 && words.at(-2) === "as";
  const positional: FilterExpression[] = [];
  const named: [string, FilterExpression][] = [];
  for (const word of hasTarget ? words.slice(2, -2) : words.slice(2)) {
    const keyword = keywordOf(word);
    if (keyword === undefined) positional.push(parser.compileFilter(word));
    else named.push([keyword[0], parser.compileFilter(keyword[1])]);
  }
  return new UrlNode({
    view: parser.compileFilter(words[1] ?? ""),
    positional,
    named,
    target: hasTarget ? words.at(-1) : undefined,
  });
}
