import { configure, isConfigured } from "../../conf/index.ts";
import { type AnyFieldType, models } from "../../db/index.ts";
import { MigrationAutodetector } from "../autodetector/migration-autodetector.ts";
import type { DraftMigration } from "../autodetector/split-migrations.ts";
import { NO_DEFAULT, type FieldQuestion, type Questioner } from "../questioner/questioner.ts";
import { ModelState, type ModelStateParts } from "../state/model-state.ts";
import { ProjectState } from "../state/project-state.ts";

if (!isConfigured()) configure({ secretKey: "x", authUserModel: "people.User" });

/** A model of the app `lib` with an automatic key. */
export function model(
  name: string,
  fields: Readonly<Record<string, AnyFieldType>> = {},
  parts: Partial<ModelStateParts> = {},
): ModelState {
  const id = models.AutoField({ primaryKey: true });
  return new ModelState({ appLabel: "lib", name, fields: { id, ...fields }, ...parts });
}

export function state(...states: readonly ModelState[]): ProjectState {
  return new ProjectState(states);
}

/** Answers that a test gives; what is left out is no, or no default. */
export interface Answers {
  readonly rename?: boolean;
  readonly renameModel?: boolean;
  readonly value?: unknown;
  /** Apps that get their first migration. Default: all. */
  readonly initial?: readonly string[];
}

/** Answers as it was told, and keeps what it was asked. */
export class TestQuestioner implements Questioner {
  readonly asked: string[] = [];
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  async #value(what: string, { modelName, name }: FieldQuestion): Promise<unknown> {
    this.asked.push(`${what} ${modelName}.${name}`);
    return "value" in this.#answers ? this.#answers.value : NO_DEFAULT;
  }

  askInitial = async (label: string): Promise<boolean> =>
    this.#answers.initial?.includes(label) ?? true;
  askMerge = async (): Promise<boolean> => false;
  askRename: Questioner["askRename"] = async ({ modelName, oldName, newName }) => {
    this.asked.push(`rename ${modelName}.${oldName} ${newName}`);
    return this.#answers.rename ?? false;
  };
  askRenameModel: Questioner["askRenameModel"] = async ({ oldModel, newModel }) => {
    this.asked.push(`rename ${oldModel.name} ${newModel.name}`);
    return this.#answers.renameModel ?? false;
  };
  askNotNullAddition = (question: FieldQuestion): Promise<unknown> =>
    this.#value("addition", question);
  askNotNullAlteration = (question: FieldQuestion): Promise<unknown> =>
    this.#value("alteration", question);
  askAutoNowAddAddition = (question: FieldQuestion): Promise<unknown> =>
    this.#value("autoNowAdd", question);
  askUniqueCallableDefaultAddition = async (question: FieldQuestion): Promise<void> => {
    await this.#value("uniqueCallable", question);
  };
}

/** What was found, in a form that tests compare. */
export interface Found {
  readonly drafts: readonly DraftMigration[];
  /** `lib: + Create model Book` … in order. */
  readonly steps: readonly string[];
  readonly asked: readonly string[];
}

/** The migrations from one state to another. */
export async function detected(
  before: ProjectState,
  after: ProjectState,
  questioner: TestQuestioner = new TestQuestioner(),
): Promise<Found> {
  const drafts = [
    ...(await new MigrationAutodetector(before, after, questioner).detect()).values(),
  ].flat();
  drafts.sort((a, b) => (a.appLabel < b.appLabel ? -1 : 1));
  return {
    drafts,
    asked: questioner.asked,
    steps: drafts.flatMap(({ appLabel, operations }) =>
      operations.map((operation) => `${appLabel}: ${operation.formattedDescription()}`),
    ),
  };
}
