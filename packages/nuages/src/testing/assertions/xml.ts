import { SaxesParser } from "saxes";

import { fail } from "./fail.ts";
import { type HtmlElement, type HtmlNode, htmlText } from "./html-tree.ts";
import type { HtmlOptions } from "./html.ts";

/** XML as lines that can be compared: the order of attributes and space around tags do not count. */
function xmlText(source: string): string {
  const root: HtmlElement = { name: "", attributes: [], children: [] };
  const open: HtmlElement[] = [root];
  let text = "";
  const flush = (): void => {
    const trimmed = text.trim();
    if (trimmed !== "") open.at(-1)?.children.push(trimmed);
    text = "";
  };
  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("text", (part) => (text += part));
  parser.on("cdata", (part) => (text += part));
  parser.on("opentag", ({ name, attributes }) => {
    flush();
    const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const children: HtmlNode[] = [];
    const element = { name, attributes: sorted, children };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => {
    flush();
    open.pop();
  });
  parser.write(source).close();
  return htmlText(root.children);
}

function parsed(xml: string, which: string): string {
  try {
    return xmlText(xml);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`${which} is no XML: ${reason}`, { operator: "assertXML", actual: xml });
  }
}

/**
 * Two documents of XML are the same: the order of attributes, space around tags and comments do not count.
 * Django: `assertXMLEqual`.
 *
 * @throws AssertionError when they are not
 */
export function assertXMLEqual(actual: string, expected: string, options: HtmlOptions = {}): void {
  const [ours, theirs] = [parsed(actual, "The first"), parsed(expected, "The second")];
  if (ours === theirs) return;
  fail(`The XML is not the same.\n\n${ours}\n\n!=\n\n${theirs}`, {
    operator: "assertXMLEqual",
    actual: ours,
    expected: theirs,
    ...options,
  });
}

/** The opposite of {@link assertXMLEqual}. @throws AssertionError when they are the same */
export function assertXMLNotEqual(
  actual: string,
  expected: string,
  options: HtmlOptions = {},
): void {
  const ours = parsed(actual, "The first");
  if (ours !== parsed(expected, "The second")) return;
  fail(`The XML is the same.\n\n${ours}`, { operator: "assertXMLNotEqual", ...options });
}
