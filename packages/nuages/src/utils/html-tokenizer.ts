/** A piece of HTML text; `text` is what stands in the source. */
export interface HtmlToken {
  readonly kind: "text" | "reference" | "start" | "end" | "comment" | "declaration";
  readonly text: string;
  /** Name of the element in lower case; empty when it is no tag. */
  readonly name: string;
  /** True for `<br/>`. */
  readonly selfClosing: boolean;
}

/** How {@link tokenizeHtml} reads. */
export interface TokenizeOptions {
  /** Give character references tokens of their own. Default: true; else they stay within the text. */
  readonly references?: boolean;
}

const NAME_START = /[a-zA-Z]/;
const REFERENCE = /&(?:#(?:\d+|[xX][\da-fA-F]+)|[a-zA-Z][-.a-zA-Z\d]*);?/y;
const RAW_TEXT = new Set(["script", "style"]);

/**
 * Cuts HTML into tags, comments and text as a browser that gives up nothing would: what is not a whole
 * tag stays text. One pass, whatever the input.
 */
export function* tokenizeHtml(
  source: string,
  { references = true }: TokenizeOptions = {},
): Generator<HtmlToken, void> {
  const marks = references ? /[&<]/g : /</g;
  let at = 0;
  let rawEnd: RegExp | undefined;
  const closers = new LastPositions(source);
  while (at < source.length) {
    const found =
      rawEnd === undefined ? searchFrom(source, marks, at) : searchFrom(source, rawEnd, at);
    const next = found < 0 ? source.length : found;
    if (next > at) yield token("text", source.slice(at, next));
    if (next === source.length) return;
    rawEnd = undefined;
    const read =
      source[next] === "&" ? readReference(source, next) : readMarkup(source, next, closers);
    yield read;
    at = next + read.text.length;
    if (read.kind === "start" && RAW_TEXT.has(read.name) && !read.selfClosing) {
      rawEnd = read.name === "script" ? /<\/script(?=[\s/>])/gi : /<\/style(?=[\s/>])/gi;
    }
  }
}

/** Answers "is there still a `>` (or `-->`) behind here?" without looking twice. */
class LastPositions {
  readonly closing: number;
  readonly comment: number;

  constructor(source: string) {
    this.closing = source.lastIndexOf(">");
    this.comment = Math.max(source.lastIndexOf("-->"), source.lastIndexOf("--!>"));
  }
}

function searchFrom(source: string, pattern: RegExp, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.index ?? -1;
}

function token(kind: HtmlToken["kind"], text: string, name = "", selfClosing = false): HtmlToken {
  return { kind, text, name, selfClosing };
}

function readReference(source: string, at: number): HtmlToken {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  return match === null ? token("text", "&") : token("reference", match[0]);
}

function readMarkup(source: string, at: number, closers: LastPositions): HtmlToken {
  const mark = source[at + 1] ?? "";
  if (NAME_START.test(mark)) return readStartTag(source, at, closers);
  if (mark === "/") return readEndTag(source, at, closers);
  if (source.startsWith("<!--", at)) return readComment(source, at, closers);
  if (mark === "!" || mark === "?") return readDeclaration(source, at, closers);
  return token("text", "<");
}

/** What is left of a tag that never closes: its text up to the next `<`. */
function unclosed(source: string, at: number): HtmlToken {
  const next = source.indexOf("<", at + 1);
  return token("text", source.slice(at, next < 0 ? source.length : next));
}

function tagName(source: string, at: number): string {
  const name = /[^\s/>]*/y;
  name.lastIndex = at;
  return (name.exec(source)?.[0] ?? "").toLowerCase();
}

/** Place behind the `>` that ends a tag, past quoted attribute values; -1 when there is none. */
function endOfTag(source: string, at: number): number {
  const attribute = /[^>"'=]*(?:=\s*(?:"[^"]*"|'[^']*'|(?!["'])[^\s>]*)|["'=])?/y;
  let index = at;
  while (index < source.length && source[index] !== ">") {
    attribute.lastIndex = index;
    const length = attribute.exec(source)?.[0].length ?? 0;
    if (length === 0) break;
    index += length;
  }
  return source[index] === ">" ? index + 1 : -1;
}

function readStartTag(source: string, at: number, closers: LastPositions): HtmlToken {
  if (closers.closing < at) return unclosed(source, at);
  const name = tagName(source, at + 1);
  const quoted = endOfTag(source, at + 1 + name.length);
  const end = quoted < 0 ? source.indexOf(">", at) + 1 : quoted;
  const text = source.slice(at, end);
  return token("start", text, name, text.endsWith("/>"));
}

function readEndTag(source: string, at: number, closers: LastPositions): HtmlToken {
  if (closers.closing < at) return unclosed(source, at);
  if (source[at + 2] === ">") return token("comment", "</>");
  const text = source.slice(at, source.indexOf(">", at) + 1);
  const named = NAME_START.test(source[at + 2] ?? "");
  return named ? token("end", text, tagName(source, at + 2)) : token("comment", text);
}

function readComment(source: string, at: number, closers: LastPositions): HtmlToken {
  if (closers.comment < at + 2) return unclosed(source, at);
  const closing = /--!?>/g;
  closing.lastIndex = at + 4;
  const match = closing.exec(source);
  return match === null
    ? unclosed(source, at)
    : token("comment", source.slice(at, match.index + match[0].length));
}

function readDeclaration(source: string, at: number, closers: LastPositions): HtmlToken {
  if (closers.closing < at) return unclosed(source, at);
  return token("declaration", source.slice(at, source.indexOf(">", at) + 1));
}
