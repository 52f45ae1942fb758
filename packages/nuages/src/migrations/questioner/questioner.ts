import type { Field } from "../../db/index.ts";
import type { ModelState } from "../state/model-state.ts";

/** Stands for "no default": the developer sees to the rows that are there. */
export const NO_DEFAULT: unique symbol = Symbol("no default");

/** The field that a question is about. */
export interface FieldQuestion {
  readonly appLabel: string;
  /** Name of the model in lower case. */
  readonly modelName: string;
  readonly name: string;
  readonly field: Field;
}

export interface RenameQuestion {
  readonly appLabel: string;
  readonly modelName: string;
  readonly oldName: string;
  readonly newName: string;
  /** The field as it is under the new name. */
  readonly field: Field;
}

export interface RenameModelQuestion {
  readonly oldModel: ModelState;
  readonly newModel: ModelState;
}

/** Answers what two states of the models cannot tell by themselves. Django: `MigrationQuestioner`. */
export interface Questioner {
  /** Is the app to get its first migration? */
  askInitial(appLabel: string): Promise<boolean>;
  /** Was the field renamed (or else one removed and another added)? */
  askRename(question: RenameQuestion): Promise<boolean>;
  /** Was the model renamed? */
  askRenameModel(question: RenameModelQuestion): Promise<boolean>;
  /**
   * Is it known, without asking, whether the field was renamed? `true` makes it a rename even where
   * the definition is another, too. Undefined when nothing is known.
   */
  knowsRename?(question: RenameQuestion): boolean | undefined;
  /** The same for a model. */
  knowsModelRename?(question: RenameModelQuestion): boolean | undefined;
  /** The value that rows which are there get in a new column without default. */
  askNotNullAddition(question: FieldQuestion): Promise<unknown>;
  /** The value that rows with NULL get, or {@link NO_DEFAULT} to leave it to the developer. */
  askNotNullAlteration(question: FieldQuestion): Promise<unknown>;
  /** The moment that rows which are there get in a new column with `autoNowAdd`. */
  askAutoNowAddAddition(question: FieldQuestion): Promise<unknown>;
  /** Says that a new unique column would get one value in all rows, and lets the developer stop. */
  askUniqueCallableDefaultAddition(question: FieldQuestion): Promise<void>;
  /** Are migrations of the app that do not know of each other to be merged? */
  askMerge(appLabel: string): Promise<boolean>;
}
