import type { CodeWriter } from "../compiler/code-writer.ts";
import { InternalError } from "../../errors/index.ts";
import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

const NOTE = Symbol("partials");
const USES = Symbol("partial uses");

/** The fragments that a template defines, by name. */
export function partialsOf(parser: Parser): ReadonlyMap<string, PartialNode> {
  return (parser.notes.get(NOTE) ?? new Map()) as ReadonlyMap<string, PartialNode>;
}

/** `{% partialdef name [inline] %}…{% endpartialdef %}`. */
export class PartialNode extends Node {
  readonly name: string;
  readonly nodes: NodeList;
  readonly #isInline: boolean;

  constructor(name: string, nodes: NodeList, isInline: boolean) {
    super();
    this.name = name;
    this.nodes = nodes;
    this.#isInline = isInline;
  }

  override get children(): readonly NodeList[] {
    return [this.nodes];
  }

  override get usesContext(): boolean {
    return this.#isInline;
  }

  override emit(code: CodeWriter): void {
    if (this.#isInline) emitCall(code, this.name);
  }

  /** Writes the fragment's function; gives its name. */
  emitContents(code: CodeWriter): string {
    return code.function(
      this.nodes,
      () => {
        code.body(this.nodes);
      },
      code.functionOf("partial", this.name),
    );
  }
}

function emitCall(code: CodeWriter, name: string): void {
  const render = code.functionOf("partial", name);
  if (render === undefined) throw new InternalError(`partial "${name}" has no function`);
  code.append(code.run(`${render}(s,x)`));
}

/** `{% partial name %}`. */
class PartialUseNode extends Node {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override emit(code: CodeWriter): void {
    emitCall(code, this.name);
  }
}

/** Compiles `{% partialdef %}`. */
export function compilePartialDef(parser: Parser, token: Token): Node {
  const [, name, inline, ...rest] = token.splitContents();
  if (name === undefined || rest.length > 0 || (inline !== undefined && inline !== "inline")) {
    throw new TemplateSyntaxError("{% partialdef %} takes a name, and inline behind it.", {
      hint: "Write {% partialdef name %} or {% partialdef name inline %}.",
    });
  }
  const partials = partialsOf(parser) as Map<string, PartialNode>;
  parser.notes.set(NOTE, partials);
  if (partials.has(name)) {
    throw new TemplateSyntaxError(`A partial named "${name}" is defined more than once.`);
  }
  const nodes = parser.parse(["endpartialdef"]);
  const end = parser.nextToken();
  if (end.contents !== "endpartialdef" && end.contents !== `endpartialdef ${name}`) {
    throw parser.error(
      `{% ${end.contents} %} closes another partial than {% partialdef ${name} %}.`,
      {
        token: end,
      },
    );
  }
  const node = new PartialNode(name, nodes, inline === "inline");
  partials.set(name, node);
  return node;
}

/** Compiles `{% partial %}`. */
export function compilePartial(parser: Parser, token: Token): Node {
  const [, name, ...rest] = token.splitContents();
  if (name === undefined || rest.length > 0) {
    throw new TemplateSyntaxError("{% partial %} takes one name.");
  }
  const uses = (parser.notes.get(USES) ?? []) as { name: string; token: Token }[];
  parser.notes.set(USES, uses);
  uses.push({ name, token });
  return new PartialUseNode(name);
}

/** Partials may be used before they are defined, so their names are checked at the end. */
export function checkPartialNames(parser: Parser): void {
  const defined = partialsOf(parser);
  const uses = (parser.notes.get(USES) ?? []) as { name: string; token: Token }[];
  for (const { name, token } of uses) {
    if (defined.has(name)) continue;
    throw parser.error(`No partial "${name}" is defined in this template.`, {
      token,
      hint: didYouMean(name, defined.keys(), { label: "Partials" }),
    });
  }
}
