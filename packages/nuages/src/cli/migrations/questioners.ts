import { existsSync, readdirSync } from "node:fs";

import { migrationsFolder } from "../../apps/index.ts";
import {
  HintedQuestioner,
  InteractiveQuestioner,
  loadMigrationHints,
  NonInteractiveQuestioner,
  type Questioner,
  UnansweredQuestion,
} from "../../migrations/index.ts";
import type { Output } from "../output.ts";
import { openPrompt, type Prompt } from "../prompt.ts";

/** How questions are answered. */
export interface QuestionerOptions {
  readonly interactive: boolean;
  /** Apps that were named: they may get their first migration. */
  readonly labels: readonly string[];
  /** Where questions and decisions are shown. */
  readonly output: Output;
  readonly verbosity: number;
}

/** Answers questions by the hints of the apps, then by asking, or by what is safe to assume. */
export async function withQuestioner<Result>(
  { interactive, labels, output, verbosity }: QuestionerOptions,
  work: (questioner: Questioner) => Promise<Result>,
): Promise<Result> {
  const write = (text: string): void => output.write(text, { ending: "" });
  const prompt = interactive ? lazyPrompt(write) : undefined;
  const apps = { specifiedApps: labels, hasEmptyFolder };
  const last =
    prompt === undefined
      ? new NonInteractiveQuestioner({
          ...apps,
          merges: true,
          log: (line) => verbosity >= 1 && output.write(line),
        })
      : new InteractiveQuestioner({
          ...apps,
          prompt: {
            say: (text) => output.write(text),
            async ask(question) {
              const answer = await prompt.ask(question);
              if (answer === undefined) throw UnansweredQuestion.inputEnded(question.trim());
              return answer;
            },
          },
        });
  try {
    return await work(new HintedQuestioner(await loadMigrationHints(), last));
  } finally {
    prompt?.close();
  }
}

/** Standard input is opened with the first question: a process that asks nothing must not wait for it. */
function lazyPrompt(write: (text: string) => void): Prompt {
  let opened: Prompt | undefined;
  return {
    ask(question) {
      opened ??= openPrompt(process.stdin, { write });
      return opened.ask(question);
    },
    close() {
      opened?.close();
    },
  };
}

function hasEmptyFolder(label: string): boolean {
  const folder = migrationsFolder(label);
  if (folder === undefined || !existsSync(folder)) return false;
  return !readdirSync(folder).some((file) => /^[^_.].*\.m?[jt]s$/u.test(file));
}
