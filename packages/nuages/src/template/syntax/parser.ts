import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterDefinition } from "../filter-definition.ts";
import type { Library, TagCompiler } from "../library.ts";
import type { LibraryRegistry } from "../library-registry.ts";
import { FilterExpression } from "../nodes/filter-expression.ts";
import { type Node, NodeList } from "../nodes/node.ts";
import { TextNode } from "../nodes/text-node.ts";
import { VariableNode } from "../nodes/variable-node.ts";
import type { TemplateSource } from "../source.ts";
import type { Token } from "./lexer.ts";
import { parseExpression } from "./filter-expression.ts";

/** What a parser can look up. */
export interface ParserOptions {
  readonly source: TemplateSource;
  /** Libraries whose tags and filters need no `{% load %}`. */
  readonly builtins: readonly Library[];
  /** Libraries by the name that `{% load %}` uses. */
  readonly libraries: LibraryRegistry;
}

interface OpenTag {
  readonly token: Token;
  readonly name: string;
}

/**
 * Makes nodes of a template's tokens. A tag's own function gets it, to read up to its end tag and to
 * compile expressions. Django: `Parser`.
 */
export class Parser {
  readonly source: TemplateSource;
  readonly libraries: LibraryRegistry;
  /** Notes that tags keep about this template, by a key of their own. */
  readonly notes = new Map<unknown, unknown>();
  readonly #tags = new Map<string, TagCompiler>();
  readonly #filters = new Map<string, FilterDefinition>();
  readonly #open: OpenTag[] = [];
  /** The tokens that are left, the next one last. */
  readonly #tokens: Token[];
  #current: Token | undefined;

  constructor(tokens: readonly Token[], { source, builtins, libraries }: ParserOptions) {
    this.#tokens = tokens.toReversed();
    this.source = source;
    this.libraries = libraries;
    for (const library of builtins) this.addLibrary(library);
  }

  /** Makes the tags and filters of a library known from here on. */
  addLibrary(library: Library): void {
    for (const [name, tag] of library.tags) this.#tags.set(name, tag);
    for (const [name, filter] of library.filters) this.#filters.set(name, filter);
  }

  /** A list of no nodes. */
  emptyList(): NodeList {
    return new NodeList([], this.source);
  }

  /**
   * Reads nodes up to a tag with one of the names in `until`, which stays the next token; to the end of
   * the template when there are none.
   *
   * @throws TemplateSyntaxError at the first mistake.
   */
  parse(until: readonly string[] = []): NodeList {
    const nodes: Node[] = [];
    for (let token = this.#tokens.pop(); token !== undefined; token = this.#tokens.pop()) {
      this.#current = token;
      const name = token.kind === "block" ? token.tagName : "";
      if (name !== "" && until.includes(name)) {
        this.#tokens.push(token);
        return new NodeList(nodes, this.source);
      }
      const node = this.#nodeOf(token, name, until);
      if (node === undefined) continue;
      this.#checkFirst(node, nodes, token);
      nodes.push(node);
    }
    if (until.length > 0) throw this.#unclosed(until);
    return new NodeList(nodes, this.source);
  }

