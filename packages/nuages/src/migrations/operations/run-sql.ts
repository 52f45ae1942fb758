import { allowMigrate, callable, type MigrateHints, type SchemaEditor } from "../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";
import { InvalidOperation } from "./errors.ts";
import { splitSql } from "./split-sql.ts";

/** One statement: a text, or a text and the values of its parameters. */
export type SqlStatement =
  | string
  | readonly [sql: string, params: readonly unknown[] | null | undefined];

/** A script of statements with semicolons between, or a list of statements. */
export type Sql = string | readonly SqlStatement[];

export interface RunSQLOptions {
  /** Undoes the statements; without it the migration cannot be taken back. */
  readonly reverseSql?: Sql;
  /** What the statements change of the models, as operations. */
  readonly stateOperations?: readonly Operation[];
  /** Told to the routers of databases. */
  readonly hints?: MigrateHints;
  /** May be left out when migrations are squashed. Default: false. */
  readonly elidable?: boolean;
}

class RunSQLOperation extends Operation {
  /** Statements that do nothing: for a direction in which there is nothing to do. */
  static readonly noop = "";

  readonly sql: Sql;
  readonly reverseSql: Sql | undefined;
  readonly stateOperations: readonly Operation[];
  readonly hints: MigrateHints;
  readonly #elidable: boolean;

  /** @throws InvalidOperation when something else than SQL is given */
  constructor(sql: Sql, options: RunSQLOptions = {}) {
    super();
    const { reverseSql, stateOperations = [], hints = {}, elidable = false } = options;
    for (const given of [sql, reverseSql])
      if (given !== undefined && !isSql(given)) throw InvalidOperation.sqlForm();
    if (sql === undefined) throw InvalidOperation.noCode("RunSQL", "SQL");
    this.sql = sql;
    this.reverseSql = reverseSql;
    this.stateOperations = stateOperations;
    this.hints = hints;
    this.#elidable = elidable;
  }

  override get category(): OperationCategory {
    return OperationCategory.SQL;
  }

  override get elidable(): boolean {
    return this.#elidable;
  }

  override get reversible(): boolean {
    return this.reverseSql !== undefined;
  }

  override deconstruct(): DeconstructedOperation {
    const { sql, reverseSql, stateOperations, hints, elidable } = this;
    const options = {
      ...(reverseSql === undefined ? {} : { reverseSql }),
      ...(stateOperations.length > 0 ? { stateOperations } : {}),
      ...(Object.keys(hints).length > 0 ? { hints } : {}),
      ...(elidable ? { elidable } : {}),
    };
    const args = Object.keys(options).length > 0 ? [sql, options] : [sql];
    return { name: this.constructor.name, args };
  }

  override stateForwards(appLabel: string, state: ProjectState): void {
    for (const operation of this.stateOperations) operation.stateForwards(appLabel, state);
  }

  override async databaseForwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    if (allowMigrate(editor.connection.alias, appLabel, this.hints)) await run(this.sql, editor);
  }

  override async databaseBackwards(
    appLabel: string,
    editor: SchemaEditor,
    _from: ProjectState,
    _to: ProjectState,
  ): Promise<void> {
    if (this.reverseSql === undefined) throw InvalidOperation.oneWay("RunSQL");
    if (allowMigrate(editor.connection.alias, appLabel, this.hints))
      await run(this.reverseSql, editor);
  }

  override describe(): string {
    return "Raw SQL operation";
  }
}

function isStatement(value: unknown): boolean {
  if (typeof value === "string") return true;
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === "string" &&
    (value[1] === null || value[1] === undefined || Array.isArray(value[1]))
  );
}

function isSql(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every(isStatement));
}

async function run(sql: Sql, editor: SchemaEditor): Promise<void> {
  const statements = typeof sql === "string" ? splitSql(sql) : sql;
  for (const statement of statements) {
    if (typeof statement === "string") await editor.execute(statement);
    else await editor.execute(statement[0], statement[1] ?? undefined);
  }
}

/** Runs SQL of yours. Django: `RunSQL`. */
export const RunSQL = callable<
  (sql: Sql, options?: RunSQLOptions) => RunSQLOperation,
  typeof RunSQLOperation
>(RunSQLOperation, "RunSQL");
export type RunSQL = RunSQLOperation;
