import { DeserializationError } from "./errors.ts";
import type { TextChunks } from "./formats/format.ts";

/** Values of an array of JSON, each read when its text is complete. */
export async function* readJsonArray(chunks: TextChunks, source: string): AsyncGenerator<unknown> {
  const elements = new ArrayElements(source);
  for await (const chunk of chunks) {
    for (const text of elements.push(chunk)) yield parseJson(text, source);
  }
  elements.end();
}

/** Values of lines of JSON; empty lines are left out. */
export async function* readJsonLines(chunks: TextChunks, source: string): AsyncGenerator<unknown> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield parseJson(line, source);
  }
  if (rest.trim() !== "") yield parseJson(rest, source);
}

/** What a reviver of `JSON.parse` gets about a number: its text. */
interface SourceContext {
  readonly source?: string;
}

/** Reads JSON; whole numbers beyond what is exact become bigints. @throws DeserializationError */
export function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text, exactNumbers) as unknown;
  } catch (error) {
    // A RangeError: the value is nested deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) {
      throw DeserializationError.syntax(source, { format: "JSON", cause: error });
    }
    throw error;
  }
}

function exactNumbers(_key: string, value: unknown, context?: SourceContext): unknown {
  const text = context?.source;
  const isLarge =
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && text !== undefined && /^-?\d+$/u.test(text) ? BigInt(text) : value;
}

const SPACE = /^[\s\uFEFF]*$/u;
/** Quotes, brackets, commas: what the end of an element can be told by. */
const MARKS = /["[\]{},]/gu;

/** How many backslashes stand before `end`, none of them before `start`. */
function slashesBefore(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === "\\") at -= 1;
  return end - at;
}

/** Cuts the text of an array into the texts of its elements, while it comes in. */
class ArrayElements {
  readonly #source: string;
  #state: "before" | "inside" | "after" = "before";
  #depth = 0;
  #inString = false;
  #text = "";
  #scanned = 0;
  #count = 0;

  constructor(source: string) {
    this.#source = source;
  }

  *push(chunk: string): Generator<string> {
    this.#text += chunk;
    if (this.#state === "before") this.#enter();
    while (this.#state === "inside") {
      const element = this.#next();
      if (element === undefined) return;
      if (element.trim() !== "") yield element;
    }
    if (this.#state === "after") this.#requireSpace();
  }

  /** @throws DeserializationError when the array is not complete, or there was none */
  end(): void {
    if (this.#state === "after") return;
    const rest = this.#text.trim();
    // What is wrong within the text comes first.
    if (rest !== "" || this.#state === "before") parseJson(rest, this.#source);
    throw this.#state === "before" ? this.#noList() : this.#syntax("Unexpected end of JSON input");
  }

  #enter(): void {
    const start = /[^\s\uFEFF]/u.exec(this.#text);
    if (start === null || this.#text[start.index] !== "[") return;
    this.#text = this.#text.slice(start.index + 1);
    this.#state = "inside";
  }

  /** The next complete element; undefined when more text is needed. */
  #next(): string | undefined {
    MARKS.lastIndex = this.#scanned;
    for (;;) {
      if (this.#inString && !this.#leaveString()) return undefined;
      const mark = MARKS.exec(this.#text);
      if (mark === null) {
        this.#scanned = this.#text.length;
        return undefined;
      }
      if (mark[0] === '"') {
        this.#inString = true;
        this.#scanned = MARKS.lastIndex;
      } else if (this.#endsElement(mark[0])) return this.#cut(mark.index, mark[0]);
    }
  }

  /** Skips the rest of a text in quotes; false when its end has not come yet. */
  #leaveString(): boolean {
    for (;;) {
      const quote = this.#text.indexOf('"', this.#scanned);
      const end = quote < 0 ? this.#text.length : quote;
      const slashes = slashesBefore(this.#text, this.#scanned, end);
      // Backslashes at the end belong to what comes next.
      this.#scanned = quote < 0 ? end - slashes : quote + 1;
      if (quote < 0) return false;
      if (slashes % 2 === 0) break;
    }
    this.#inString = false;
    MARKS.lastIndex = this.#scanned;
    return true;
  }

  #endsElement(mark: string): boolean {
    if (mark === "[" || mark === "{") this.#depth += 1;
    else if (mark !== ",") {
      if (this.#depth === 0) return true;
      this.#depth -= 1;
    } else return this.#depth === 0;
    return false;
  }

  #cut(index: number, mark: string): string {
    const element = this.#text.slice(0, index);
    this.#text = this.#text.slice(index + 1);
    this.#scanned = 0;
    const isEmpty = element.trim() === "";
    if (mark === "]" && isEmpty && this.#count === 0) this.#state = "after";
    else if (isEmpty || mark === "}") throw this.#syntax(`Unexpected token '${mark}'`);
    else if (mark === "]") this.#state = "after";
    this.#count += 1;
    return element;
  }

  #requireSpace(): void {
    if (!SPACE.test(this.#text)) throw this.#syntax("Unexpected text after the list");
    this.#text = "";
  }

  #syntax(message: string): DeserializationError {
    const place = this.#count === 0 ? "" : ` after object ${this.#count}`;
    const cause = new SyntaxError(message + place);
    return DeserializationError.syntax(this.#source, { format: "JSON", cause });
  }

  #noList(): DeserializationError {
    const place = { source: this.#source, index: 1, model: undefined, pk: undefined };
    return DeserializationError.shape(place, "the data is no list of objects");
  }
}
