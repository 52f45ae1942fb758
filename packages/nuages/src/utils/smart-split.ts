import { IS_SPACE } from "./space.ts";

const isQuote = (char: string | undefined): boolean => char === '"' || char === "'";

/**
 * Splits a text at white space, but not within quotes; backslashes escape quotes there. Quotes stay.
 * Django: `smart_split`.
 */
export function smartSplit(text: string): string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (IS_SPACE.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const end = endOfPiece(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** A piece goes through whole quoted parts; when its first quote never closes, to the next space. */
function endOfPiece(text: string, start: number): number {
  let index = start;
  let quotedParts = 0;
  for (;;) {
    const plain = endOfPlain(text, index);
    if (!isQuote(text[plain])) return plain;
    const close = closingQuote(text, plain);
    if (close < 0) return quotedParts > 0 ? plain : nextSpace(text, start);
    quotedParts += 1;
    index = close + 1;
  }
}

function endOfPlain(text: string, start: number): number {
  let index = start;
  while (index < text.length && !isQuote(text[index]) && !IS_SPACE.test(text.charAt(index)))
    index += 1;
  return index;
}

function closingQuote(text: string, open: number): number {
  for (let index = open + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === text[open]) return index;
  }
  return -1;
}

function nextSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && !IS_SPACE.test(text.charAt(index))) index += 1;
  return index;
}
