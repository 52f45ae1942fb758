import {
  connections,
  DEFAULT_ALIAS,
  type Database,
  type SchemaEditor,
  withSchemaEditor,
} from "../../db/index.ts";
import { InvalidMigrationPlan } from "../errors.ts";
import {
  loadMigrations,
  type LoadOptions,
  type MigrationLoader,
} from "../loader/migration-loader.ts";
import { keyText, type Migration } from "../migration.ts";
import { MigrationRecorder } from "../recorder.ts";
import type { ProjectState } from "../state/project-state.ts";
import { mutateState } from "../mutate-state.ts";
import { applyMigration, unapplyMigration } from "./apply-migration.ts";
import { migrationPlan, type MigrationStep, type MigrationTarget } from "./plan.ts";
import { isSoftApplied } from "./soft-applied.ts";

/** What happens to a migration. `fake`: it is recorded only. */
export interface MigrationProgress {
  readonly action: "apply" | "unapply";
  readonly phase: "start" | "success";
  readonly migration: Migration;
  readonly fake: boolean;
}

/** Options of {@link MigrationExecutor.migrate}. */
export interface MigrateOptions {
  /** The steps. Default: those that lead to the targets. */
  readonly plan?: readonly MigrationStep[];
  /** Records the migrations without running them. */
  readonly fake?: boolean;
  /** Records an initial migration without running it, where its tables and columns are there. */
  readonly fakeInitial?: boolean;
}

/** Options of {@link loadExecutor}. */
export interface ExecutorOptions extends Pick<LoadOptions, "disk" | "replaceMigrations"> {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Called before and after each migration. */
  readonly onProgress?: (progress: MigrationProgress) => void;
}

/** How a migration is run and recorded. */
interface Edit {
  readonly backwards: boolean;
  work(editor: SchemaEditor): Promise<void>;
  record(): Promise<void>;
}

/** Reads the migrations and what a database has of them. */
export async function loadExecutor(options: ExecutorOptions = {}): Promise<MigrationExecutor> {
  const { using = DEFAULT_ALIAS, onProgress, ...rest } = options;
  const loader = await loadMigrations({ using, ...rest });
  return new MigrationExecutor(loader, connections.get(using), onProgress);
}

/** Applies migrations and takes them back. Made by {@link loadExecutor}. Django: `MigrationExecutor`. */
export class MigrationExecutor {
  readonly loader: MigrationLoader;
  readonly database: Database;
  readonly recorder: MigrationRecorder;
  readonly #onProgress: (progress: MigrationProgress) => void;
  /** What is applied, as this executor goes along. */
  readonly #applied: Set<string>;

  constructor(
    loader: MigrationLoader,
    database: Database,
    onProgress: (progress: MigrationProgress) => void = () => undefined,
  ) {
    this.loader = loader;
    this.database = database;
    this.recorder = new MigrationRecorder(database);
    this.#onProgress = onProgress;
    this.#applied = new Set(loader.applied);
  }

  /** The steps from what is applied to the targets. */
  plan(targets: readonly MigrationTarget[]): MigrationStep[] {
    return migrationPlan(this.loader, targets, this.#applied);
  }

  /** All migrations in the order in which an empty database gets them. */
  fullPlan(): Migration[] {
    const leaves = this.loader.graph.leafNodes();
    return migrationPlan(this.loader, leaves, new Set()).map(({ migration }) => migration);
  }

  /** The models as the applied migrations leave them. */
  appliedState(): ProjectState {
    const state = this.loader.emptyState();
    for (const migration of this.fullPlan())
      if (this.#isApplied(migration)) mutateState(migration, state);
    return state;
  }

  #isApplied(migration: Migration): boolean {
    return this.#applied.has(keyText(migration.key));
  }

  /**
   * Brings the database to the targets; each migration runs in a transaction where the database can
   * undo changes of tables. Gives the state of the models afterwards.
   *
   * @throws InvalidMigrationPlan when the plan goes both ways
   * @throws IrreversibleError when a migration cannot be taken back
   * @throws InterruptedMigration when one failed half-way where that cannot be undone
   */
  async migrate(
    targets: readonly MigrationTarget[],
    options: MigrateOptions = {},
  ): Promise<ProjectState> {
    const { plan = this.plan(targets) } = options;
    // Without work there is no reason to make the table.
    if (plan.length > 0) await this.recorder.ensureSchema();
    const forwards = plan.find(({ backwards }) => !backwards);
    const backwards = plan.find((step) => step.backwards);
    if (forwards !== undefined && backwards !== undefined)
      throw InvalidMigrationPlan.mixed(forwards.migration.key, backwards.migration.key);
    const state =
      backwards === undefined
        ? await this.#forwards(plan, options)
        : await this.#backwards(plan, options);
    if (await this.recorder.hasTable()) await this.#recordReplacements();
    return state;
  }

  async #forwards(plan: readonly MigrationStep[], options: MigrateOptions): Promise<ProjectState> {
    const state = this.appliedState();
    for (const { migration } of plan) await this.#apply(migration, state, options);
    return state;
  }

