import { atomic, connections, DEFAULT_ALIAS, getRollback, setRollback } from "../db/index.ts";

/** Options of {@link testCase}. */
export interface TestCaseOptions {
  /** Aliases of the databases that the test changes. Default: `default`. */
  readonly databases?: readonly string[];
}

/**
 * A test whose changes to the database are undone when it ends: it runs inside of a transaction.
 * Nothing is committed, so callbacks of `onCommit()` do not run. A statement that the database
 * refuses ends what can be done in the test; put it in an `atomic()` of its own to go on.
 *
 * Works in `node:test`, Vitest and others. A hook such as `beforeEach` cannot do it: a transaction
 * holds for what is called inside of it. Django: `TestCase`.
 *
 * @throws IntegrityError when the test leaves a foreign key that leads nowhere
 * @example
 * it("has a title", testCase(async () => {
 *   const book = await Book.objects.create({ title: "Emma" });
 *   assert.equal(String(book), "Emma");
 * }));
 */
export function testCase<Args extends readonly unknown[]>(
  test: (...args: Args) => unknown,
  { databases = [DEFAULT_ALIAS] }: TestCaseOptions = {},
): (...args: Args) => Promise<void> {
  return (...args) => undone(databases, async () => void (await test(...args)));
}

async function undone(aliases: readonly string[], work: () => Promise<void>): Promise<void> {
  const [using, ...others] = aliases;
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
