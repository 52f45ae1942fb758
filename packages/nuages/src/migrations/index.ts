import "./lint/check-risks.ts";

export {
  type ChangesOptions,
  MigrationAutodetector,
} from "./autodetector/migration-autodetector.ts";
export { UnresolvableDependencies } from "./autodetector/errors.ts";
export { type DraftMigration, type KnownMigrations } from "./autodetector/split-migrations.ts";
export { migrationNumber } from "./autodetector/number-migrations.ts";
export { suggestName } from "./autodetector/suggest-name.ts";
export { sameField, sameValue } from "./comparing/same-value.ts";
export * as migrations from "./migrations.ts";
export {
  defineMigration,
  type Dependency,
  keyText,
  Migration,
  type MigrationDefinition,
  type MigrationKey,
  type SwappableDependency,
} from "./migration.ts";
export { type DeconstructedOperation, Operation, OperationCategory } from "./operation.ts";
export { InvalidOperation } from "./operations/errors.ts";
export { type MigrationCode, type RunTSOptions } from "./operations/run-ts.ts";
export { type RunSQLOptions, type Sql, type SqlStatement } from "./operations/run-sql.ts";
export { leadsToSame } from "./optimizer/leads-to-same.ts";
export { optimize } from "./optimizer/optimize.ts";
export {
  InvalidMigrationHints,
  InvalidTypedValue,
  UnansweredQuestion,
} from "./questioner/errors.ts";
export { HintedQuestioner } from "./questioner/hinted-questioner.ts";
export {
  type InteractiveOptions,
  InteractiveQuestioner,
} from "./questioner/interactive-questioner.ts";
export { loadMigrationHints } from "./questioner/load-migration-hints.ts";
export { defineMigrationHints, type MigrationHints } from "./questioner/migration-hints.ts";
export {
  type NonInteractiveOptions,
  NonInteractiveQuestioner,
} from "./questioner/non-interactive-questioner.ts";
export { type Prompt } from "./questioner/prompt.ts";
export {
  type FieldQuestion,
  NO_DEFAULT,
  type Questioner,
  type RenameModelQuestion,
  type RenameQuestion,
} from "./questioner/questioner.ts";
export { InvalidBasesError, StateError } from "./state/errors.ts";
export { ModelState, type ModelStateParts } from "./state/model-state.ts";
export { ProjectState } from "./state/project-state.ts";
export { StateApps } from "./state/state-apps.ts";
export {
  AmbiguityError,
  BadMigrationError,
  CircularDependencyError,
  InconsistentMigrationHistory,
  InterruptedMigration,
  InvalidMigrationPlan,
  IrreversibleError,
  MigrationSchemaMissing,
  NodeNotFoundError,
} from "./errors.ts";
export {
  emitPostMigrate,
  emitPreMigrate,
  installedModels,
  type MigrateEvent,
} from "./emit-signals.ts";
export { migrateDatabase, type MigrateDatabaseOptions } from "./migrate-database.ts";
export { applyMigration, unapplyMigration } from "./executor/apply-migration.ts";
export {
  type ExecutorOptions,
  loadExecutor,
  type MigrateOptions,
  MigrationExecutor,
  type MigrationProgress,
} from "./executor/migration-executor.ts";
export { type MigrationSql, migrationSql } from "./executor/migration-sql.ts";
export { type MigrationStep, type MigrationTarget } from "./executor/plan.ts";
export { lintMessage, type LintFinding, type LintKind } from "./lint/finding.ts";
export { lintMigrations, type LintOptions } from "./lint/lint-migrations.ts";
export { type DiskMigrations, fileOf } from "./loader/migration-files.ts";
export { type LoadOptions, loadMigrations, MigrationLoader } from "./loader/migration-loader.ts";
export { type SyncOrder, syncOrder } from "./sync-order.ts";
export { MigrationRecorder } from "./recorder.ts";
export { CannotSerialize } from "./writer/errors.ts";
export { type MigrationFile, migrationFile, writeMigrationFile } from "./writer/migration-file.ts";
export {
  type SerializeContext,
  registerSerializer,
  unregisterSerializer,
} from "./writer/serialize.ts";
