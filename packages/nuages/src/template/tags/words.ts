import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import type { Parser } from "../syntax/parser.ts";

const KEYWORD = /^([\p{L}\p{N}_]+)=(.+)$/su;

/** The name and value of `name=value`; `undefined` for other words. */
export function keywordOf(word: string): [name: string, value: string] | undefined {
  const [, name, value] = KEYWORD.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}

/** Arguments of a tag. */
export interface TagArguments {
  readonly positional: readonly FilterExpression[];
  readonly named: ReadonlyMap<string, FilterExpression>;
  /** The name behind `as`. */
  readonly target: string | undefined;
}

/**
 * Reads `value … name=value … [as target]`.
 *
 * @throws TemplateSyntaxError when a value without name follows one with a name, or a name comes twice.
 */
export function parseArguments(
  parser: Parser,
  tag: string,
  words: readonly string[],
): TagArguments {
  const hasTarget = words.length >= 2 && words.at(-2) === "as";
  const target = hasTarget ? words.at(-1) : undefined;
  const positional: FilterExpression[] = [];
  const named = new Map<string, FilterExpression>();
  for (const word of hasTarget ? words.slice(0, -2) : words) {
    const [name, value] = keywordOf(word) ?? [];
    if (name !== undefined && value !== undefined) {
      if (named.has(name)) {
        throw new TemplateSyntaxError(`{% ${tag} %} got "${name}" twice.`);
      }
      named.set(name, parser.compileFilter(value));
    } else if (named.size > 0) {
      throw new TemplateSyntaxError(
        `{% ${tag} %} got the value ${word} without name behind one with a name.`,
        { hint: "Values without name come first." },
      );
    } else positional.push(parser.compileFilter(word));
  }
  return { positional, named, target };
}

/**
 * Reads `name=value` words, or with `legacy` also `value as name [and value as name …]`; what is left of
 * the words comes back. Django: `token_kwargs`.
 */
export function parseKeywords(
  parser: Parser,
  words: readonly string[],
  { legacy = false }: { readonly legacy?: boolean } = {},
): { readonly named: Map<string, FilterExpression>; readonly rest: readonly string[] } {
  const named = new Map<string, FilterExpression>();
  let rest = words;
  const isKeyword = keywordOf(words[0] ?? "") !== undefined;
  while (rest.length > 0) {
    const [word = ""] = rest;
    const keyword = keywordOf(word);
    if (isKeyword && keyword !== undefined) {
      named.set(keyword[0], parser.compileFilter(keyword[1]));
      rest = rest.slice(1);
    } else if (!isKeyword && legacy && rest.length >= 3 && rest[1] === "as") {
      named.set(rest[2] ?? "", parser.compileFilter(word));
      rest = rest.slice(3);
      if (rest[0] !== "and") break;
      rest = rest.slice(1);
    } else break;
  }
  return { named, rest };
}
