import { smartSplit } from "../../utils/smart-split.ts";
import { stripSpace } from "../../utils/space.ts";

/** What a piece of a template is: text, `{{ variable }}`, `{% tag %}` or `{# comment #}`. */
export type TokenKind = "text" | "variable" | "block" | "comment";

/** A piece of a template. */
export class Token {
  readonly kind: TokenKind;
  /** The text, or what stands between the braces without white space at its ends. */
  readonly contents: string;
  /** Place in the template, from 0. */
  readonly offset: number;

  constructor(kind: TokenKind, contents: string, offset: number) {
    this.kind = kind;
    this.contents = contents;
    this.offset = offset;
  }

  /** The name of a tag. */
  get tagName(): string {
    return /^\S*/.exec(this.contents)?.[0] ?? "";
  }

  /** The words of a tag; quoted parts and `_("…")` stay whole. */
  splitContents(): string[] {
    const words: string[] = [];
    let translated: string[] | undefined;
    for (const word of smartSplit(this.contents)) {
      if (translated !== undefined) {
        translated.push(word);
        if (!/["']\)$/.test(word)) continue;
        words.push(translated.join(" "));
        translated = undefined;
      } else if (/^_\(["']/.test(word) && !/["']\)$/.test(word)) translated = [word];
      else words.push(word);
    }
    return translated === undefined ? words : [...words, ...translated];
  }
}

const CLOSERS = { "%": "%}", "{": "}}", "#": "#}" } as const;
const KINDS = { "%": "block", "{": "variable", "#": "comment" } as const;
type Opener = keyof typeof CLOSERS;

const isOpener = (char: string | undefined): char is Opener =>
  char === "%" || char === "{" || char === "#";

/** Finds where tags end; remembers, so that a text full of `{%` is read once. */
class Closers {
  readonly #source: string;
  readonly #next = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  /** Place of the closing braces on the same line, or -1. */
  find(opener: Opener, from: number): number {
    const close = this.#indexOf(CLOSERS[opener], from);
    return close < this.#indexOf("\n", from) ? close : -1;
  }

  #indexOf(text: string, from: number): number {
    const known = this.#next.get(text);
    if (known !== undefined && known >= from) return known;
    const found = this.#source.indexOf(text, from);
    const place = found < 0 ? Infinity : found;
    this.#next.set(text, place);
    return place;
  }
}

/** Cuts a template into its pieces. Tags stand on one line; what is no tag is text. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const closers = new Closers(source);
  let verbatimEnd: string | undefined;
  let textStart = 0;
  let at = source.indexOf("{");
  while (at >= 0) {
    const opener = source[at + 1];
    const close = isOpener(opener) ? closers.find(opener, at + 2) : -1;
    if (!isOpener(opener) || close < 0) {
      at = source.indexOf("{", at + 1);
      continue;
    }
    const contents = stripSpace(source.slice(at + 2, close));
    const end = close + 2;
    if (verbatimEnd !== undefined && !(opener === "%" && contents === verbatimEnd)) {
      at = source.indexOf("{", end);
      continue;
    }
    if (at > textStart) tokens.push(new Token("text", source.slice(textStart, at), textStart));
    tokens.push(new Token(KINDS[opener], contents, at));
    verbatimEnd =
      verbatimEnd === undefined && opener === "%" && /^verbatim(?: |$)/.test(contents)
        ? `end${contents}`
        : undefined;
    textStart = end;
    at = source.indexOf("{", end);
  }
  if (textStart < source.length) tokens.push(new Token("text", source.slice(textStart), textStart));
  return tokens;
}
