import type { MigrationHints } from "./migration-hints.ts";
import type {
  FieldQuestion,
  Questioner,
  RenameModelQuestion,
  RenameQuestion,
} from "./questioner.ts";

/** The part of hints that is about a model; names of models may be written in any case. */
function ofModel<T>(
  hints: Readonly<Record<string, T>> | undefined,
  modelName: string,
): T | undefined {
  const found = Object.entries(hints ?? {}).find(
    ([name]) => name.toLowerCase() === modelName.toLowerCase(),
  );
  return found?.[1];
}

/** What renames say of two names: they are one, they are not, or nothing. */
function verdict(
  renames: Readonly<Record<string, string>> | undefined,
  oldName: string,
  newName: string,
): boolean | undefined {
  if (renames === undefined) return undefined;
  if (Object.hasOwn(renames, oldName)) return renames[oldName] === newName;
  return Object.values(renames).includes(newName) ? false : undefined;
}

/** Answers from hints; what they do not say is asked of another. */
export class HintedQuestioner implements Questioner {
  readonly #hints: ReadonlyMap<string, MigrationHints>;
  readonly #next: Questioner;

  /** @param hints By the label of the app. */
  constructor(hints: ReadonlyMap<string, MigrationHints>, next: Questioner) {
    this.#hints = hints;
    this.#next = next;
  }

  knowsRename({ appLabel, modelName, oldName, newName }: RenameQuestion): boolean | undefined {
    return verdict(ofModel(this.#hints.get(appLabel)?.fields, modelName), oldName, newName);
  }

  knowsModelRename({ oldModel, newModel }: RenameModelQuestion): boolean | undefined {
    return verdict(this.#hints.get(oldModel.appLabel)?.models, oldModel.name, newModel.name);
  }

  async askRename(question: RenameQuestion): Promise<boolean> {
    return this.knowsRename(question) ?? (await this.#next.askRename(question));
  }

  async askRenameModel(question: RenameModelQuestion): Promise<boolean> {
    return this.knowsModelRename(question) ?? (await this.#next.askRenameModel(question));
  }

  async #value(
    question: FieldQuestion,
    ask: (question: FieldQuestion) => Promise<unknown>,
  ): Promise<unknown> {
    const values = ofModel(this.#hints.get(question.appLabel)?.values, question.modelName);
    if (values !== undefined && Object.hasOwn(values, question.name)) return values[question.name];
    return ask(question);
  }

  askNotNullAddition(question: FieldQuestion): Promise<unknown> {
    return this.#value(question, (each) => this.#next.askNotNullAddition(each));
  }

  askNotNullAlteration(question: FieldQuestion): Promise<unknown> {
    return this.#value(question, (each) => this.#next.askNotNullAlteration(each));
  }

  askAutoNowAddAddition(question: FieldQuestion): Promise<unknown> {
    return this.#value(question, (each) => this.#next.askAutoNowAddAddition(each));
  }

  askUniqueCallableDefaultAddition(question: FieldQuestion): Promise<void> {
    return this.#next.askUniqueCallableDefaultAddition(question);
  }

  askInitial(appLabel: string): Promise<boolean> {
    return this.#next.askInitial(appLabel);
  }

  askMerge(appLabel: string): Promise<boolean> {
    return this.#next.askMerge(appLabel);
  }
}
