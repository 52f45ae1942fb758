import { createInterface } from "node:readline/promises";

/** Where answers come from: standard input, or anything that lines can be read from. */
export type PromptInput = NodeJS.ReadableStream;

/** Asks people questions, a line each. Close it, so that the process can end. */
export interface Prompt {
  /** The line typed after `question`; undefined when the input has ended. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** Reads answers from standard input; questions go to standard output. */
export function openPrompt(
  input: PromptInput = process.stdin,
  output: { write(text: string): unknown } = process.stdout,
): Prompt {
  const lines = createInterface({ input, terminal: false });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    async ask(question) {
      output.write(question);
      const { value, done } = await iterator.next();
      return done === true ? undefined : value;
    },
    close() {
      lines.close();
    },
  };
}
