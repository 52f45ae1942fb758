import { didYouMean, NuagesError } from "../errors/index.ts";
import type { ImportFailure } from "../utils/import-error.ts";
import { showPath } from "../utils/show-path.ts";
import type { MigrationKey } from "./migration.ts";

/** A migration as messages name it: `catalog.0001_initial`. */
function named([app, name]: MigrationKey): string {
  return `${app}.${name}`;
}

function list(keys: readonly MigrationKey[]): string {
  return keys.map(named).join(", ");
}

/** A migration depends on one that does not exist. Django: `NodeNotFoundError`. */
export class NodeNotFoundError extends NuagesError {
  readonly code = "migrations.node_not_found";
  /** The migration that is missing. */
  readonly node: MigrationKey;
  /** The migration that asks for it; undefined when a caller did. */
  readonly origin: MigrationKey | undefined;

  private constructor(
    message: string,
    options: { hint: string; node: MigrationKey; origin?: MigrationKey },
  ) {
    const { hint, node, origin } = options;
    super(message, { hint, details: { node, origin } });
    this.node = node;
    this.origin = origin;
  }

  static unknown(node: MigrationKey, known: Iterable<string>): NodeNotFoundError {
    return new NodeNotFoundError(`There is no migration ${named(node)}.`, {
      hint: didYouMean(named(node), known, { label: "Migrations" }),
      node,
    });
  }

  /** A dependency on a migration that no file holds. */
  static dependency(
    origin: MigrationKey,
    node: MigrationKey,
    known: Iterable<string>,
  ): NodeNotFoundError {
    const ofApp = [...known].filter((key) => key.startsWith(`${node[0]}.`));
    const message = `Migration ${named(origin)} depends on ${named(node)}, which does not exist.`;
    const hint =
      ofApp.length > 0
        ? `Correct its dependencies, or bring the file back. ${didYouMean(named(node), ofApp, { label: "Migrations" })}`
        : `The app "${node[0]}" has no migrations: is it in installedApps, and has it a folder migrations/?`;
    return new NodeNotFoundError(message, { hint, node, origin });
  }

  /** A squashed migration was asked for whose parts are applied only in part. */
  static halfReplaced(
    origin: MigrationKey,
    node: MigrationKey,
    squashed: readonly MigrationKey[],
  ): NodeNotFoundError {
    const message = `Migration ${named(origin)} depends on ${named(node)}, which does not exist.`;
    return new NodeNotFoundError(message, {
      hint:
        `It is one of those that ${list(squashed)} replaces, and that cannot stand in for it, because ` +
        "some of the replaced migrations are applied already. Apply all of them, then squash.",
      node,
      origin,
    });
  }
}

/** Migrations depend on each other in a circle. Django: `CircularDependencyError`. */
export class CircularDependencyError extends NuagesError {
  readonly code = "migrations.circular_dependency";

  static circle(circle: readonly MigrationKey[]): CircularDependencyError {
    const [first] = circle;
    const path = first === undefined ? circle : [...circle, first];
    return new CircularDependencyError(
      `Migrations depend on each other in a circle: ${path.map(named).join(" → ")}.`,
      {
        hint: "Each needs the next one first. Move the operation that needs the other app into a migration of its own.",
        details: { circle },
      },
    );
  }

  /** Squashed migrations that replace each other. */
  static replacements(circle: readonly MigrationKey[]): CircularDependencyError {
    return new CircularDependencyError(
      `Squashed migrations replace each other in a circle: ${list(circle)}.`,
      {
        hint: "A migration's replaces must list only those it was made of.",
        details: { circle },
      },
    );
  }
}

/** A migration's file cannot be used. Django: `BadMigrationError`. */
export class BadMigrationError extends NuagesError {
  readonly code = "migrations.bad_migration";

  static noDefinition(label: string, file: string): BadMigrationError {
    return new BadMigrationError(
      `${showPath(file)} of the app "${label}" has no migration as its default export.`,
      {
        hint: "Write: export default defineMigration({ operations: [ … ] }); or let the name of a file that is no migration begin with _.",
        details: { label, file },
      },
    );
  }

  static unreadable(
    label: string,
    file: string,
    { what, where, hint, cause }: ImportFailure & { cause: unknown },
  ): BadMigrationError {
    const place = where === undefined ? "" : ` (${where})`;
    return new BadMigrationError(
      `${showPath(file)} of the app "${label}" could not be loaded: ${what}${place}.`,
      { hint, details: { label, file, where }, cause },
    );
  }

  /** A setting for the folder of an app's migrations that leads nowhere. */
  static folder(label: string, folder: string): BadMigrationError {
    return new BadMigrationError(
      `migrationModules.${label} names the folder ${showPath(folder)}, which does not exist.`,
      {
        hint: "Create the folder or correct the setting; null switches the app's migrations off.",
        details: { label, folder },
      },
    );
  }

