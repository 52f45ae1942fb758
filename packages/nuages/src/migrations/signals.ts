import type { AppConfig } from "../apps/index.ts";
import { Signal } from "../signals/index.ts";
import type { Migration } from "./migration.ts";
import type { StateApps } from "./state/state-apps.ts";

/** One migration of a plan, and which way it goes. */
export interface PlanStep {
  readonly migration: Migration;
  readonly backwards: boolean;
}

/** What receivers of {@link preMigrate} and {@link postMigrate} get. */
export interface MigrateSignalArgs {
  /** The app that the signal is sent for; it is the sender too. */
  appConfig: AppConfig;
  verbosity: number;
  /** May questions be asked? */
  interactive: boolean;
  /** Alias of the database. */
  using: string;
  /** What is, or was, applied and taken back. */
  plan: readonly PlanStep[];
  /** The models as they are in the database, before or after. */
  apps: StateApps;
  /** Where a receiver tells what it did. */
  write(text: string): void;
}

/** Sent for every installed app with models before `migrate` begins. Django: `pre_migrate`. */
export const preMigrate = new Signal<MigrateSignalArgs>("preMigrate");
/** Sent for every installed app with models when `migrate` or `flush` has ended. Django: `post_migrate`. */
export const postMigrate = new Signal<MigrateSignalArgs>("postMigrate");
