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
