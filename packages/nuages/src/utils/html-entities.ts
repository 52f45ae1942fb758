import { createRequire } from "node:module";

type DecodeHtml = (text: string) => string;

let decodeHtml: DecodeHtml | undefined;

/** The decoder with its table of names: 13 ms, which most programs never need. */
function loadDecoder(): DecodeHtml {
  const load = createRequire(import.meta.url);
  return (load("entities/decode") as { decodeHTML: DecodeHtml }).decodeHTML;
}

/** Replaces HTML's character references (`&amp;`, `&#39;`, `&eacute`) by the characters. Python: `html.unescape`. */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  decodeHtml ??= loadDecoder();
  return decodeHtml(text);
}
