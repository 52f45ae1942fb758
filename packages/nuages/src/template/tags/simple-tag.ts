import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { BlockTagOptions, FunctionTagOptions, TagCompiler } from "../library.ts";
import { parseArguments, type TagArguments } from "./words.ts";

/** A function behind a tag. */
export type SimpleTagFunction = (...args: readonly unknown[]) => unknown;

interface Call {
  readonly run: SimpleTagFunction;
  readonly takesContext: boolean;
  readonly args: TagArguments;
}

/** Code of an argument: literals arrive as plain strings, querysets as they are, promises awaited. */
function argumentCode(code: CodeWriter, expression: FilterExpression): string {
  const { literal } = expression;
  if (literal instanceof String) return code.constant(literal.toString());
  const value = code.temp();
  return `(waits(${value}=${expression.code(code, { lazy: true })})?yield ${value}:${value})`;
}

/** Code that calls a tag's function with `first` and the arguments. */
export function callCode(
  code: CodeWriter,
  { run, takesContext, args }: Call,
  first: readonly string[],
): string {
  const values = args.positional.map((expression) => argumentCode(code, expression));
  const members = [...args.named].map(
    ([name, expression]) => `[${code.constant(name)}]:${argumentCode(code, expression)}`,
  );
  const options = members.length > 0 ? [`{__proto__:null,${members.join(",")}}`] : [];
  const all = [...(takesContext ? ["x"] : []), ...first, ...values, ...options];
  return code.ready(`${code.constant(run)}(${all.join(",")})`);
}

/** Refuses names that the function does not know. */
function checkNames(
  tag: string,
  names: Iterable<string>,
  { parameters, named }: FunctionTagOptions,
): void {
  if (parameters === undefined && named === undefined) return;
  const known = [...(parameters ?? []), ...(named ?? [])];
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new TemplateSyntaxError(`{% ${tag} %} takes no value named "${name}".`, {
      hint: didYouMean(name, known),
    });
  }
}

/**
 * Arguments by name go to the places of `parameters`, as far as they are next in line.
 *
 * @param expected How many arguments the function has without default, those of the framework not counted.
 * @throws TemplateSyntaxError when values are missing, or names not known.
 */
export function placeParameters(
  tag: string,
  args: TagArguments,
  options: FunctionTagOptions,
  expected: number,
): TagArguments {
  const { parameters = [], required = Math.min(expected, 1) } = options;
  checkNames(tag, args.named.keys(), options);
  const positional = [...args.positional];
  const named = new Map(args.named);
  for (const name of parameters.slice(positional.length)) {
    const value = named.get(name);
    if (value === undefined) break;
    positional.push(value);
    named.delete(name);
  }
  // A function may have nothing but the object of names.
  const byName = named.size > 0 && options.required === undefined && parameters.length === 0;
  const given = positional.length + (byName ? 1 : 0);
  if (given < required) {
    const missing = parameters.slice(positional.length, required);
    throw new TemplateSyntaxError(
      `{% ${tag} %} takes at least ${required} value${required === 1 ? "" : "s"}, but got ${given}.`,
      missing.length === 0 ? {} : { hint: `Missing: ${missing.join(", ")}.` },
    );
  }
  return { ...args, positional, named };
}

/** A tag that prints what a function gives. */
class SimpleTagNode extends Node {
  readonly #call: Call;
  readonly #nodes: NodeList | undefined;

  constructor(call: Call, nodes?: NodeList) {
    super();
    this.#call = call;
    this.#nodes = nodes;
  }

  override get children(): readonly NodeList[] {
    return this.#nodes === undefined ? [] : [this.#nodes];
  }

  override get usesContext(): boolean {
    const { takesContext, args } = this.#call;
    return takesContext || args.target !== undefined || this.#nodes?.usesContext === true;
  }

  override emit(code: CodeWriter): void {
    const { target } = this.#call.args;
    const first = this.#nodes === undefined ? [] : [`new SafeString(${code.capture(this.#nodes)})`];
    const result = callCode(code, this.#call, first);
    if (target === undefined) code.append(`escaped(${result},${code.autoescape})`);
    else code.line(`x.set(${code.constant(target)},${result}??null);`);
  }
}

type Options = FunctionTagOptions & { readonly takesContext?: boolean };

/** Compiles a tag that a function stands behind. */
export function simpleTag(
  name: string,
  run: SimpleTagFunction,
  { takesContext = false, ...options }: Options,
): TagCompiler {
  return (parser, token) => {
    const args = parseArguments(parser, name, token.splitContents().slice(1));
    const expected = run.length - (takesContext ? 1 : 0);
    return new SimpleTagNode({
      run,
      takesContext,
      args: placeParameters(name, args, options, expected),
    });
  };
}

/** Compiles a tag with contents that a function stands behind. */
export function simpleBlockTag(
  name: string,
  run: SimpleTagFunction,
  { takesContext = false, endName = `end${name}`, ...options }: BlockTagOptions & Options,
): TagCompiler {
  return (parser, token) => {
    const args = parseArguments(parser, name, token.splitContents().slice(1));
    const expected = run.length - (takesContext ? 2 : 1);
    const nodes = parser.parse([endName]);
    parser.deleteFirstToken();
    return new SimpleTagNode(
      { run, takesContext, args: placeParameters(name, args, options, expected) },
      nodes,
    );
  };
}
