import { type Database, withSchemaEditor } from "../../db/index.ts";
import type { MigrationStep } from "../executor/plan.ts";
import type { Migration } from "../migration.ts";
import type { Operation } from "../operation.ts";
import { AlterModelTable } from "../operations/alter-model-table.ts";
import { CreateModel } from "../operations/create-model.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { RunSQL } from "../operations/run-sql.ts";
import { RunTS } from "../operations/run-ts.ts";
import { SeparateDatabaseAndState } from "../operations/separate-database-and-state.ts";
import type { ProjectState } from "../state/project-state.ts";
import type { Finding, LintFinding } from "./finding.ts";
import { lintOperation, type OperationStep, type TableFinding } from "./lint-operation.ts";
import { lintStatement } from "./lint-statement.ts";
import { DatabaseSizes } from "./table-sizes.ts";

/** Rows from which on others notice that they wait. */
const LARGE = 10_000;

/** Options of {@link lintMigrations}. */
export interface LintOptions {
  /** The database that the plan is for. */
  readonly database: Database;
  /** The models before a migration: `loader.projectState({ nodes: [key], atEnd: false })`. */
  readonly stateBefore: (migration: Migration) => ProjectState;
  /** Judge as if all tables were large, also those that are empty or not there: for a database like that of production. Default: false. */
  readonly assumeRows?: boolean;
  /** Number of rows from which on a lock counts. Default: 10,000. */
  readonly largeTable?: number;
}

/**
 * Steps of a plan that fail over rows, lose what is in them, break code that is running, or make
 * others wait long, each with the safer way. Reads the sizes of tables; changes nothing. Tables that
 * the plan makes, and empty ones, are left out.
 */
export async function lintMigrations(
  plan: readonly MigrationStep[],
  options: LintOptions,
): Promise<LintFinding[]> {
  const linter = new Linter(options);
  for (const { migration, backwards } of plan) await linter.lint(migration, backwards);
  return linter.findings;
}

class Linter {
  readonly findings: LintFinding[] = [];
  readonly #options: LintOptions;
  readonly #sizes: DatabaseSizes;
  /** Tables that the plan makes. */
  readonly #made = new Set<string>();
  /** Names that tables have in the database, by those that the plan gives them. */
  readonly #realNames = new Map<string, string>();

  constructor(options: LintOptions) {
    this.#options = options;
    this.#sizes = new DatabaseSizes(options.database);
  }

