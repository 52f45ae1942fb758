import { apps } from "../apps/index.ts";
import { overrideSettings, type ProjectSettings, settings } from "../conf/index.ts";
import { outbox } from "../mail/index.ts";
import {
  atomic,
  connections,
  DEFAULT_ALIAS,
  flushStatements,
  getRollback,
  postMigrate,
  setRollback,
} from "../db/index.ts";
import { emitPostMigrate, installedModels } from "../migrations/index.ts";
import { loadFixtures } from "../serializers/index.ts";
import { allowingDatabases } from "./database-guard.ts";
import { restoreSnapshot } from "./snapshots.ts";

/** Options of {@link testCase}. */
export interface TestCaseOptions {
  /** Aliases of the databases that the test asks, or `all`; others refuse. Default: `default`. */
  readonly databases?: readonly string[] | "all";
  /** Fixtures to load first, into each of the databases. */
  readonly fixtures?: readonly string[];
  /** Settings that the test has, see `overrideSettings()`. */
  readonly settings?: ProjectSettings;
}

/** Options of {@link transactionTestCase}. */
export interface TransactionTestCaseOptions extends TestCaseOptions {
  /** Puts the rows back that migrations made, before the test. Default: false. */
  readonly serializedRollback?: boolean;
}

/** A function that test runners take. */
export type TestFunction<Args extends readonly unknown[]> = (...args: Args) => unknown;

/** What {@link testCase} and others give: the test with what is around it. */
export type WrappedTest<Args extends readonly unknown[]> = (...args: Args) => Promise<void>;

/** The aliases that an option stands for. */
export function aliasesOf(databases: TestCaseOptions["databases"]): readonly string[] {
  return databases === "all" ? connections.aliases : (databases ?? [DEFAULT_ALIAS]);
}

/**
 * A test whose changes to the database are undone when it ends: it runs inside of a transaction.
 * Nothing is committed, so callbacks of `onCommit()` do not run (see `captureOnCommitCallbacks()`). A
 * statement that the database refuses ends what can be done in the test; put it in an `atomic()` of its
 * own to go on.
 *
 * Works in `node:test`, Vitest and others. A hook such as `beforeEach` cannot do it: a transaction
 * holds for what is called inside of it. Django: `TestCase`.
 *
 * @throws IntegrityError when the test leaves a foreign key that leads nowhere
 * @throws DatabaseOperationForbidden when it asks a database that `databases` does not name
 * @example
 * it("has a title", testCase(async () => {
 *   const book = await Book.objects.create({ title: "Emma" });
 *   assert.equal(String(book), "Emma");
 * }));
 */
export function testCase<Args extends readonly unknown[]>(
  test: TestFunction<Args>,
  { databases, fixtures, settings: values = {} }: TestCaseOptions = {},
): WrappedTest<Args> {
  return async (...args) => {
    using _ = beginTest(values);
    const aliases = aliasesOf(databases);
    await allowingDatabases(aliases, () =>
      undone(aliases, async () => {
        await loadEach(aliases, fixtures);
        await test(...args);
      }),
    );
  };
}

/** What every test begins with: its settings, and no mail in `outbox`. */
function beginTest(values: Parameters<typeof overrideSettings>[0]): Disposable {
  outbox.length = 0;
  return overrideSettings(values);
}

/** The databases themselves, without those that mirror others: they share their transactions. */
export function withoutMirrors(aliases: readonly string[]): readonly string[] {
  return aliases.filter((alias) => settings.databases[alias]?.test?.mirror === undefined);
}

/** Runs `work` in a transaction of each database, and undoes them. */
export async function undone(aliases: readonly string[], work: () => Promise<void>): Promise<void> {
  const [using, ...others] = withoutMirrors(aliases);
  if (using === undefined) return work();
  await atomic(
    async () => {
      await undone(others, work);
      if (!getRollback(using)) await connections.get(using).checkConstraints();
      setRollback(true, using);
    },
    { using },
  );
}

/** Loads fixtures into each database. */
export async function loadEach(
  aliases: readonly string[],
  fixtures: readonly string[] = [],
): Promise<void> {
  if (fixtures.length === 0) return;
  for (const using of withoutMirrors(aliases)) await loadFixtures(fixtures, { using });
}

/**
 * A test that may not ask any database. Django: `SimpleTestCase`.
 *
 * @throws DatabaseOperationForbidden when it does
 */
export function simpleTestCase<Args extends readonly unknown[]>(
  test: TestFunction<Args>,
  { settings: values = {} }: Pick<TestCaseOptions, "settings"> = {},
): WrappedTest<Args> {
  return async (...args) => {
    using _ = beginTest(values);
    await allowingDatabases([], async () => void (await test(...args)));
  };
}

/**
 * A test whose transactions are real: it commits, callbacks of `onCommit()` run. Afterwards all tables are
 * emptied, and keys begin anew; slower than {@link testCase}. Django: `TransactionTestCase`.
 *
 * @throws DatabaseOperationForbidden when it asks a database that `databases` does not name
 */
export function transactionTestCase<Args extends readonly unknown[]>(
  test: TestFunction<Args>,
  options: TransactionTestCaseOptions = {},
): WrappedTest<Args> {
  const { databases, fixtures, serializedRollback = false, settings: values = {} } = options;
  return async (...args) => {
    using _ = beginTest(values);
    const aliases = aliasesOf(databases);
    await allowingDatabases(aliases, async () => {
      const own = withoutMirrors(aliases);
      if (serializedRollback) {
        for (const using of own) {
          await emptyTables(using);
          await restoreSnapshot(using);
        }
      }
      await loadEach(aliases, fixtures);
      try {
        await test(...args);
      } finally {
        for (const using of own) await flushDatabase(using);
      }
    });
  };
}

/** Empties all tables of the models, then lets the apps make the rows that they need. */
export async function flushDatabase(using: string): Promise<void> {
  await emptyTables(using);
  if (!apps.ready || !postMigrate.hasListeners()) return;
  await emitPostMigrate({
    verbosity: 0,
    interactive: false,
    using,
    plan: [],
    models: installedModels(),
    write: () => undefined,
  });
}

/** Empties all tables of the models; keys begin anew. */
async function emptyTables(using: string): Promise<void> {
  const statements = await flushStatements(using);
  if (statements.length > 0) await connections.get(using).script(statements);
}
