import { allowMigrate, callable, type MigrateHints, type SchemaEditor } from "../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import type { StateApps } from "../state/state-apps.ts";
import { InvalidOperation } from "./errors.ts";

/** Code of a data migration: gets the models as they were at that point, and the schema editor. */
export type MigrationCode = (apps: StateApps, editor: SchemaEditor) => Promise<void> | void;

export interface RunTSOptions {
  /** Undoes the code; without it the migration cannot be taken back. */
  readonly reverseCode?: MigrationCode;
  /** Run in a transaction of its own where the migration is not atomic. Default: as the migration. */
  readonly atomic?: boolean;
  /** Told to the routers of databases. */
  readonly hints?: MigrateHints;
  /** May be left out when migrations are squashed. Default: false. */
  readonly elidable?: boolean;
}

class RunTSOperation extends Operation {
  /** Code that does nothing: for a direction in which there is nothing to do. */
  static noop(this: void, _apps: StateApps, _editor: SchemaEditor): void {}

  readonly code: MigrationCode;
  readonly reverseCode: MigrationCode | undefined;
  readonly hints: MigrateHints;
  readonly #atomic: boolean | undefined;
  readonly #elidable: boolean;

  /** @throws InvalidOperation when there is no function */
  constructor(code: MigrationCode, options: RunTSOptions = {}) {
    super();
    const { reverseCode, atomic, hints = {}, elidable = false } = options;
    if (typeof code !== "function" || !["function", "undefined"].includes(typeof reverseCode))
      throw InvalidOperation.noCode("RunTS", "a function");
    this.code = code;
    this.reverseCode = reverseCode;
    this.hints = hints;
    this.#atomic = atomic;
    this.#elidable = elidable;
  }

  override get category(): OperationCategory {
    return OperationCategory.TYPESCRIPT;
  }

  override get atomic(): boolean | undefined {
    return this.#atomic;
  }

  override get elidable(): boolean {
    return this.#elidable;
  }

  override get reversible(): boolean {
    return this.reverseCode !== undefined;
  }

  override get reducesToSql(): boolean {
    return false;
  }

  override deconstruct(): DeconstructedOperation {
    const { code, reverseCode, hints, atomic, elidable } = this;
    const options = {
      ...(reverseCode === undefined ? {} : { reverseCode }),
      ...(atomic === undefined ? {} : { atomic }),
      ...(Object.keys(hints).length > 0 ? { hints } : {}),
      ...(elidable ? { elidable } : {}),
    };
    const args = Object.keys(options).length > 0 ? [code, options] : [code];
    return { name: this.constructor.name, args };
  }

  override stateForwards(_appLabel: string, _state: ProjectState): void {}

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    if (allowMigrate(editor.connection.alias, appLabel, this.hints))
      await this.code(from.apps, editor);
  }

  /** The code sees the models as they are after the operation, which are the same as before it. */
  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    if (this.reverseCode === undefined) throw InvalidOperation.oneWay("RunTS");
    if (allowMigrate(editor.connection.alias, appLabel, this.hints))
      await this.reverseCode(from.apps, editor);
  }

  override describe(): string {
    return "Raw TypeScript operation";
  }
}

/** Runs code of yours, with the models as they were at that point. Django: `RunPython`. */
export const RunTS = callable<
  (code: MigrationCode, options?: RunTSOptions) => RunTSOperation,
  typeof RunTSOperation
>(RunTSOperation, "RunTS");
export type RunTS = RunTSOperation;
