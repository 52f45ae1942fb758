import { UnansweredQuestion } from "./errors.ts";
import { type InitialApps, wantsInitial } from "./initial-apps.ts";
import {
  type FieldQuestion,
  NO_DEFAULT,
  type Questioner,
  type RenameModelQuestion,
  type RenameQuestion,
} from "./questioner.ts";

export interface NonInteractiveOptions extends InitialApps {
  /** Takes a line about what was decided without asking. */
  readonly log?: (line: string) => void;
  /** Are branches of an app merged? Default: no. */
  readonly merges?: boolean;
}

/**
 * Answers without asking: nothing was renamed; a column that loses NULL is left to the developer;
 * where rows would need a value it refuses. Each decision is said in a line. Django:
 * `NonInteractiveMigrationQuestioner`.
 */
export class NonInteractiveQuestioner implements Questioner {
  readonly #options: NonInteractiveOptions;

  constructor(options: NonInteractiveOptions = {}) {
    this.#options = options;
  }

  #log(line: string): void {
    this.#options.log?.(line);
  }

  askInitial(appLabel: string): Promise<boolean> {
    return wantsInitial(appLabel, this.#options);
  }

  async askMerge(_appLabel: string): Promise<boolean> {
    return this.#options.merges ?? false;
  }

  async askRename({ modelName, oldName, newName }: RenameQuestion): Promise<boolean> {
    this.#log(
      `${modelName}.${oldName} is taken as removed and ${modelName}.${newName} as new. If it was renamed, say so in migrations/_hints.ts: fields: { ${modelName}: { ${oldName}: "${newName}" } }`,
    );
    return false;
  }

  async askRenameModel({ oldModel, newModel }: RenameModelQuestion): Promise<boolean> {
    this.#log(
      `The model ${oldModel.name} is taken as deleted and ${newModel.name} as new. If it was renamed, say so in migrations/_hints.ts: models: { ${oldModel.name}: "${newModel.name}" }`,
    );
    return false;
  }

  /** @throws UnansweredQuestion always */
  async askNotNullAddition(question: FieldQuestion): Promise<unknown> {
    throw UnansweredQuestion.newColumn(question);
  }

  async askNotNullAlteration({ modelName, name }: FieldQuestion): Promise<unknown> {
    this.#log(
      `${modelName}.${name} may not be null any more and has no default: rows that hold NULL must get a value before this is applied.`,
    );
    return NO_DEFAULT;
  }

  /** @throws UnansweredQuestion always */
  async askAutoNowAddAddition(question: FieldQuestion): Promise<unknown> {
    throw UnansweredQuestion.newColumn(question);
  }

  async askUniqueCallableDefaultAddition({ modelName, name }: FieldQuestion): Promise<void> {
    this.#log(
      `${modelName}.${name} is unique, but its default is worked out once for all rows that are there: with more than one, the migration fails.`,
    );
  }
}
