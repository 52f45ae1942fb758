import type { AppConfig } from "../../apps/index.ts";
import { Signal } from "../../signals/index.ts";
import type { HistoricalModel } from "./historical-model.ts";

/** A migration, as a plan names it. */
export interface PlannedMigration {
  readonly appLabel: string;
  readonly name: string;
}

/** One migration of a plan, and which way it goes. */
export interface PlanStep<Migration extends PlannedMigration = PlannedMigration> {
  readonly migration: Migration;
  readonly backwards: boolean;
}

/** The models as they are in the database. */
export interface HistoricalModels {
  /** @throws StateError when there is no such model */
  getModel(appLabel: string, name?: string): HistoricalModel;
  getModels(): readonly HistoricalModel[];
}

/** What receivers of {@link preMigrate} and {@link postMigrate} get. */
export interface MigrateSignalArgs {
  /** The app that the signal is sent for; it is the sender too. */
  appConfig: AppConfig;
  /** 0 says nothing, 1 what matters, 2 more, 3 everything. */
  verbosity: number;
  /** May questions be asked? */
  interactive: boolean;
  /** Alias of the database. */
  using: string;
  /** What is, or was, applied and taken back. */
  plan: readonly PlanStep[];
  /** The models before, or after. */
  models: HistoricalModels;
  /** Where a receiver tells what it did. */
  write(text: string): void;
}

/** Sent for every installed app with models before `migrate` begins. Django: `pre_migrate`. */
export const preMigrate = new Signal<MigrateSignalArgs>("preMigrate");
/** Sent for every installed app with models when `migrate` or `flush` has ended. Django: `post_migrate`. */
export const postMigrate = new Signal<MigrateSignalArgs>("postMigrate");
