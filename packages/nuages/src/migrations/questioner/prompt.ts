import { createInterface } from "node:readline";

import { UnansweredQuestion } from "./errors.ts";

/** Where questions are shown and answers come from. */
export interface Prompt {
  /** Shows lines. */
  say(text: string): void;
  /** Shows a question and gives the line that is typed. @throws UnansweredQuestion when the input ends */
  ask(question: string): Promise<string>;
}

/** Asks in a terminal, one line an answer. */
export function linePrompt(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout,
): Prompt {
  return {
    say: (text) => {
      output.write(`${text}\n`);
    },
    ask: (question) => readLine(question, input, output),
  };
}

function readLine(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, output });
    let answered = false;
    lines.question(question, (line) => {
      answered = true;
      lines.close();
      resolve(line);
    });
    lines.on("close", () => {
      if (!answered) reject(UnansweredQuestion.inputEnded(question.trim()));
    });
  });
}
