import { withSchemaEditor } from "nuages/db";
import {
  applyMigration,
  type FieldQuestion,
  type Dependency,
  Migration,
  MigrationAutodetector,
  NO_DEFAULT,
  NonInteractiveQuestioner,
  type ProjectState,
} from "nuages/migrations";

import { RandomModels } from "./random-models.ts";
import { seededRandom } from "./templates.ts";

/** Says yes and no by chance, and gives values that fit. */
class RandomQuestioner extends NonInteractiveQuestioner {
  readonly #random: () => number;
  readonly #fills: boolean;

  constructor(random: () => number, fills: boolean) {
    super({ specifiedApps: ["lib", "shop"] });
    this.#random = random;
    this.#fills = fills;
  }

  override async askRename(): Promise<boolean> {
    return this.#random() < 0.5;
  }

  override async askRenameModel(): Promise<boolean> {
    return this.#random() < 0.5;
  }

  override async askNotNullAddition({ field }: FieldQuestion): Promise<unknown> {
    if (!this.#fills) return NO_DEFAULT;
    return field.kind === "text" ? "x" : field.kind === "datetime" ? new Date(0) : 1;
  }

  override askAutoNowAddAddition = (question: FieldQuestion): Promise<unknown> =>
    this.askNotNullAddition(question);

  override askNotNullAlteration = (question: FieldQuestion): Promise<unknown> =>
    this.askNotNullAddition(question);
}

function keyOf(dependency: Dependency): string {
  return "setting" in dependency ? dependency.setting : dependency.join(".");
}

/** Migrations in an order in which each comes after those that it depends on. */
function inOrder(migrations: readonly Migration[]): Migration[] {
  const sorted: Migration[] = [];
  const left = new Set(migrations);
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ key }) => keyOf(key)));
    const ready = [...left].find(({ dependencies }) =>
      dependencies.every((dependency) => !waiting.has(keyOf(dependency))),
    );
    if (ready === undefined) throw new Error(`a circle of ${[...left].map(String).join(", ")}`);
    sorted.push(ready);
    left.delete(ready);
  }
  return sorted;
}

export function lines(migrations: readonly Migration[]): string {
  return migrations
    .flatMap(({ appLabel, operations }) =>
      operations.map((operation) => `${appLabel}: ${operation.describe()}`),
    )
    .join("\n  ");
}

export interface ChangeOptions {
  readonly random: () => number;
  /** Do rows that are there get values for new columns? Default: true. */
  readonly fills?: boolean;
}

/** The migrations from one state to another, in an order in which they can be applied. */
export async function changesBetween(
  from: ProjectState,
  to: ProjectState,
  { random, fills = true }: ChangeOptions,
): Promise<Migration[]> {
  const detector = new MigrationAutodetector(from, to, new RandomQuestioner(random, fills));
  const drafts = [...(await detector.detect()).values()].flat();
  return inOrder(drafts.map((draft) => new Migration(draft.appLabel, draft.name, draft)));
}

/** Applies migrations to the state and to the database `default`. */
async function apply(migrations: readonly Migration[], state: ProjectState): Promise<void> {
  for (const migration of migrations)
    await withSchemaEditor({}, (editor) => applyMigration(migration, state, editor));
}

export interface FuzzOptions {
  readonly from: ProjectState;
  readonly steps: number;
  /** Also columns that a server cannot turn into others. */
  readonly rigid: boolean;
}

/**
 * Goes from no models through random ones; after each change the autodetector finds nothing more.
 * Gives what it found, if it did.
 */
export async function fuzzAutodetector(
  seed: number,
  { from, steps, rigid }: FuzzOptions,
): Promise<string | undefined> {
  const random = seededRandom(seed);
  for (let warm = 0; warm < 5; warm += 1) random();
  const make = new RandomModels(random, { rigid });
  const state = from;
  for (let step = 0; step < steps; step += 1) {
    const wanted = make.state();
    const migrations = await changesBetween(state, wanted, { random });
    await apply(migrations, state);
    const rest = await changesBetween(state, wanted, { random });
    if (rest.length > 0) {
      return `after\n  ${lines(migrations)}\nthere is still\n  ${lines(rest)}`;
    }
  }
  return undefined;
}
