import type { CodeWriter } from "../compiler/code-writer.ts";
import { Node } from "../nodes/node.ts";
import type { FunctionTagOptions, TagCompiler } from "../library.ts";
import type { Template } from "../template.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { callCode, placeParameters, type SimpleTagFunction } from "./simple-tag.ts";
import { parseArguments, type TagArguments } from "./words.ts";

/** What an inclusion tag renders: a template's name, a template, or names of which the first is taken. */
export type InclusionTemplate = string | Template | readonly string[];

interface InclusionParts extends FunctionTagOptions {
  readonly template: InclusionTemplate;
  readonly run: SimpleTagFunction;
  readonly takesContext?: boolean;
}

/** A tag that renders a template with the data of a function. */
class InclusionNode extends Node {
  readonly #parts: InclusionParts;
  readonly #args: TagArguments;

  constructor(parts: InclusionParts, args: TagArguments) {
    super();
    this.#parts = parts;
    this.#args = args;
  }

  override emit(code: CodeWriter): void {
    const { template, run, takesContext = false } = this.#parts;
    const data = callCode(code, { run, takesContext, args: this.#args }, []);
    const options = `{values:withToken(x,${data}),from:${code.constant(code.source)}}`;
    code.append(code.run(`s.includeOnly(x,${code.constant(template)},${options})`));
  }
}

/** Compiles a tag that renders a template. */
export function inclusionTag(name: string, parts: InclusionParts): TagCompiler {
  return (parser, token) => {
    const args = parseArguments(parser, name, token.splitContents().slice(1));
    if (args.target !== undefined) {
      throw new TemplateSyntaxError(`{% ${name} %} cannot be kept with "as".`);
    }
    const expected = parts.run.length - (parts.takesContext === true ? 1 : 0);
    return new InclusionNode(parts, placeParameters(name, args, parts, expected));
  };
}
