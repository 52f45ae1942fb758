import type { Operation } from "./operation.ts";

/** App label and name of a migration; `__first__` and `__latest__` stand for the first and the last of an app. */
export type MigrationKey = readonly [appLabel: string, name: string];

/** The key as one text: `catalog.0001_initial`. */
export function keyText([appLabel, name]: MigrationKey): string {
  return `${appLabel}.${name}`;
}

/** The first migration of the app that a setting such as `AUTH_USER_MODEL` leads to. */
export interface SwappableDependency {
  readonly setting: string;
}

export type Dependency = MigrationKey | SwappableDependency;

/** What a migration's file says. */
export interface MigrationDefinition {
  /** Migrations that must be applied before. */
  readonly dependencies?: readonly Dependency[];
  /** Migrations of other apps that must not be applied before this one. */
  readonly runBefore?: readonly MigrationKey[];
  /** Migrations that this one stands for, after squashing. */
  readonly replaces?: readonly MigrationKey[];
  /** Makes the app's first tables. Default: it has no dependency on a migration of its own app. */
  readonly initial?: boolean;
  /** Run in one transaction, where the database can roll back changes of tables. Default: true. */
  readonly atomic?: boolean;
  readonly operations: readonly Operation[];
}

/**
 * What a migration's file exports by default.
 *
 * @example
 * export default defineMigration({
 *   dependencies: [["catalog", "0001_initial"]],
 *   operations: [migrations.RemoveField({ modelName: "book", name: "summary" })],
 * });
 */
export function defineMigration(definition: MigrationDefinition): MigrationDefinition {
  return definition;
}

/** A migration with its place: what files and the autodetector make. Django: `Migration`. */
export class Migration {
  readonly appLabel: string;
  readonly name: string;
  readonly dependencies: readonly Dependency[];
  readonly runBefore: readonly MigrationKey[];
  readonly replaces: readonly MigrationKey[];
  readonly initial: boolean | undefined;
  readonly atomic: boolean;
  #operations: readonly Operation[];

  constructor(appLabel: string, name: string, definition: MigrationDefinition) {
    this.appLabel = appLabel;
    this.name = name;
    this.dependencies = definition.dependencies ?? [];
    this.runBefore = definition.runBefore ?? [];
    this.replaces = definition.replaces ?? [];
    this.initial = definition.initial;
    this.atomic = definition.atomic ?? true;
    this.#operations = definition.operations;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Adds steps behind one of the operations; for receivers of `preMigrate`, which see what will be run. */
  insertAfter(operation: Operation, ...added: readonly Operation[]): void {
    this.#operations = this.#operations.flatMap((one) =>
      one === operation ? [one, ...added] : [one],
    );
  }

  get key(): MigrationKey {
    return [this.appLabel, this.name];
  }

  toString(): string {
    return `${this.appLabel}.${this.name}`;
  }
}
