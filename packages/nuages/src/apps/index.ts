export { AppConfig, type GetModelsOptions } from "./app-config.ts";
export { AppFiles } from "./app-files.ts";
export { App, type AppOptions, defineApp } from "./define-app.ts";
export {
  AppImportError,
  AppReadyError,
  AppLookupError,
  DuplicateApp,
  InvalidApp,
  ModelRegistrationError,
} from "./errors.ts";
export {
  MODEL,
  type ModelInfo,
  type ModelLike,
  type ModelTypes,
  type RegisteredModel,
} from "./model.ts";
export { migrationFiles, migrationsFolder } from "./migrations-folder.ts";
export { Apps, apps, onModelsLoaded } from "./registry.ts";
export { setup, type SetupOptions } from "./setup.ts";
export { onShutdown, shutdown } from "./shutdown.ts";
