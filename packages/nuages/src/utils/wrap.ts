import { codePointLength } from "./code-points.ts";
import { SPACE } from "./space.ts";

const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const PIECES = new RegExp(`[${SPACE}]+|[^${SPACE}]+`, "g");
const BLANK = new RegExp(`^[${SPACE}]+$`);
const TAB_SIZE = 8;

/**
 * Breaks lines at white space so that none is longer than `width`; longer words stay whole, and the line
 * breaks that are there stay. White space at the breaks goes away. Django: `wrap`.
 */
export function wrap(text: string, width: number): string {
  const lines = text.split(LINE_ENDS);
  // A break at the end ends the last line; it does not begin another one.
  const last = lines.at(-1) === "" ? lines.pop() : undefined;
  const wrapped = lines.flatMap((line) => {
    const broken = breakLine(expandTabs(line), width);
    return broken.length > 0 ? broken : [line];
  });
  if (last !== undefined && text.endsWith("\n")) wrapped.push("");
  return wrapped.join("\n");
}

function expandTabs(line: string): string {
  if (!line.includes("\t")) return line;
  let column = 0;
  let expanded = "";
  for (const char of line) {
    const size = char === "\t" ? TAB_SIZE - (column % TAB_SIZE) : 1;
    expanded += char === "\t" ? " ".repeat(size) : char;
    column += size;
  }
  return expanded;
}

function breakLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current: string[] = [];
  let length = 0;
  const finish = (): void => {
    if (BLANK.test(current.at(-1) ?? "")) current.pop();
    if (current.length > 0) lines.push(current.join(""));
    current = [];
    length = 0;
  };
  for (const piece of line.match(PIECES) ?? []) {
    const size = codePointLength(piece);
    if (length + size > width && current.length > 0) finish();
    if (current.length === 0 && lines.length > 0 && BLANK.test(piece)) continue;
    current.push(piece);
    length += size;
  }
  finish();
  return lines;
}