  async lint(migration: Migration, backwards: boolean): Promise<void> {
    const { database, stateBefore } = this.#options;
    const { appLabel } = migration;
    const { dialect } = database;
    const steps: OperationStep[] = [];
    const add = (operation: Operation, before: ProjectState, after: ProjectState): void => {
      const [from, to] = backwards ? [after, before] : [before, after];
      steps.push({ operation, appLabel, from, to, backwards, dialect });
    };
    let current = stateBefore(migration);
    for (const operation of migration.operations) {
      const after = stateAfter(operation, appLabel, current);
      if (operation instanceof SeparateDatabaseAndState) {
        let inner = current;
        for (const one of operation.databaseOperations) {
          const next = stateAfter(one, appLabel, inner);
          add(one, inner, next);
          inner = next;
        }
      } else add(operation, current, after);
      current = after;
    }
    if (backwards) steps.reverse();
    const changing: Operation[] = [];
    for (const step of steps)
      if (await this.#lintStep(migration, step)) changing.push(step.operation);
    this.#lintMixture(migration, steps, changing);
  }

  /** Says whether the step changes tables. */
  async #lintStep(migration: Migration, step: OperationStep): Promise<boolean> {
    const { operation } = step;
    const report = ({ id, kind, message, advice }: Finding): void => {
      const text = operation.describe();
      this.findings.push({ id, kind, message, advice, migration: migration.key, operation: text });
    };
    for (const finding of lintOperation(step))
      if (await this.#isConcerned(finding)) report(finding);
    const seen = new Set<string>();
    const statements = await this.#statementsOf(migration, step);
    for (const statement of statements) {
      const found = lintStatement(statement, step.dialect.vendor);
      if (found === undefined || seen.has(found.finding.id)) continue;
      if (!(await this.#isLarge(found.table))) continue;
      seen.add(found.finding.id);
      report(found.finding);
    }
    this.#follow(step);
    return statements.length > 0 && !isAboutRows(operation);
  }

  async #isConcerned({ table, aboutCode = false }: TableFinding): Promise<boolean> {
    const rows = await this.#rowsOf(table);
    return rows > 0 || (aboutCode && rows === 0);
  }

  async #isLarge(table: string): Promise<boolean> {
    return (await this.#rowsOf(table)) >= (this.#options.largeTable ?? LARGE);
  }

  /** Rows of a table; -1 for one that is not there, or that the plan makes. */
  async #rowsOf(table: string): Promise<number> {
    if (this.#made.has(table)) return -1;
    if (this.#options.assumeRows === true) return Infinity;
    return (await this.#sizes.rowsOf(this.#realNames.get(table) ?? table)) ?? -1;
  }

  async #statementsOf(
    { atomic, appLabel }: Migration,
    { operation, from, to, backwards }: OperationStep,
  ): Promise<readonly string[]> {
    if (!operation.reducesToSql) return [];
    const using = this.#options.database.alias;
    return withSchemaEditor({ using, atomic, backwards, collectSql: true }, async (editor) => {
      if (backwards && operation.reversible)
        await operation.databaseBackwards(appLabel, editor, from, to);
      else if (!backwards) await operation.databaseForwards(appLabel, editor, from, to);
      return editor.collected;
    });
  }

  /** Knows new tables and new names for what comes after. */
  #follow({ operation, appLabel, from, to, backwards }: OperationStep): void {
    const tableOf = (state: ProjectState, name: string): string =>
      state.render(appLabel, name).meta.dbTable;
    if (operation instanceof (backwards ? DeleteModel : CreateModel)) {
      this.#made.add(tableOf(to, operation.name));
      return;
    }
    if (operation instanceof AlterModelTable)
      this.#rename(tableOf(from, operation.name), tableOf(to, operation.name));
    if (!(operation instanceof RenameModel)) return;
    const { oldName, newName } = operation;
    const [before, after] = backwards ? [newName, oldName] : [oldName, newName];
    this.#rename(tableOf(from, before), tableOf(to, after));
  }

  #rename(before: string, after: string): void {
    if (before === after) return;
    if (this.#made.has(before)) this.#made.add(after);
    this.#realNames.set(after, this.#realNames.get(before) ?? before);
  }

  /** Changes of tables keep their locks until the end of the transaction: rows should not be changed in it. */
  #lintMixture(
    { atomic, key }: Migration,
    steps: readonly OperationStep[],
    changing: readonly Operation[],
  ): void {
    const [tables] = changing;
    const rows = steps.find(({ operation }) => isAboutRows(operation))?.operation;
    const isNew = steps.some(({ operation }) => operation instanceof CreateModel);
    const { vendor } = this.#options.database.dialect;
    if (!atomic || vendor !== "postgresql" || isNew) return;
    if (tables === undefined || rows === undefined) return;
    this.findings.push({
      id: "migrations.W140",
      kind: "locks",
      migration: key,
      operation: rows.describe(),
      message: `The locks of "${tables.describe()}" are held while rows are changed in the same transaction.`,
      advice: "Put changes of tables and changes of rows into migrations of their own.",
    });
  }
}

function stateAfter(operation: Operation, appLabel: string, before: ProjectState): ProjectState {
  const state = before.clone();
  operation.stateForwards(appLabel, state);
  return state;
}

/** Does the operation change rows, and not tables? */
function isAboutRows(operation: Operation): boolean {
  if (operation instanceof RunTS) return true;
  return operation instanceof RunSQL && /\b(?:INSERT|UPDATE|DELETE)\b/i.test(String(operation.sql));
}
