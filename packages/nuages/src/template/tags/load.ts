import { didYouMean } from "../../errors/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library } from "../library.ts";
import type { Node } from "../nodes/node.ts";
import { TextNode } from "../nodes/text-node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** Compiles `{% load library … %}` and `{% load name … from library %}`. */
export function compileLoad(parser: Parser, token: Token): Node {
  const words = token.contents.split(/\s+/).slice(1);
  if (words.length >= 2 && words.at(-2) === "from") {
    const library = findLibrary(parser, words.at(-1) ?? "");
    parser.addLibrary(partOf(library, words.slice(0, -2), words.at(-1) ?? ""));
  } else for (const name of words) parser.addLibrary(findLibrary(parser, name));
  return new TextNode("");
}

function findLibrary(parser: Parser, name: string): Library {
  const library = parser.libraries.get(name);
  if (library !== undefined) return library;
  throw new TemplateSyntaxError(`"${name}" is no registered tag library.`, {
    hint: `${didYouMean(name, parser.libraries.names, { label: "Libraries" })} Apps register them in templatetags/.`,
  });
}

function partOf(library: Library, names: readonly string[], label: string): Library {
  const part = new Library();
  for (const name of names) {
    const tag = library.tags.get(name);
    const filter = library.filters.get(name);
    if (tag === undefined && filter === undefined) {
      throw new TemplateSyntaxError(`The library "${label}" has no tag or filter "${name}".`, {
        hint: didYouMean(name, [...library.tags.keys(), ...library.filters.keys()]),
      });
    }
    if (tag !== undefined) part.tags.set(name, tag);
    if (filter !== undefined) part.filters.set(name, filter);
  }
  return part;
}