  async #apply(
    migration: Migration,
    state: ProjectState,
    { fake = false, fakeInitial = false }: MigrateOptions,
  ): Promise<void> {
    const isFake = fake || (fakeInitial && (await isSoftApplied(migration, state, this.database)));
    const tell = this.#teller("apply", migration);
    tell("start", isFake);
    if (isFake) {
      mutateState(migration, state);
      await this.#recordApplied(migration);
    } else {
      await this.#edit(migration, {
        backwards: false,
        work: (editor) => applyMigration(migration, state, editor),
        record: () => this.#recordApplied(migration),
      });
    }
    this.#applied.add(keyText(migration.key));
    tell("success", isFake);
  }

  #teller(
    action: MigrationProgress["action"],
    migration: Migration,
  ): (phase: MigrationProgress["phase"], fake: boolean) => void {
    return (phase, fake) => this.#onProgress({ action, phase, migration, fake });
  }

  /** Runs a migration; what is recorded goes into its transaction, where there is one. */
  async #edit({ atomic }: Migration, edit: Edit): Promise<void> {
    const { backwards, work, record } = edit;
    let isRecorded = false;
    const options = { using: this.database.alias, atomic, backwards };
    await withSchemaEditor(options, async (editor) => {
      await work(editor);
      if (!editor.atomicMigration) return;
      await record();
      isRecorded = true;
    });
    if (!isRecorded) await record();
  }

  async #backwards(plan: readonly MigrationStep[], options: MigrateOptions): Promise<ProjectState> {
    const wanted = new Set(plan.map(({ migration }) => migration));
    const before = new Map<Migration, ProjectState>();
    const state = this.loader.emptyState();
    for (const migration of this.fullPlan()) {
      if (!this.#isApplied(migration)) continue;
      if (wanted.has(migration)) before.set(migration, state.clone());
      mutateState(migration, state);
    }
    for (const { migration } of plan) {
      const from = before.get(migration);
      if (from !== undefined) await this.#unapply(migration, from, options);
    }
    return this.appliedState();
  }

  async #unapply(
    migration: Migration,
    before: ProjectState,
    { fake = false }: MigrateOptions,
  ): Promise<void> {
    const tell = this.#teller("unapply", migration);
    tell("start", fake);
    const record = (): Promise<void> => this.#recordUnapplied(migration);
    if (fake) await record();
    else {
      await this.#edit(migration, {
        backwards: true,
        work: (editor) => unapplyMigration(migration, before, editor),
        record,
      });
    }
    this.#applied.delete(keyText(migration.key));
    tell("success", fake);
  }

  async #recordApplied(migration: Migration): Promise<void> {
    const replaced = this.loader.replacedBy(migration);
    for (const key of replaced.length > 0 ? replaced : [migration.key])
      await this.recorder.recordApplied(key);
  }

  async #recordUnapplied(migration: Migration): Promise<void> {
    for (const key of [...this.loader.replacedBy(migration), migration.key])
      await this.recorder.recordUnapplied(key);
  }

  /** Records squashed migrations all of whose parts are applied. */
  async #recordReplacements(): Promise<void> {
    const { replacements } = this.loader;
    if (replacements.length === 0) return;
    const recorded = await this.recorder.applied();
    for (const migration of replacements) {
      const parts = this.loader.replacedBy(migration);
      const isDone = parts.every((part) => recorded.has(keyText(part)));
      if (isDone && !recorded.has(keyText(migration.key)))
        await this.recorder.recordApplied(migration.key);
    }
  }
}
