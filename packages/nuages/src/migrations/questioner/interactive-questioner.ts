import { InvalidTypedValue, UnansweredQuestion } from "./errors.ts";
import { type InitialApps, wantsInitial } from "./initial-apps.ts";
import type { Prompt } from "./prompt.ts";
import {
  type FieldQuestion,
  NO_DEFAULT,
  type Questioner,
  type RenameModelQuestion,
  type RenameQuestion,
} from "./questioner.ts";
import { TYPED_NAMES, typedValue } from "./typed-value.ts";

export interface InteractiveOptions extends InitialApps {
  readonly prompt: Prompt;
}

/** Answers that are neither of those asked for are asked again, but not without end. */
const MAX_TRIES = 100;

/** Asks the developer. Django: `InteractiveMigrationQuestioner`. */
export class InteractiveQuestioner implements Questioner {
  readonly #options: InteractiveOptions;

  constructor(options: InteractiveOptions) {
    this.#options = options;
  }

  get #prompt(): Prompt {
    return this.#options.prompt;
  }

  async #yes(question: string): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const answer = (await this.#prompt.ask(`${question} [y/N] `)).trim().toLowerCase();
      if (answer === "" || /^no?$/.test(answer)) return false;
      if (/^y(?:es)?$/.test(answer)) return true;
      this.#prompt.say("Please answer yes or no.");
    }
    throw UnansweredQuestion.inputEnded(question);
  }

  /** The number of the choice, from 1. */
  async #choice(question: string, choices: readonly string[]): Promise<number> {
    this.#prompt.say(question);
    for (const [index, choice] of choices.entries()) this.#prompt.say(` ${index + 1}) ${choice}`);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const answer = Number((await this.#prompt.ask("Which one? ")).trim());
      if (Number.isInteger(answer) && answer >= 1 && answer <= choices.length) return answer;
      this.#prompt.say(`Please type a number from 1 to ${choices.length}.`);
    }
    throw UnansweredQuestion.inputEnded(question);
  }

  /** A value typed as an expression; nothing typed means `preset`, where there is one. */
  async #value(preset?: string): Promise<unknown> {
    this.#prompt.say(
      `Type the value as a TypeScript expression; ${TYPED_NAMES.join(", ")} are known. "exit" leaves.`,
    );
    if (preset !== undefined) this.#prompt.say(`Nothing typed means: ${preset}`);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const typed = (
        await this.#prompt.ask(preset === undefined ? ">>> " : `[${preset}] >>> `)
      ).trim();
      if (typed === "exit") throw UnansweredQuestion.left("no value was given");
      if (typed === "" && preset === undefined) {
        this.#prompt.say('Please type a value, or "exit".');
        continue;
      }
      try {
        return typedValue(typed === "" ? (preset ?? "") : typed);
      } catch (error) {
        if (!(error instanceof InvalidTypedValue)) throw error;
        this.#prompt.say(error.message);
      }
    }
    throw UnansweredQuestion.inputEnded("the value");
  }

  askInitial(appLabel: string): Promise<boolean> {
    return wantsInitial(appLabel, this.#options);
  }

  askMerge(appLabel: string): Promise<boolean> {
    return this.#yes(
      `Merging is safe when the branches of ${appLabel} change different things. Merge them?`,
    );
  }

  askRename({ modelName, oldName, newName, field }: RenameQuestion): Promise<boolean> {
    return this.#yes(
      `Was ${modelName}.${oldName} renamed to ${modelName}.${newName} (a ${field.constructor.name})?`,
    );
  }

  askRenameModel({ oldModel, newModel }: RenameModelQuestion): Promise<boolean> {
    const { appLabel } = oldModel;
    return this.#yes(`Was the model ${appLabel}.${oldModel.name} renamed to ${newModel.name}?`);
  }

  async askNotNullAddition({ modelName, name }: FieldQuestion): Promise<unknown> {
    const choice = await this.#choice(
      `The new field ${modelName}.${name} may not be null and has no default: the rows that are there need a value.`,
      [
        "Give a value now, for the rows that are there",
        "Leave, and give the field a default in models.ts",
      ],
    );
    if (choice === 1) return this.#value();
    throw UnansweredQuestion.left("the field gets a default first");
  }

  async askNotNullAlteration({ modelName, name }: FieldQuestion): Promise<unknown> {
    const choice = await this.#choice(
      `${modelName}.${name} may not be null any more and has no default: rows that hold NULL need a value.`,
      [
        "Give a value now, for the rows that hold NULL",
        "Go on: rows that hold NULL are seen to by another operation, RunTS or RunSQL",
        "Leave, and give the field a default in models.ts",
      ],
    );
    if (choice === 1) return this.#value();
    if (choice === 2) return NO_DEFAULT;
    throw UnansweredQuestion.left("the field gets a default first");
  }

  async askAutoNowAddAddition({ modelName, name }: FieldQuestion): Promise<unknown> {
    const choice = await this.#choice(
      `The new field ${modelName}.${name} has autoNowAdd: the rows that are there need a moment, too.`,
      ["Give one now, for the rows that are there", "Leave, and change the field in models.ts"],
    );
    if (choice === 1) return this.#value("now()");
    throw UnansweredQuestion.left("the field is changed first");
  }

  async askUniqueCallableDefaultAddition({ modelName, name }: FieldQuestion): Promise<void> {
    const choice = await this.#choice(
      `The new field ${modelName}.${name} is unique, but its default is worked out once for all rows that are there: with more than one, the migration fails.`,
      [
        "Go on: the migration is changed by hand so that each row gets its own",
        "Leave, and change the field in models.ts",
      ],
    );
    if (choice === 2) throw UnansweredQuestion.left("the field is changed first");
  }
}
