import { tokenizeHtml } from "../../utils/html-tokenizer.ts";
import { unescapeHtml } from "../../utils/html-entities.ts";

/** A text, or an element with its attributes in order of their names. */
export type HtmlNode = string | HtmlElement;

/** An element of {@link parseHtml}. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string | undefined])[];
  readonly children: HtmlNode[];
}

const VOID = new Set(
  "area base br col embed frame hr img input link meta param source track wbr".split(" "),
);
const BOOLEAN = new Set(
  (
    "allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate " +
    "hidden inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly " +
    "required reversed selected"
  ).split(" "),
);

/**
 * HTML as a tree in which what looks the same is the same: space around tags, the order of attributes and
 * of classes, and ways to write a character do not count; comments are left out.
 *
 * @throws TypeError when an end tag has no start
 */
export function parseHtml(source: string): HtmlNode[] {
  const root: HtmlElement = { name: "", attributes: [], children: [] };
  const open: HtmlElement[] = [root];
  let text = "";
  const flush = (): void => {
    const trimmed = text.replaceAll(/[\s]+/gu, " ").trim();
    if (trimmed !== "") open.at(-1)?.children.push(trimmed);
    text = "";
  };
  for (const token of tokenizeHtml(source, { references: false })) {
    if (token.kind === "text") {
      text += isRaw(open.at(-1)) ? token.text : unescapeHtml(token.text);
    } else if (token.kind === "start") {
      flush();
      const element = elementOf(token.name, token.text);
      open.at(-1)?.children.push(element);
      if (!token.selfClosing && !VOID.has(token.name)) open.push(element);
    } else if (token.kind === "end" && !VOID.has(token.name)) {
      flush();
      close(open, token.name);
    }
  }
  flush();
  return root.children;
}

function isRaw(element: HtmlElement | undefined): boolean {
  return element?.name === "script" || element?.name === "style";
}

function close(open: HtmlElement[], name: string): void {
  const at = open.findLastIndex((element, index) => index > 0 && element.name === name);
  if (at < 0) throw new TypeError(`The end tag </${name}> has no start.`);
  open.length = at;
}

const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/gu;

function elementOf(name: string, tag: string): HtmlElement {
  const rest = tag.slice(1 + name.length).replace(/\/?>$/u, "");
  const attributes = new Map<string, string | undefined>();
  for (const [, key = "", double, single, bare] of rest.matchAll(ATTRIBUTE)) {
    const attribute = key.toLowerCase();
    const value = double ?? single ?? bare;
    if (!attributes.has(attribute)) attributes.set(attribute, normalValue(attribute, value));
  }
  const sorted = [...attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  return { name, attributes: sorted, children: [] };
}

function normalValue(name: string, value: string | undefined): string | undefined {
  const text = unescapeHtml(value ?? "");
  if (BOOLEAN.has(name) && (text === "" || text.toLowerCase() === name)) return undefined;
  if (name !== "class") return text;
  return [...new Set(text.split(/\s+/u).filter((word) => word !== ""))].sort().join(" ");
}

/** The tree as text, a line a tag or text, for comparing and for messages. */
export function htmlText(nodes: readonly HtmlNode[]): string {
  return nodes.flatMap((node) => linesOf(node, "")).join("\n");
}

function linesOf(node: HtmlNode, indent: string): string[] {
  if (typeof node === "string") return [indent + node];
  const attributes = node.attributes.map(([name, value]) =>
    value === undefined ? ` ${name}` : ` ${name}="${value.replaceAll('"', "&quot;")}"`,
  );
  const children = node.children.flatMap((child) => linesOf(child, `${indent}  `));
  const close = children.length === 0 ? [] : [`${indent}</${node.name}>`];
  return [`${indent}<${node.name}${attributes.join("")}>`, ...children, ...close];
}

/** How often a piece of HTML stands in another: elements one after another, or a text. */
export function countHtml(needle: readonly HtmlNode[], haystack: readonly HtmlNode[]): number {
  const [only] = needle;
  if (only === undefined) return 0;
  if (needle.length === 1 && typeof only === "string") return countText(only, haystack);
  const texts = needle.map((node) => htmlText([node]));
  return countSequence(texts, haystack);
}

function countText(text: string, nodes: readonly HtmlNode[]): number {
  return nodes.reduce(
    (count, node) =>
      count +
      (typeof node === "string" ? node.split(text).length - 1 : countText(text, node.children)),
    0,
  );
}

function countSequence(texts: readonly string[], nodes: readonly HtmlNode[]): number {
  const own = nodes.map((node) => htmlText([node]));
  let count = 0;
  for (let at = 0; at + texts.length <= own.length; at += 1) {
    if (texts.every((text, index) => own[at + index] === text)) count += 1;
  }
  for (const node of nodes)
    if (typeof node !== "string") count += countSequence(texts, node.children);
  return count;
}
