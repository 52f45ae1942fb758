export * as migrations from "./migrations.ts";
export {
  defineMigration,
  type Dependency,
  Migration,
  type MigrationDefinition,
  type MigrationKey,
  type SwappableDependency,
} from "./migration.ts";
export { type DeconstructedOperation, Operation, OperationCategory } from "./operation.ts";
export { InvalidOperation } from "./operations/errors.ts";
export { type MigrationCode, type RunTSOptions } from "./operations/run-ts.ts";
export { type RunSQLOptions, type Sql, type SqlStatement } from "./operations/run-sql.ts";
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
export { applyMigration, unapplyMigration } from "./executor/apply-migration.ts";
export {
  type ExecutorOptions,
  loadExecutor,
  type MigrateOptions,
  MigrationExecutor,
  type MigrationProgress,
} from "./executor/migration-executor.ts";
export { type MigrationTarget } from "./executor/plan.ts";
export { type DiskMigrations } from "./loader/migration-files.ts";
export { type LoadOptions, loadMigrations, MigrationLoader } from "./loader/migration-loader.ts";
export { MigrationRecorder } from "./recorder.ts";
export { type MigrateSignalArgs, type PlanStep, postMigrate, preMigrate } from "./signals.ts";
export { CannotSerialize } from "./writer/errors.ts";
export {
  type SerializeContext,
  registerSerializer,
  unregisterSerializer,
} from "./writer/serialize.ts";
