import { AppLookupError, apps } from "../../apps/index.ts";
import {
  AmbiguityError,
  type Migration,
  type MigrationLoader,
  NodeNotFoundError,
} from "../../migrations/index.ts";
import { CommandError } from "../errors.ts";

/** @throws CommandError when no app of that label is installed */
export function requireApp(label: string): void {
  try {
    apps.getAppConfig(label);
  } catch (error) {
    if (!(error instanceof AppLookupError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** @throws CommandError when the app is not installed, or has no migrations */
export function requireMigrations(label: string, loader: MigrationLoader): void {
  requireApp(label);
  if (!loader.migratedApps.has(label))
    throw new CommandError(`App '${label}' does not have migrations.`, {
      hint: `Make them with makemigrations ${label}.`,
    });
}

/** The migration whose name begins so. @throws CommandError when there is none, or several */
export function migrationByPrefix(
  loader: MigrationLoader,
  label: string,
  prefix: string,
): Migration {
  try {
    return loader.byPrefix(label, prefix);
  } catch (error) {
    if (error instanceof AmbiguityError) {
      const names = (error.details["names"] as readonly string[]).join(", ");
      throw new CommandError(
        `More than one migration matches '${prefix}' in app '${label}'. Please be more specific.`,
        { hint: `They are: ${names}.`, cause: error },
      );
    }
    if (!(error instanceof NodeNotFoundError)) throw error;
    throw new CommandError(
      `Cannot find a migration matching '${prefix}' from app '${label}'.`,
      error.hint === undefined ? { cause: error } : { hint: error.hint, cause: error },
    );
  }
}

/** @throws CommandError when apps have migrations that do not know of each other */
export function refuseConflicts(loader: MigrationLoader, program: string): void {
  const conflicts = loader.conflicts();
  if (conflicts.size === 0) return;
  const found = [...conflicts].map(([app, names]) => `${names.join(", ")} in ${app}`).join("; ");
  throw new CommandError(
    `Conflicting migrations detected; multiple leaf nodes in the migration graph: (${found}).\n` +
      `To fix them run '${program} makemigrations --merge'`,
  );
}
