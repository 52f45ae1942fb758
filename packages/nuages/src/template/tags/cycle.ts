import type { CodeWriter } from "../compiler/code-writer.ts";
import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

const NAMED = Symbol("named cycles");
const LAST = Symbol("last cycle");

interface CycleParts {
  readonly values: readonly FilterExpression[];
  readonly name: string | undefined;
  readonly isSilent: boolean;
}

/** `{% cycle a b … [as name [silent]] %}`; one node for all uses of a named cycle. */
class CycleNode extends Node {
  readonly #parts: CycleParts;

  constructor(parts: CycleParts) {
    super();
    this.#parts = parts;
  }

  override get usesContext(): boolean {
    return this.#parts.name !== undefined;
  }

  override emit(code: CodeWriter): void {
    const { values, name, isSilent } = this.#parts;
    const turn = code.unique();
    const value = code.unique();
    code.line(`const ${turn}=turn(s,${code.constant(this)},${values.length});let ${value};`);
    code.line(`switch(${turn}){`);
    for (const [index, expression] of values.entries()) {
      code.statement(() => {
        code.line(`case ${index}:${value}=${expression.code(code)};break;`);
      });
    }
    code.line("}");
    if (name !== undefined) code.line(`x.setUpward(${code.constant(name)},${value});`);
    if (!isSilent) code.append(`show(${value},s,x,"")`);
  }
}

/** `{% resetcycle [name] %}`. */
class ResetCycleNode extends Node {
  readonly #cycle: CycleNode;

  constructor(cycle: CycleNode) {
    super();
    this.#cycle = cycle;
  }

  override get usesContext(): boolean {
    return false;
  }

  override emit(code: CodeWriter): void {
    code.line(`s.memory.delete(${code.constant(this.#cycle)});`);
  }
}

function namedCycles(parser: Parser): Map<string, CycleNode> {
  const known = (parser.notes.get(NAMED) ?? new Map()) as Map<string, CycleNode>;
  parser.notes.set(NAMED, known);
  return known;
}

/** Compiles `{% cycle %}`. */
export function compileCycle(parser: Parser, token: Token): Node {
  const words = token.splitContents().slice(1);
  if (words.length === 0) {
    throw new TemplateSyntaxError("{% cycle %} needs at least one value.");
  }
  if (words.length === 1) return findCycle(parser, words[0] ?? "", "cycle");
  const { values, name, isSilent } = splitWords(words);
  const node = new CycleNode({
    values: values.map((value) => parser.compileFilter(value)),
    name,
    isSilent,
  });
  if (name !== undefined) namedCycles(parser).set(name, node);
  parser.notes.set(LAST, node);
  return node;
}

function splitWords(words: readonly string[]): {
  readonly values: readonly string[];
  readonly name: string | undefined;
  readonly isSilent: boolean;
} {
  if (words.length > 3 && words.at(-3) === "as") {
    if (words.at(-1) !== "silent") {
      throw new TemplateSyntaxError(
        `Only "silent" may follow the name of a {% cycle %}, not "${words.at(-1)}".`,
      );
    }
    return { values: words.slice(0, -3), name: words.at(-2), isSilent: true };
  }
  if (words.length > 2 && words.at(-2) === "as") {
    return { values: words.slice(0, -2), name: words.at(-1), isSilent: false };
  }
  return { values: words, name: undefined, isSilent: false };
}

function findCycle(parser: Parser, name: string, tag: string): CycleNode {
  const known = namedCycles(parser);
  const cycle = known.get(name);
  if (cycle !== undefined) return cycle;
  throw new TemplateSyntaxError(`{% ${tag} ${name} %}: no cycle has that name.`, {
    hint: didYouMean(name, known.keys(), { label: "Named cycles" }),
  });
}

/** Compiles `{% resetcycle %}`. */
export function compileResetCycle(parser: Parser, token: Token): Node {
  const words = token.splitContents().slice(1);
  if (words.length > 1) throw new TemplateSyntaxError("{% resetcycle %} takes at most one name.");
  const [name] = words;
  if (name !== undefined) return new ResetCycleNode(findCycle(parser, name, "resetcycle"));
  const last = parser.notes.get(LAST);
  if (last instanceof CycleNode) return new ResetCycleNode(last);
  throw new TemplateSyntaxError("{% resetcycle %} stands in a template without a cycle before it.");
}
