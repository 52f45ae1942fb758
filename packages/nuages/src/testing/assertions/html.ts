import { fail } from "./fail.ts";
import { countHtml, type HtmlNode, htmlText, parseHtml } from "./html-tree.ts";

/** Options of assertions about HTML. */
export interface HtmlOptions {
  /** Said first when the assertion fails. */
  readonly message?: string;
}

/** Options of {@link assertInHTML}. */
export interface InHtmlOptions extends HtmlOptions {
  /** How often it must be there. Default: at least once. */
  readonly count?: number;
}

function parsed(html: string, which: string): HtmlNode[] {
  try {
    return parseHtml(html);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`${which} is no HTML: ${reason}`, { operator: "assertHTML", actual: html });
  }
}

/**
 * Two pieces of HTML are the same: space around tags, the order of attributes and classes, and ways to
 * write a character do not count. Django: `assertHTMLEqual`.
 *
 * @throws AssertionError when they are not
 */
export function assertHTMLEqual(actual: string, expected: string, options: HtmlOptions = {}): void {
  const [ours, theirs] = [parsed(actual, "The first"), parsed(expected, "The second")].map(
    htmlText,
  );
  if (ours === theirs) return;
  fail(`The HTML is not the same.\n\n${ours}\n\n!=\n\n${theirs}`, {
    operator: "assertHTMLEqual",
    actual: ours,
    expected: theirs,
    ...options,
  });
}

/** The opposite of {@link assertHTMLEqual}. @throws AssertionError when they are the same */
export function assertHTMLNotEqual(
  actual: string,
  expected: string,
  options: HtmlOptions = {},
): void {
  const [ours, theirs] = [parsed(actual, "The first"), parsed(expected, "The second")].map(
    htmlText,
  );
  if (ours !== theirs) return;
  fail(`The HTML is the same.\n\n${ours}`, { operator: "assertHTMLNotEqual", ...options });
}

/**
 * A piece of HTML stands in another, as {@link assertHTMLEqual} compares. Django: `assertInHTML`.
 *
 * @throws AssertionError when it does not, or not `count` times
 */
export function assertInHTML(needle: string, haystack: string, options: InHtmlOptions = {}): void {
  const { count, message } = options;
  const found = countInHtml(needle, haystack);
  if (count === undefined ? found > 0 : found === count) return;
  const wanted = count === undefined ? "" : `${count} times (it is there ${found} times) `;
  fail(`The HTML does not have\n\n${needle}\n\n${wanted}in\n\n${haystack}`, {
    operator: "assertInHTML",
    actual: found,
    expected: count ?? "at least 1",
    message,
  });
}

/** The opposite of {@link assertInHTML}. @throws AssertionError when it is there */
export function assertNotInHTML(
  needle: string,
  haystack: string,
  { message }: HtmlOptions = {},
): void {
  if (countInHtml(needle, haystack) === 0) return;
  fail(`The HTML should not have\n\n${needle}\n\nin\n\n${haystack}`, {
    operator: "assertNotInHTML",
    message,
  });
}

/** How often a piece of HTML stands in another. @throws AssertionError when one of them is no HTML */
export function countInHtml(needle: string, haystack: string): number {
  return countHtml(parsed(needle, "The piece"), parsed(haystack, "The text"));
}