  #nodeOf(token: Token, name: string, until: readonly string[]): Node | undefined {
    switch (token.kind) {
      case "text":
        return new TextNode(token.contents);
      case "comment":
        return undefined;
      case "variable":
        return this.#variable(token);
      case "block":
        return this.#tag(token, name, until);
    }
  }

  #variable(token: Token): Node {
    if (token.contents === "") throw this.error("This variable tag is empty.", { token });
    const node = this.#located(token, () => new VariableNode(this.compileFilter(token.contents)));
    node.offset = token.offset;
    return node;
  }

  #tag(token: Token, name: string, until: readonly string[]): Node {
    if (name === "") throw this.error("This block tag is empty.", { token });
    const compile = this.#tags.get(name);
    if (compile === undefined) throw this.#unknownTag(token, name, until);
    this.#open.push({ token, name });
    const node = this.#located(token, () => compile(this, token));
    node.offset = token.offset;
    this.#open.pop();
    return node;
  }

  /** Runs a tag's function; its mistakes get the tag's place. */
  #located<Result>(token: Token, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      throw error.at({ source: this.source, offset: token.offset });
    }
  }

  #checkFirst(node: Node, before: readonly Node[], token: Token): void {
    if (!node.mustBeFirst) return;
    const isFirst =
      this.#open.length === 0 && before.every((earlier) => earlier instanceof TextNode);
    if (isFirst) return;
    throw this.error(`{% ${token.contents} %} must be the first tag in the template.`, {
      token,
      hint: "Move it to the top, before {% load %} and all others.",
    });
  }

  /** Drops everything up to and with the tag `name`. */
  skipPast(name: string): void {
    for (let token = this.#tokens.pop(); token !== undefined; token = this.#tokens.pop()) {
      if (token.kind === "block" && token.contents === name) return;
    }
    throw this.#unclosed([name]);
  }

  /** Takes the next token. */
  nextToken(): Token {
    const token = this.#tokens.pop();
    if (token === undefined) throw this.error("The template ends too early.");
    this.#current = token;
    return token;
  }

  /** The next token, which stays. */
  peekToken(): Token | undefined {
    return this.#tokens.at(-1);
  }

  /** Puts a token before the others. */
  prependToken(token: Token): void {
    this.#tokens.push(token);
  }

  /** Drops the next token: the end tag that {@link parse} stopped at. */
  deleteFirstToken(): void {
    this.#tokens.pop();
  }

  /** An expression such as `user.name|default:"x"`. */
  compileFilter(text: string): FilterExpression {
    return new FilterExpression(parseExpression(text, (name) => this.findFilter(name)));
  }

  /** @throws TemplateSyntaxError when no loaded library has the filter. */
  findFilter(name: string): FilterDefinition {
    const filter = this.#filters.get(name);
    if (filter !== undefined) return filter;
    const owner = this.#ownerOf(({ filters }) => filters.has(name));
    throw new TemplateSyntaxError(`There is no filter "${name}".`, {
      hint: owner ?? didYouMean(name, this.#filters.keys(), { label: "Filters" }),
    });
  }

  /** A mistake at a token, by default the one that is being read. */
  error(
    message: string,
    { token = this.#current, hint }: { token?: Token | undefined; hint?: string | undefined } = {},
  ): TemplateSyntaxError {
    const location = { source: this.source, offset: token?.offset ?? 0 };
    return new TemplateSyntaxError(message, { hint, location });
  }

  #ownerOf(has: (library: Library) => boolean): string | undefined {
    const name = this.libraries.find(has);
    return name === undefined ? undefined : `It is in a library: write {% load ${name} %} first.`;
  }

  #lineOf(token: Token): number {
    return this.source.positionAt(token.offset).line;
  }

  #unknownTag(token: Token, name: string, until: readonly string[]): TemplateSyntaxError {
    const open = this.#open.at(-1);
    if (open !== undefined && until.length > 0) {
      const expected = listOfTags(until);
      const what = /^end|^el(?:se|if)$/.test(name) ? "closes nothing" : "is no known tag here";
      return this.error(
        `{% ${token.contents} %} ${what}; the open tag is {% ${open.token.contents} %} (line ${this.#lineOf(open.token)}), which expects ${expected}.`,
        { token, hint: this.#unknownTagHint(name, until, open.name) },
      );
    }
    return this.error(`There is no tag "${name}".`, {
      token,
      hint:
        this.#ownerOf(({ tags }) => tags.has(name)) ??
        didYouMean(name, this.#tags.keys(), { label: "Tags", limit: 40 }),
    });
  }

  #unknownTagHint(name: string, until: readonly string[], open: string): string {
    if (name.startsWith("end")) {
      return `Close {% ${open} %} with {% ${until.at(-1) ?? ""} %} before {% ${name} %}.`;
    }
    return (
      this.#ownerOf(({ tags }) => tags.has(name)) ??
      didYouMean(name, [...until, ...this.#tags.keys()], { label: "Tags", limit: 40 })
    );
  }

  #unclosed(until: readonly string[]): TemplateSyntaxError {
    const open = this.#open.at(-1);
    if (open === undefined) {
      return this.error(`The template ends, but ${listOfTags(until)} is missing.`);
    }
    return this.error(`{% ${open.token.contents} %} is never closed.`, {
      token: open.token,
      hint: `Add ${listOfTags(until)} behind it; the template ends without.`,
    });
  }
}

function listOfTags(names: readonly string[]): string {
  return names.map((name) => `{% ${name} %}`).join(" or ");
}
