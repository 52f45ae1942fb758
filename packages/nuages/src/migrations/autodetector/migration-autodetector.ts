import type { Migration } from "../migration.ts";
import { optimize } from "../optimizer/optimize.ts";
import type { Questioner } from "../questioner/questioner.ts";
import type { ProjectState } from "../state/project-state.ts";
import { detectChanges } from "./detect-changes.ts";
import { Detection } from "./detection.ts";
import { numberMigrations } from "./number-migrations.ts";
import { sortOperations } from "./sort-operations.ts";
import {
  type DraftMigration,
  type KnownMigrations,
  MigrationSplitter,
} from "./split-migrations.ts";
import { trimToApps } from "./trim-to-apps.ts";

export interface ChangesOptions {
  /** The migrations that there are. */
  readonly graph: KnownMigrations;
  /** Only these apps, and those that they need. Default: all. */
  readonly trimToApps?: Iterable<string>;
  /** Name of the migrations, in place of one made of what they do. */
  readonly migrationName?: string;
}

/**
 * Finds the migrations that lead from one state of the models to another. The states are not
 * changed, and nothing is read or written but the answers to questions. Django: `MigrationAutodetector`.
 */
export class MigrationAutodetector {
  readonly #from: ProjectState;
  readonly #to: ProjectState;
  readonly #questioner: Questioner;

  constructor(from: ProjectState, to: ProjectState, questioner: Questioner) {
    this.#from = from;
    this.#to = to;
    this.#questioner = questioner;
  }

  /**
   * The migrations by app, numbered and named, in the order in which they can be applied.
   *
   * @throws UnresolvableDependencies when the changes need each other
   */
  async changes(options: ChangesOptions): Promise<Map<string, Migration[]>> {
    const drafts = await this.detect(options.graph);
    const changes = await numberMigrations(drafts, {
      known: options.graph,
      questioner: this.#questioner,
      name: options.migrationName,
    });
    return options.trimToApps === undefined ? changes : trimToApps(changes, options.trimToApps);
  }

  /** The migrations by app before they have numbers: `auto_1`, `auto_2` … */
  async detect(graph?: KnownMigrations): Promise<ReadonlyMap<string, readonly DraftMigration[]>> {
    const detection = new Detection(this.#from, this.#to, this.#questioner);
    await detectChanges(detection);
    const sorted = new Map(
      [...detection.operations].map(([app, found]) => [app, sortOperations(app, found)]),
    );
    const drafts = new MigrationSplitter(detection, sorted, graph).split();
    return new Map(
      [...drafts].map(([app, list]) => [
        app,
        list.map((draft) => ({ ...draft, operations: optimize(draft.operations, app) })),
      ]),
    );
  }
}
