import { TemplateSyntaxError } from "../errors.ts";
import type { FilterDefinition } from "../filter-definition.ts";
import { parseVariable, type Variable } from "./variable.ts";

/** One `|filter:argument`. */
export interface AppliedFilter {
  readonly filter: FilterDefinition;
  readonly argument: Variable | undefined;
}

/** `variable|filter:argument|…`, as it is written. */
export interface ParsedExpression {
  readonly text: string;
  readonly base: Variable;
  readonly filters: readonly AppliedFilter[];
}

const STRING = `"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|'[^'\\\\]*(?:\\\\.[^'\\\\]*)*'`;
const CONSTANT = `_\\((?:${STRING})\\)|${STRING}`;
const NAME = `[\\p{L}\\p{N}_.]+|[-+.]?\\d[\\d.e]*`;
const OPERAND = new RegExp(`(?:${CONSTANT})|(?:${NAME})`, "suy");
const SEPARATOR = /\s*\|\s*/uy;
const FILTER_NAME = /[\p{L}\p{N}_]+/uy;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** Gives the definition of a filter. @throws TemplateSyntaxError when there is none. */
export type FindFilter = (name: string) => FilterDefinition;

/** Reads an expression of a variable tag or of a tag's argument. */
export function parseExpression(text: string, findFilter: FindFilter): ParsedExpression {
  const operand = matchAt(OPERAND, text, 0);
  if (operand === "") {
    throw new TemplateSyntaxError(`Could not find a variable or value at the start of "${text}".`);
  }
  const base = parseVariable(operand);
  const filters: AppliedFilter[] = [];
  let at = operand.length;
  while (at < text.length) {
    const separator = matchAt(SEPARATOR, text, at);
    const name = separator === "" ? "" : matchAt(FILTER_NAME, text, at + separator.length);
    if (name === "") throw unreadable(text, at);
    at += separator.length + name.length;
    const argument = text[at] === ":" ? matchAt(OPERAND, text, at + 1) : "";
    if (argument !== "") at += 1 + argument.length;
    const filter = findFilter(name);
    checkArgument(filter, name, argument !== "");
    filters.push({ filter, argument: argument === "" ? undefined : parseVariable(argument) });
  }
  return { text, base, filters };
}

function unreadable(text: string, at: number): TemplateSyntaxError {
  return new TemplateSyntaxError(
    `Could not parse the remainder "${text.slice(at)}" of "${text}".`,
    {
      hint: "A filter's argument follows its colon without spaces, and text stands in quotes.",
    },
  );
}

function checkArgument(filter: FilterDefinition, name: string, given: boolean): void {
  if (given && filter.argument === "none") {
    throw new TemplateSyntaxError(`The filter "${name}" takes no argument.`);
  }
  if (!given && filter.argument === "required") {
    throw new TemplateSyntaxError(`The filter "${name}" needs an argument.`, {
      hint: `Write {{ value|${name}:"…" }}.`,
    });
  }
}