  /** A dependency on an app, or by way of a setting, that leads to no installed app. */
  static unknownApp(origin: MigrationKey, app: string): BadMigrationError {
    return new BadMigrationError(
      `Migration ${named(origin)} depends on the app "${app}", which is not installed.`,
      {
        hint: "Add the app to installedApps, or correct the migration's dependencies.",
        details: { origin, app },
      },
    );
  }
}

/** More than one migration begins so. Django: `AmbiguityError`. */
export class AmbiguityError extends NuagesError {
  readonly code = "migrations.ambiguous";

  static prefix(label: string, prefix: string, names: readonly string[]): AmbiguityError {
    return new AmbiguityError(
      `More than one migration of the app "${label}" begins with "${prefix}": ${names.join(", ")}.`,
      { hint: "Write more of the name.", details: { label, prefix, names } },
    );
  }
}

/** The database has a migration applied, but not one that it needs. Django: `InconsistentMigrationHistory`. */
export class InconsistentMigrationHistory extends NuagesError {
  readonly code = "migrations.inconsistent_history";

  static before(
    migration: MigrationKey,
    dependency: MigrationKey,
    alias: string,
  ): InconsistentMigrationHistory {
    return new InconsistentMigrationHistory(
      `Migration ${named(migration)} is applied before its dependency ${named(dependency)} on database '${alias}'.`,
      {
        hint: "If the tables are as they should be, record what is missing with migrate --fake; else restore the database.",
        details: { migration, dependency, alias },
      },
    );
  }
}

/** A migration cannot be taken back. Django: `IrreversibleError`. */
export class IrreversibleError extends NuagesError {
  readonly code = "migrations.irreversible";

  static operation(operation: string, migration: MigrationKey): IrreversibleError {
    return new IrreversibleError(
      `Operation "${operation}" of ${named(migration)} is not reversible.`,
      {
        hint: "Give it a reverseCode or reverseSql (RunTS.noop and RunSQL.noop when there is nothing to undo).",
        details: { operation, migration },
      },
    );
  }
}

/** The plan asked for goes forwards and backwards at once. Django: `InvalidMigrationPlan`. */
export class InvalidMigrationPlan extends NuagesError {
  readonly code = "migrations.invalid_plan";

  static mixed(forwards: MigrationKey, backwards: MigrationKey): InvalidMigrationPlan {
    return new InvalidMigrationPlan(
      `The plan applies ${named(forwards)} and takes back ${named(backwards)}; one run does one of both.`,
      { hint: "Migrate in two steps.", details: { forwards, backwards } },
    );
  }
}

/** The table of applied migrations cannot be made. Django: `MigrationSchemaMissing`. */
export class MigrationSchemaMissing extends NuagesError {
  readonly code = "migrations.schema_missing";

  static table(alias: string, cause: unknown): MigrationSchemaMissing {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    return new MigrationSchemaMissing(
      `The table django_migrations cannot be made in the database '${alias}': ${reason}`,
      {
        hint: "The database user needs the right to create tables.",
        details: { alias },
        cause,
      },
    );
  }
}

/** How far a migration came that failed where changes of tables cannot be undone. */
interface Interruption {
  readonly migration: MigrationKey;
  /** What was done, in order. */
  readonly done: readonly string[];
  /** Statements of the operation that failed which were run, and stay. */
  readonly statements: readonly string[];
  /** What comes after the operation that failed. */
  readonly left: readonly string[];
  readonly verb: "applied" | "taken back";
  readonly cause: unknown;
}

/** A migration failed half-way and what it did before stays: the database cannot undo changes of tables. */
export class InterruptedMigration extends NuagesError {
  readonly code = "migrations.interrupted";
  /** Descriptions of the operations that were done. */
  readonly done: readonly string[];
  /** Description of the operation that failed. */
  readonly failed: string;
  /** Statements of that operation which were run, and stay. */
  readonly statements: readonly string[];

  private constructor(message: string, options: { hint: string; failed: string } & Interruption) {
    const { hint, failed, done, statements, cause, migration } = options;
    super(message, { hint, cause, details: { migration, done, failed, statements } });
    this.done = done;
    this.statements = statements;
    this.failed = failed;
  }

  static at(failed: string, interruption: Interruption): InterruptedMigration {
    const { migration, done, statements, left, verb, cause } = interruption;
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    const lines = (texts: readonly string[]): string =>
      texts.length === 0 ? " none" : texts.map((text) => `\n    - ${text}`).join("");
    const hint = [
      `${upperFirst(verb)} and kept:${lines(done)}`,
      `Failed:\n    - ${failed}`,
      ...(statements.length === 0 ? [] : [`Of it was run and kept:${lines(statements)}`]),
      `Not begun:${lines(left)}`,
      done.length === 0 && statements.length === 0
        ? "Mend the cause and run migrate again."
        : `To go on: mend the cause, then either undo by hand what was ${verb} and run migrate again, or do by hand what is left and run migrate --fake ${migration.join(" ")}.`,
    ].join("\n  ");
    return new InterruptedMigration(
      `Migration ${named(migration)} failed half-way, and what it had done stays: ${reason}`,
      { hint, failed, ...interruption },
    );
  }
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
