import { atomic, type SchemaEditor } from "../../db/index.ts";
import { InterruptedMigration, IrreversibleError } from "../errors.ts";
import type { Migration } from "../migration.ts";
import type { Operation } from "../operation.ts";
import type { ProjectState } from "../state/project-state.ts";

/** One operation of a migration with the states around it. */
interface Step {
  readonly operation: Operation;
  /** The models without the operation. */
  readonly before: ProjectState;
  /** The models with it. */
  readonly after: ProjectState;
}

/**
 * Runs the operations of a migration on the database and changes `state` along.
 *
 * @throws InterruptedMigration when an operation fails where what was done before stays done
 */
export async function applyMigration(
  migration: Migration,
  state: ProjectState,
  editor: SchemaEditor,
): Promise<void> {
  const run = new OperationRun(migration, editor, "applied");
  for (const operation of migration.operations) {
    if (!run.isWritable(operation)) {
      operation.stateForwards(migration.appLabel, state);
      continue;
    }
    const before = state.clone();
    operation.stateForwards(migration.appLabel, state);
    await run.step(operation, () =>
      operation.databaseForwards(migration.appLabel, editor, before, state),
    );
  }
}

/**
 * Takes a migration back. `state` is the one before the migration; it is not changed.
 *
 * @throws IrreversibleError when an operation cannot be undone; nothing was done then
 * @throws InterruptedMigration when an operation fails where what was done before stays done
 */
export async function unapplyMigration(
  migration: Migration,
  state: ProjectState,
  editor: SchemaEditor,
): Promise<void> {
  const steps: Step[] = [];
  let current = state;
  for (const operation of migration.operations) {
    if (!operation.reversible)
      throw IrreversibleError.operation(operation.describe(), migration.key);
    const before = current;
    const after = before.clone();
    operation.stateForwards(migration.appLabel, after);
    steps.push({ operation, before, after });
    current = after;
  }
  const run = new OperationRun(migration, editor, "taken back");
  for (const { operation, before, after } of steps.toReversed()) {
    if (!run.isWritable(operation)) continue;
    await run.step(operation, () =>
      operation.databaseBackwards(migration.appLabel, editor, after, before),
    );
  }
}

/** Runs operations one by one, as SQL comments say where SQL is collected, and knows which are done. */
class OperationRun {
  readonly #migration: Migration;
  readonly #editor: SchemaEditor;
  readonly #verb: "applied" | "taken back";
  readonly #done: string[] = [];

  constructor(migration: Migration, editor: SchemaEditor, verb: "applied" | "taken back") {
    this.#migration = migration;
    this.#editor = editor;
    this.#verb = verb;
  }

  /** Writes the operation's heading where SQL is collected; false where it has no SQL. */
  isWritable(operation: Operation): boolean {
    if (!this.#editor.collectSql) return true;
    const { collected } = this.#editor;
    collected.push("--", `-- ${operation.describe()}`, "--");
    if (operation.reducesToSql) return true;
    collected.push("-- THIS OPERATION CANNOT BE WRITTEN AS SQL");
    return false;
  }

  async step(operation: Operation, work: () => Promise<void>): Promise<void> {
    const editor = this.#editor;
    const length = editor.collected.length;
    const begin = editor.executed.length;
    const isAlone = !editor.atomicMigration && this.#isAtomic(operation);
    try {
      await (isAlone && !editor.collectSql
        ? atomic(work, { using: editor.database.alias })
        : work());
    } catch (error) {
      if (editor.atomicMigration) throw error;
      throw InterruptedMigration.at(operation.describe(), {
        migration: this.#migration.key,
        done: this.#done,
        statements: editor.executed.slice(begin),
        left: this.#left(operation),
        verb: this.#verb,
        cause: error,
      });
    }
    this.#done.push(operation.describe());
    if (editor.collectSql && editor.collected.length === length)
      editor.collected.push("-- (no-op)");
  }

  #isAtomic(operation: Operation): boolean {
    return operation.atomic ?? this.#migration.atomic;
  }

  #left(operation: Operation): string[] {
    const { operations } = this.#migration;
    const order = this.#verb === "applied" ? operations : operations.toReversed();
    return order.slice(order.indexOf(operation) + 1).map((one) => one.describe());
  }
}
