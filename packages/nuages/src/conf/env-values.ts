const trueWords = new Set(["true", "yes", "y", "on", "ok", "1"]);
const falseWords = new Set(["false", "no", "n", "off", "0", ""]);

/** Undefined for text that says neither yes nor no. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : undefined;
}

/** Undefined for what is no whole number, or too large to be exact. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?\d+(?:_\d+)*$/u.test(text.trim())) return undefined;
  const number = Number(text.replaceAll("_", ""));
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Undefined for what is no finite decimal number. */
export function parseFloatingPoint(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text.trim())) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** `a=1,b=2` as an object without prototype; undefined when a pair has no equals sign. */
export function parsePairs(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = Object.create(null);
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    if (at < 1) return undefined;
    pairs[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return pairs;
}
