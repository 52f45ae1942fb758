import { apps } from "../../apps/index.ts";
import { connections, type Database } from "../../db/index.ts";
import { AmbiguityError, InconsistentMigrationHistory, NodeNotFoundError } from "../errors.ts";
import { MigrationGraph } from "../graph/migration-graph.ts";
import { keyText, type Migration, type MigrationKey } from "../migration.ts";
import { MigrationRecorder } from "../recorder.ts";
import { ModelState } from "../state/model-state.ts";
import { ProjectState } from "../state/project-state.ts";
import { mutateState } from "../mutate-state.ts";
import { addDependencies } from "./dependencies.ts";
import { type DiskMigrations, readMigrationFiles } from "./migration-files.ts";
import { placeReplacements, replacedKeys } from "./replacements.ts";

/** Options of {@link loadMigrations}. */
export interface LoadOptions {
  /** Alias of the database whose applied migrations count. Default: none. */
  readonly using?: string;
  /** Whether squashed migrations stand in for those that they replace. Default: true. */
  readonly replaceMigrations?: boolean;
  /** The migrations, in place of the files of the installed apps. */
  readonly disk?: DiskMigrations;
}

/**
 * The migrations of the installed apps as a graph, with what a database has applied. Reads the files,
 * and the database where one is named. Django: `MigrationLoader`.
 *
 * @throws BadMigrationError when a file cannot be used
 * @throws NodeNotFoundError when a migration depends on one that does not exist
 * @throws CircularDependencyError when migrations depend on each other in a circle
 */
export async function loadMigrations(options: LoadOptions = {}): Promise<MigrationLoader> {
  const { using, replaceMigrations = true, disk = await readMigrationFiles() } = options;
  const database = using === undefined ? undefined : connections.get(using);
  const applied =
    database === undefined ? [] : [...(await new MigrationRecorder(database).applied()).keys()];
  return new MigrationLoader(disk, { applied: new Set(applied), database, replaceMigrations });
}

interface LoaderParts {
  readonly applied: Set<string>;
  readonly database: Database | undefined;
  readonly replaceMigrations: boolean;
}

/** Options of {@link MigrationLoader.projectState}. */
export interface ProjectStateOptions {
  /** The last migrations that count. Default: the last of every app. */
  readonly nodes?: readonly MigrationKey[];
  /** With the operations of `nodes` themselves. Default: true. */
  readonly atEnd?: boolean;
  /** Apps without migrations whose models are left out: they are about to get migrations. */
  readonly without?: readonly string[];
}

/** What {@link loadMigrations} gives. */
export class MigrationLoader {
  readonly graph = new MigrationGraph();
  /** All migrations of the files by key, also those that are replaced. */
  readonly disk: ReadonlyMap<string, Migration>;
  readonly migratedApps: ReadonlySet<string>;
  readonly unmigratedApps: ReadonlySet<string>;
  /** Keys of what is applied: what the database has recorded, and squashed ones whose parts all are. */
  readonly applied: ReadonlySet<string>;
  /** Keys that the database has recorded. */
  readonly recorded: ReadonlySet<string>;
  readonly database: Database | undefined;

  constructor(disk: DiskMigrations, { applied, database, replaceMigrations }: LoaderParts) {
    this.disk = new Map(disk.migrations.map((migration) => [keyText(migration.key), migration]));
    this.migratedApps = disk.migratedApps;
    this.unmigratedApps = disk.unmigratedApps;
    this.recorded = new Set(applied);
    this.applied = applied;
    this.database = database;
    for (const migration of disk.migrations) this.graph.add(migration);
    addDependencies(this.graph, disk);
    if (replaceMigrations) placeReplacements(this.graph, this.disk, applied);
    this.#explainMissing();
    this.graph.validate();
  }

  /** Squashed migrations. */
  get replacements(): Migration[] {
    return [...this.disk.values()].filter(({ replaces }) => replaces.length > 0);
  }

