import { quote, unquote } from "./encoding.ts";
import { escapeText } from "./escape.ts";
import { unescapeHtml } from "./html-entities.ts";
import { MAX_URL_LENGTH, urlencode } from "./http.ts";
import { SafeString } from "./safestring.ts";
import { SPACE } from "./space.ts";
import { splitUrl, unsplitUrl } from "./url-split.ts";

/** How {@link urlize} links. */
export interface UrlizeOptions {
  /** Longest text of a link; longer ones end with an ellipsis. Default: no limit. */
  readonly trimUrlLimit?: number | null;
  /** Add `rel="nofollow"`. Default: false. */
  readonly nofollow?: boolean;
  /** Escape what is not safe. Default: false. */
  readonly autoescape?: boolean;
}

const BETWEEN_WORDS = new RegExp(`([${SPACE}<>"']+)`);
const WITH_SCHEME = /^https?:\/\/\[?[\p{L}\p{N}_]/iu;
const BARE_DOMAIN =
  /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(?:com|edu|gov|int|mil|net|org)(?:$|\/.*)$/iu;
const WRAPPING: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["[", "]"],
];
const QUOTE_SAFE = "!$&'()*+,;=:/?#[]@~";

/**
 * Makes links of the addresses, bare domains and mail addresses in a text. Words of more than 2,048
 * characters are left alone. Django: `urlize`.
 */
export function urlize(
  text: string | SafeString,
  { trimUrlLimit = null, nofollow = false, autoescape = false }: UrlizeOptions = {},
): string {
  const isSafe = text instanceof SafeString;
  const escapes = autoescape && !isSafe;
  const finish = (part: string): string => (escapes ? escapeText(part) : part);
  return String(text)
    .split(BETWEEN_WORDS)
    .map((word) => {
      if (!/[.@:]/.test(word)) return finish(word);
      const [start, end] = trimPunctuation(word);
      const middle = word.slice(start, end);
      const link = linkOf(middle);
      if (link === undefined) return finish(word);
      const rel = nofollow && !link.isMail ? ' rel="nofollow"' : "";
      const shown = finish(shorten(middle, trimUrlLimit));
      const href = escapeText(link.href);
      return `${finish(word.slice(0, start))}<a href="${href}"${rel}>${shown}</a>${finish(word.slice(end))}`;
    })
    .join("");
}

function shorten(text: string, limit: number | null): string {
  if (limit === null || text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1))}…`;
}

function linkOf(text: string): { readonly href: string; readonly isMail: boolean } | undefined {
  if (text.length <= MAX_URL_LENGTH) {
    if (WITH_SCHEME.test(text)) return { href: smartUrlquote(unescapeHtml(text)), isMail: false };
    if (BARE_DOMAIN.test(text)) {
      return { href: smartUrlquote(`http://${unescapeHtml(text)}`), isMail: false };
    }
  }
  if (text.length > MAX_URL_LENGTH || text.includes(":") || !isMailAddress(text)) return undefined;
  const at = text.lastIndexOf("@");
  const local = quote(text.slice(0, at), "");
  return { href: `mailto:${local}@${quote(text.slice(at + 1), "")}`, isMail: true };
}

// Letters of all scripts, digits, hyphens and points.
const MAIL_DOMAIN = /^[a-z\d\u0080-\uffff-]+(?:\.[a-z\d\u0080-\uffff-]+)+$/i;

/** One `@` with something before it, and a domain with a point in it behind. */
function isMailAddress(text: string): boolean {
  const at = text.indexOf("@");
  return at > 0 && MAIL_DOMAIN.test(text.slice(at + 1));
}

/** Start and end of what is left of a word without brackets before and punctuation behind it. */
function trimPunctuation(word: string): [number, number] {
  const start = word.search(/[^([]|$/);
  const brackets = WRAPPING.map(([open, close]) => ({
    close,
    surplus: count(word, close, start) - count(word, open, start),
  }));
  let end = word.length;
  for (let before = -1; before !== end && end > start;) {
    before = end;
    for (const bracket of brackets) end = trimBrackets(word, end, bracket);
    end = trimMarks(word, start, end);
  }
  return [start, end];
}

function count(word: string, char: string, start: number): number {
  let found = 0;
  for (let index = start; index < word.length; index += 1) if (word[index] === char) found += 1;
  return found;
}

interface Bracket {
  readonly close: string;
  /** How many more closing than opening ones the word still has. */
  surplus: number;
}

function trimBrackets(word: string, end: number, bracket: Bracket): number {
  if (bracket.surplus <= 0 || word[end - 1] !== bracket.close) return end;
  const trimmed = Math.min(end, bracket.surplus);
  bracket.surplus -= trimmed;
  return end - trimmed;
}

/** Drops `.,:;!` from the end, but keeps the `;` of a character reference. */
function trimMarks(word: string, start: number, end: number): number {
  const reference = word.lastIndexOf("&", end - 1);
  if (reference < start) return endWithout(word, start, end, ".,:;!");
  const plain = endWithout(word, start, end, ".,:!");
  if (word[plain - 1] !== ";") return plain;
  const candidate = word.slice(reference, plain);
  // The longest reference has 33 characters; decoding more would cost again for every mark.
  const decoded = candidate.length > 64 ? candidate : unescapeHtml(candidate);
  if (decoded !== candidate && !decoded.endsWith(";")) return plain;
  const marks = endWithout(word, start, plain, ".,:;!");
  const semicolons = plain - endWithout(word, start, plain, ";");
  return semicolons > 1 ? word.indexOf(";", marks) + 1 : marks;
}

function endWithout(word: string, start: number, end: number, marks: string): number {
  let index = end;
  while (index > start && marks.includes(word.charAt(index - 1))) index -= 1;
  return index;
}

/** An address with everything quoted that must be, and nothing quoted twice. Django: `smart_urlquote`. */
export function smartUrlquote(url: string): string {
  const requote = (segment: string): string => quote(unquote(segment), QUOTE_SAFE);
  try {
    const { scheme, netloc, path, query, fragment } = splitUrl(url);
    return unsplitUrl({
      scheme,
      netloc: requote(netloc),
      path: requote(path),
      query: query === "" ? "" : requoteQuery(query),
      fragment: requote(fragment),
    });
  } catch (error) {
    if (error instanceof RangeError) return requote(url);
    throw error;
  }
}

function requoteQuery(query: string): string {
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair): [string, string] => {
      const [, name = pair, value = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
      return [fromQuery(name), fromQuery(value)];
    });
  return urlencode(pairs);
}

/** Query parsing decodes once, and what was quoted twice is decoded again. */
function fromQuery(text: string): string {
  return unquote(unquote(text.replaceAll("+", " ")));
}
