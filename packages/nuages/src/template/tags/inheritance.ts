import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";
import { absoluteName } from "../syntax/relative-name.ts";
import { parseKeywords } from "./words.ts";

/** `{% extends parent %}`: the rest of the template is only looked at for its blocks. */
class ExtendsNode extends Node {
  readonly #parent: FilterExpression;
  readonly #nodes: NodeList;

  constructor(parent: FilterExpression, nodes: NodeList) {
    super();
    this.#parent = parent;
    this.#nodes = nodes;
  }

  override get mustBeFirst(): boolean {
    return true;
  }

  override get children(): readonly NodeList[] {
    return [this.#nodes];
  }

  override emit(code: CodeWriter): void {
    code.append(code.run(`s.extend(x,${this.#parent.code(code)})`));
  }
}

/** Compiles `{% extends %}`. */
export function compileExtends(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  if (words.length !== 2) {
    throw new TemplateSyntaxError("{% extends %} takes one template.", {
      hint: 'Write {% extends "base.html" %}.',
    });
  }
  const parent = templateExpression(parser, words[1] ?? "", { mayBeItself: false });
  const nodes = parser.parse();
  if (nodes.nodes.some((node) => node instanceof ExtendsNode)) {
    throw new TemplateSyntaxError(
      "{% extends %} cannot appear more than once in the same template.",
    );
  }
  return new ExtendsNode(parent, nodes);
}

interface IncludeParts {
  readonly template: FilterExpression;
  readonly values: ReadonlyMap<string, FilterExpression>;
  readonly only: boolean;
}

/** `{% include template with a=b only %}`. */
class IncludeNode extends Node {
  readonly #parts: IncludeParts;

  constructor(parts: IncludeParts) {
    super();
    this.#parts = parts;
  }

  override emit(code: CodeWriter): void {
    const { template, values, only } = this.#parts;
    const target = template.code(code);
    const from = code.constant(code.source);
    const members = [...values].map(
      ([name, value]) => `[${code.constant(name)}]:${value.code(code, { lazy: true })}`,
    );
    const data = members.length > 0 ? `{__proto__:null,${members.join(",")}}` : "undefined";
    const method = only ? "includeOnly" : "include";
    code.append(code.run(`s.${method}(x,${target},{values:${data},from:${from}})`));
    if (!only) code.line("s.leaveInclude(x);");
  }
}

/** Compiles `{% include %}`. */
export function compileInclude(parser: Parser, token: Token): Node {
  const words = token.splitContents();
  if (words.length < 2) {
    throw new TemplateSyntaxError("{% include %} needs the name of a template.", {
      hint: 'Write {% include "name.html" %}.',
    });
  }
  const options = parseOptions(parser, words.slice(2));
  const template = templateExpression(parser, words[1] ?? "", { mayBeItself: true });
  return new IncludeNode({ template, ...options });
}

function parseOptions(parser: Parser, words: readonly string[]): Omit<IncludeParts, "template"> {
  let values: ReadonlyMap<string, FilterExpression> | undefined;
  let only = false;
  let rest = words;
  while (rest.length > 0) {
    const [option = ""] = rest;
    if ((option === "with" && values !== undefined) || (option === "only" && only)) {
      throw new TemplateSyntaxError(`{% include %} has "${option}" more than once.`);
    }
    if (option === "with") {
      const parsed = parseKeywords(parser, rest.slice(1));
      if (parsed.named.size === 0) {
        throw new TemplateSyntaxError('"with" in {% include %} needs at least one name=value.');
      }
      values = parsed.named;
      rest = parsed.rest;
    } else if (option === "only") {
      only = true;
      rest = rest.slice(1);
    } else {
      throw new TemplateSyntaxError(`{% include %} does not know "${option}".`, {
        hint: 'Behind the template come "with name=value" and "only".',
      });
    }
  }
  return { values: values ?? new Map(), only };
}

/** The expression for a template's name; `./` and `../` are relative to the template they stand in. */
function templateExpression(
  parser: Parser,
  word: string,
  { mayBeItself }: { readonly mayBeItself: boolean },
): FilterExpression {
  const [, quote = "", path] = /^(["'])(\.{1,2}\/.*)\1$/s.exec(word) ?? [];
  if (path === undefined) return parser.compileFilter(word);
  const absolute = absoluteName(path, parser.source.origin, { mayBeItself });
  return parser.compileFilter(quote + absolute + quote);
}
