import { createInterface, type Interface } from "node:readline";

import { UnansweredQuestion } from "./errors.ts";

/** Where questions are shown and answers come from. */
export interface Prompt {
  /** Shows lines. */
  say(text: string): void;
  /** Shows a question and gives the line that is typed. @throws UnansweredQuestion when the input ends */
  ask(question: string): Promise<string>;
}

/** Asks in a terminal, one line an answer; lines that come before their question wait for it. */
export function linePrompt(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout,
): Prompt {
  const reader = new LineReader(input, output);
  return {
    say: (text) => {
      output.write(`${text}\n`);
    },
    async ask(question) {
      const line = await reader.read(question);
      if (line === undefined) throw UnansweredQuestion.inputEnded(question.trim());
      return line;
    },
  };
}

/** Reads lines on demand; in between the input rests, so that it does not keep the program alive. */
class LineReader {
  readonly #input: NodeJS.ReadableStream;
  readonly #output: NodeJS.WritableStream;
  readonly #early: string[] = [];
  #lines: Interface | undefined;
  #ended = false;
  #take: ((line: string | undefined) => void) | undefined;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#input = input;
    this.#output = output;
  }

  /** The next line; undefined when there is none. */
  read(question: string): Promise<string | undefined> {
    const early = this.#early.shift();
    if (early !== undefined || this.#ended) {
      this.#output.write(`${question}\n`);
      return Promise.resolve(early);
    }
    const lines = this.#open();
    return new Promise((resolve) => {
      this.#take = (line) => {
        this.#take = undefined;
        if (!this.#ended) lines.pause();
        resolve(line);
      };
      lines.setPrompt(question);
      lines.prompt();
    });
  }

  #open(): Interface {
    if (this.#lines !== undefined) return this.#lines;
    const lines = createInterface({ input: this.#input, output: this.#output });
    lines.on("line", (line) => {
      if (this.#take === undefined) this.#early.push(line);
      else this.#take(line);
    });
    lines.on("close", () => {
      this.#ended = true;
      this.#take?.(undefined);
    });
    this.#lines = lines;
    return lines;
  }
}
