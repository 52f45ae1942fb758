import { decodeHTML } from "entities/decode";

/** Replaces HTML's character references (`&amp;`, `&#39;`, `&eacute`) by the characters. Python: `html.unescape`. */
export function unescapeHtml(text: string): string {
  return text.includes("&") ? decodeHTML(text) : text;
}
