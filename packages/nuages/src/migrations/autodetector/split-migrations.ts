import { resolveDependency, satisfies } from "./dependency.ts";
import type { Detection, PlannedOperation } from "./detection.ts";
import { UnresolvableDependencies } from "./errors.ts";
import { reduceOperations } from "../optimizer/reduce.ts";
import type { Operation } from "../operation.ts";
import type { Dependency, MigrationKey } from "../migration.ts";

/** What the detector asks of the migrations that there are. */
export interface KnownMigrations {
  /** The last migrations, of one app or of all. */
  leafNodes(appLabel?: string): readonly MigrationKey[];
}

/** A migration before it has its number. */
export interface DraftMigration {
  readonly appLabel: string;
  /** `auto_1`, `auto_2` … */
  readonly name: string;
  /** The app had no models before. */
  readonly initial: boolean;
  readonly dependencies: readonly Dependency[];
  readonly operations: readonly Operation[];
}

/** Operations at the front of an app's list whose dependencies are met. */
interface Ready {
  readonly operations: readonly PlannedOperation[];
  readonly dependencies: ReadonlyMap<string, Dependency>;
}

/**
 * Puts sorted operations into migrations: one for each app, several where apps need each other.
 */
export class MigrationSplitter {
  readonly #left: Map<string, PlannedOperation[]>;
  readonly #known: KnownMigrations | undefined;
  readonly #existing: ReadonlySet<string>;
  readonly #drafts = new Map<string, DraftMigration[]>();
  /** Apps may be cut in the middle, and migrations that are there already may be depended on. */
  #chopping = false;
  /** Operations may also be taken from behind others that wait, where their order does not matter. */
  #picking = false;

  constructor(
    { from }: Pick<Detection, "from">,
    operations: ReadonlyMap<string, readonly PlannedOperation[]>,
    known: KnownMigrations | undefined,
  ) {
    this.#left = new Map([...operations].map(([app, list]) => [app, [...list]]));
    this.#known = known;
    this.#existing = new Set([...from.models.values()].map(({ appLabel }) => appLabel));
  }

  /** @throws UnresolvableDependencies when operations need each other */
  split(): ReadonlyMap<string, readonly DraftMigration[]> {
    for (let open = this.#open; open > 0; open = this.#open) {
      for (const appLabel of [...this.#left.keys()].sort()) this.#take(appLabel);
      if (this.#open < open) this.#picking = false;
      else if (!this.#chopping) this.#chopping = true;
      else if (!this.#picking) this.#picking = true;
      else throw UnresolvableDependencies.circle(this.#stuck());
    }
    return this.#drafts;
  }

  get #open(): number {
    return [...this.#left.values()].reduce((sum, list) => sum + list.length, 0);
  }

  #stuck(): ReadonlyMap<string, readonly string[]> {
    const stuck = [...this.#left].filter(([, list]) => list.length > 0);
    return new Map(
      stuck.map(([app, list]) => [app, list.map(({ operation }) => operation.describe())]),
    );
  }

  /** Makes a migration of the app's operations when all are ready; when chopping, of those that are. */
  #take(appLabel: string): void {
    const left = this.#left.get(appLabel) ?? [];
    const ready = this.#ready(appLabel, left);
    if (ready.operations.length === 0 && ready.dependencies.size === 0) return;
    if (ready.operations.length < left.length && !this.#chopping) return;
    this.#left.set(
      appLabel,
      left.filter((planned) => !ready.operations.includes(planned)),
    );
    const drafts = this.#drafts.get(appLabel) ?? [];
    this.#drafts.set(appLabel, [...drafts, this.#draft(appLabel, drafts.length, ready)]);
    this.#chopping = false;
  }

  #draft(appLabel: string, before: number, ready: Ready): DraftMigration {
    const previous = before > 0 ? [[appLabel, `auto_${before}`] as const] : [];
    return {
      appLabel,
      name: `auto_${before + 1}`,
      initial: !this.#existing.has(appLabel),
      dependencies: [...ready.dependencies.values(), ...previous],
      operations: ready.operations.map(({ operation }) => operation),
    };
  }

  #ready(appLabel: string, left: readonly PlannedOperation[]): Ready {
    const operations: PlannedOperation[] = [];
    const dependencies = new Map<string, Dependency>();
    const waiting: PlannedOperation[] = [];
    for (const planned of left) {
      const needed = this.#mayPass(appLabel, waiting, planned)
        ? this.#dependencies(appLabel, planned)
        : undefined;
      if (needed === undefined) {
        if (!this.#picking) break;
        waiting.push(planned);
        continue;
      }
      operations.push(planned);
      for (const dependency of needed) dependencies.set(JSON.stringify(dependency), dependency);
    }
    return { operations, dependencies };
  }

  /** Can an operation be done before those that wait? */
  #mayPass(
    appLabel: string,
    waiting: readonly PlannedOperation[],
    { operation, dependencies }: PlannedOperation,
  ): boolean {
    const needed = dependencies.map(resolveDependency);
    return waiting.every(
      (other) =>
        reduceOperations(other.operation, operation, appLabel) === true &&
        !needed.some((each) => each.appLabel === appLabel && satisfies(other.operation, each)),
    );
  }

  /** The migrations of other apps that an operation needs; undefined while one of them is not there. */
  #dependencies(appLabel: string, planned: PlannedOperation): readonly Dependency[] | undefined {
    const needed: Dependency[] = [];
    for (const dependency of planned.dependencies) {
      const resolved = resolveDependency(dependency);
      const other = resolved.appLabel;
      if (other === appLabel) continue;
      const waiting = this.#left.get(other) ?? [];
      if (waiting.some(({ operation }) => satisfies(operation, resolved))) return undefined;
      const draft = this.#drafts.get(other)?.at(-1);
      if (resolved.setting !== undefined) needed.push({ setting: resolved.setting });
      else if (draft !== undefined) needed.push([other, draft.name]);
      else if (this.#chopping)
        needed.push(this.#known?.leafNodes(other)[0] ?? [other, "__first__"]);
      else return undefined;
    }
    return needed;
  }
}
