import { codePoints } from "./code-points.ts";
import { escapeText } from "./escape.ts";
import { unescapeHtml } from "./html-entities.ts";
import { type HtmlToken, tokenizeHtml } from "./html-tokenizer.ts";
import { SPACE, splitWords } from "./space.ts";

/** How {@link Truncator} cuts. */
export interface TruncateOptions {
  /**
   * What stands for the rest: a text to append, or one that holds `%(truncated_text)s`. Default: `…`.
   */
  readonly truncate?: string | null;
  /** Read the text as HTML: tags do not count, and those left open are closed. Default: false. */
  readonly html?: boolean;
}

const DEFAULT_TRUNCATE = "%(truncated_text)s…";
const PLACE = "%(truncated_text)s";
const VOID_ELEMENTS = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

/** Cuts long texts. Django: `Truncator`. */
export class Truncator {
  readonly #text: string;

  constructor(text: unknown) {
    this.#text = String(text);
  }

  /** At most `count` characters, the ellipsis included. Combining characters do not count. */
  chars(count: number, { truncate, html = false }: TruncateOptions = {}): string {
    if (count <= 0) return "";
    const mark = truncate ?? DEFAULT_TRUNCATE;
    const text = this.#text.normalize("NFC");
    const room = roomBeside(count, mark);
    return html
      ? cutHtml(text, mark, new CharBudget(count, room, text))
      : cutChars(text, { count, room, mark });
  }

  /** At most `count` words, joined by single spaces (in HTML as they stand up to the cut). */
  words(count: number, { truncate, html = false }: TruncateOptions = {}): string {
    if (count <= 0) return "";
    const mark = truncate ?? DEFAULT_TRUNCATE;
    if (html) return cutHtml(this.#text, mark, new WordBudget(count));
    const text = this.#text;
    if (!UNEVEN.test(text)) {
      const end = endOfWord(text, count);
      return end < 0 ? text : addMark(text.slice(0, end), mark);
    }
    const words = splitWords(text, count + 1);
    const kept = words.slice(0, count).join(" ");
    return words.length > count ? addMark(kept, mark) : kept;
  }

  toString(): string {
    return this.#text;
  }
}

/** Texts that are more than printable ASCII with single spaces between words. */
const UNEVEN = /[^ -~]|^ | $| {2}/;

/** Where the word of that number ends in an even text; -1 when the text goes no further. */
function endOfWord(text: string, count: number): number {
  let end = -1;
  for (let word = 0; word < count; word += 1) {
    end = text.indexOf(" ", end + 1);
    if (end < 0) return -1;
  }
  return end;
}

const MARK_CHARACTER = /\p{M}/u;

/** True for characters that sit on the one before: canonical combining class other than 0. */
function isCombining(char: string): boolean {
  if (!MARK_CHARACTER.test(char)) return false;
  // U+0345 has the highest class: normalizing moves every other combining character before it.
  return char === "\u0345" || !`\u0345${char}`.normalize("NFD").startsWith("\u0345");
}

function addMark(text: string, mark: string): string {
  if (mark.includes(PLACE)) return mark.split(PLACE).join(text);
  return text.endsWith(mark) ? text : text + mark;
}

/** Characters that are left for the text when the mark has its own; all of them when it has too many. */
function roomBeside(count: number, mark: string): number {
  let room = count;
  for (const char of addMark("", mark)) {
    if (isCombining(char)) continue;
    room -= 1;
    if (room === 0) break;
  }
  return room;
}

function cutChars(
  text: string,
  { count, room, mark }: { count: number; room: number; mark: string },
): string {
  let seen = 0;
  let index = 0;
  let end: number | undefined;
  for (const char of text) {
    if (!isCombining(char)) {
      seen += 1;
      if (end === undefined && seen > room) end = index;
      if (seen > count) return addMark(text.slice(0, end ?? 0), mark);
    }
    index += char.length;
  }
  return text;
}

/** What {@link cutHtml} asks for each run of text: how much of it fits. */
interface Budget {
  /** The HTML of what fits, whether that is all of the run, and whether the source ends with it. */
  take(
    text: string,
    written: number,
  ): { readonly html: string; readonly complete: boolean; readonly isLast?: boolean };
}

class CharBudget implements Budget {
  readonly #count: number;
  readonly #sourceLength: number;
  #left: number;
  #seen = 0;

  constructor(count: number, room: number, source: string) {
    this.#count = count;
    this.#left = room;
    this.#sourceLength = source.length;
  }

  take(text: string, written: number): { html: string; complete: boolean; isLast: boolean } {
    const chars = codePoints(text);
    this.#seen += chars.length;
    const isLast = this.#seen === this.#count && written + text.length === this.#sourceLength;
    const html = isLast ? text : escapeText(chars.slice(0, this.#left).join(""));
    const complete = isLast || this.#left >= chars.length;
    this.#left = complete ? this.#left - chars.length : 0;
    return { html, complete, isLast };
  }
}

const BETWEEN_WORDS = new RegExp(`(?<=[^${SPACE}])[${SPACE}]+(?=[^${SPACE}])`);

class WordBudget implements Budget {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  take(text: string): { html: string; complete: boolean } {
    const words = text.split(BETWEEN_WORDS);
    const html = escapeText(words.slice(0, this.#left).join(" "));
    const complete = this.#left >= words.length;
    this.#left = complete ? this.#left - words.length : 0;
    return { html, complete };
  }
}

/** Copies the HTML until the budget is used up, then closes what is open. */
function cutHtml(source: string, mark: string, budget: Budget): string {
  const output: string[] = [];
  const open: string[] = [];
  let written = 0;
  for (const token of tokenizeHtml(source, { references: false })) {
    if (token.kind === "text") {
      const { html, complete, isLast = false } = budget.take(unescapeHtml(token.text), written);
      if (!complete || isLast) {
        const end = complete ? html : addMark(html, mark);
        return [...output, end, ...open.toReversed().map(endTag)].join("");
      }
      output.push(html);
    } else output.push(copyTag(token, open));
    written += output.at(-1)?.length ?? 0;
  }
  return output.join("");
}

function endTag(name: string): string {
  return `</${name}>`;
}

/** The tag's own text; keeps the list of open elements. Only the latest opened one can be closed. */
function copyTag({ kind, text, name, selfClosing }: HtmlToken, open: string[]): string {
  if (kind !== "start" && kind !== "end") return "";
  const isVoid = VOID_ELEMENTS.has(name);
  if (kind === "end") {
    if (isVoid) return "";
    if (open.at(-1) === name) open.pop();
    return endTag(name);
  }
  if (selfClosing && !isVoid) return text + endTag(name);
  if (!isVoid) open.push(name);
  return text;
}