  /** The migrations that a squashed one stands for in the end. */
  replacedBy(migration: Migration): MigrationKey[] {
    return replacedKeys(migration, this.disk);
  }

  isApplied(key: MigrationKey): boolean {
    return this.applied.has(keyText(key));
  }

  /**
   * The models before any migration: those of apps without migrations, except the apps in `without`.
   */
  emptyState({ without = [] }: { readonly without?: readonly string[] } = {}): ProjectState {
    const unmigrated = [...this.unmigratedApps].filter((label) => !without.includes(label));
    const classes = unmigrated.flatMap((label) =>
      apps.isInstalled(label) ? apps.getAppConfig(label).getModels({ includeSwapped: true }) : [],
    );
    return new ProjectState(classes.map((model) => ModelState.fromModel(model)));
  }

  /**
   * The models as the migrations make them: all of them, or those that lead to `nodes`.
   *
   * @throws NodeNotFoundError
   */
  projectState(options: ProjectStateOptions = {}): ProjectState {
    const { nodes = this.graph.leafNodes(), atEnd = true, without = [] } = options;
    const state = this.emptyState({ without });
    const plan = new Map<string, Migration>();
    for (const node of nodes)
      for (const key of this.graph.forwardsPlan(node))
        if (atEnd || keyText(key) !== keyText(node)) plan.set(keyText(key), this.graph.get(key));
    for (const migration of plan.values()) mutateState(migration, state);
    return state;
  }

  #explainMissing(): void {
    for (const { key, wantedBy } of this.graph.missing()) {
      const candidates = this.replacements.filter(
        (one) =>
          !this.graph.has(one.key) &&
          this.replacedBy(one).some((replaced) => keyText(replaced) === keyText(key)),
      );
      const dropped = this.replacements.filter(
        (one) => keyText(one.key) === keyText(key) && !this.graph.has(one.key),
      );
      const squashed = [...candidates, ...dropped].map((one) => one.key);
      if (squashed.length > 0 && wantedBy !== undefined)
        throw NodeNotFoundError.halfReplaced(wantedBy, key, squashed);
    }
  }

  /** @throws InconsistentMigrationHistory when a migration is applied, but not one that it needs */
  checkConsistentHistory(): void {
    const alias = this.database?.alias ?? "";
    for (const key of this.graph.keys) {
      if (!this.isApplied(key)) continue;
      for (const parent of this.graph.parentsOf(key)) {
        if (this.isApplied(parent)) continue;
        const squashed = this.disk.get(keyText(parent));
        const parts = squashed === undefined ? [] : this.replacedBy(squashed);
        if (parts.length > 0 && parts.every((part) => this.isApplied(part))) continue;
        throw InconsistentMigrationHistory.before(key, parent, alias);
      }
    }
  }

  /** Apps with more than one last migration, and their names. Django: `detect_conflicts()`. */
  conflicts(): Map<string, string[]> {
    const last = new Map<string, string[]>();
    for (const [app, name] of this.graph.leafNodes())
      last.set(app, [...(last.get(app) ?? []), name]);
    return new Map([...last].filter(([, names]) => names.length > 1));
  }

  /**
   * The migration of an app whose name begins with `prefix`, or is it.
   *
   * @throws AmbiguityError when there are several
   * @throws NodeNotFoundError when there is none
   */
  byPrefix(app: string, prefix: string): Migration {
    const exact = this.disk.get(keyText([app, prefix]));
    if (exact !== undefined) return exact;
    const found = [...this.disk.values()].filter(
      (migration) => migration.appLabel === app && migration.name.startsWith(prefix),
    );
    const [first] = found;
    if (found.length > 1)
      throw AmbiguityError.prefix(
        app,
        prefix,
        found.map(({ name }) => name),
      );
    if (first === undefined) throw NodeNotFoundError.unknown([app, prefix], this.disk.keys());
    return first;
  }
}
