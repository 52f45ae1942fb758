import { AsyncLocalStorage } from "node:async_hooks";

import { overrideSettings } from "../conf/index.ts";
import { atomic, setRollback } from "../db/index.ts";
import { copyTestData } from "./copy-test-data.ts";
import { allowingDatabases } from "./database-guard.ts";
import { TestSetupError } from "./errors.ts";
import {
  aliasesOf,
  loadEach,
  type TestCaseOptions,
  undone,
  withoutMirrors,
  type WrappedTest,
} from "./test-case.ts";

/** The hooks of a test runner that run once around the tests of a `describe()`. */
export interface SuiteHooks {
  /** `before` of `node:test`, `beforeAll` of Vitest. */
  readonly before: (hook: () => Promise<void>) => unknown;
  /** `after` of `node:test`, `afterAll` of Vitest. */
  readonly after: (hook: () => Promise<void>) => unknown;
}

/** Data that the tests of a `describe()` share. */
export interface TestData<Data> {
  /** A test that gets a copy of the data, and whose changes to the database are undone. */
  test<Args extends readonly unknown[]>(
    test: (data: Data, ...args: Args) => unknown,
  ): WrappedTest<Args>;
}

/**
 * Makes rows once for all tests of a `describe()`: `make` runs inside of a transaction that stays open
 * until the last test has ended; each test has a savepoint of its own in it, and a copy of what `make`
 * gave. Pass the hooks of your test runner. Django: `setUpTestData()`.
 *
 * @example
 * import { after, before, describe, it } from "node:test";
 *
 * describe("a book", () => {
 *   const world = setUpTestData({ before, after }, async () => ({
 *     emma: await Book.objects.create({ title: "Emma" }),
 *   }));
 *   it("has a title", world.test(({ emma }) => assert.equal(String(emma), "Emma")));
 * });
 */
export function setUpTestData<Data>(
  { before, after }: SuiteHooks,
  make: () => Data | Promise<Data>,
  options: TestCaseOptions = {},
): TestData<Data> {
  let held: HeldTransaction<Data> | undefined;
  let settings: Disposable | undefined;
  before(async () => {
    settings = overrideSettings(options.settings ?? {});
    held = await HeldTransaction.open(make, options);
  });
  after(async () => {
    await held?.close();
    held = undefined;
    settings?.[Symbol.dispose]();
  });
  return {
    test(test) {
      return async (...args) => {
        if (held === undefined) {
          throw new TestSetupError("A test of setUpTestData() runs outside of its describe().", {
            hint: "Call setUpTestData() in the describe() that has the tests, with the hooks before and after.",
          });
        }
        await held.run((data) => test(data, ...args));
      };
    },
  };
}

/** Transactions that stay open while nothing runs in them. */
class HeldTransaction<Data> {
  readonly #aliases: readonly string[];
  readonly #data: Data;
  readonly #enter: <R>(work: () => R) => R;
  readonly #end: () => Promise<void>;

  private constructor(facts: {
    readonly aliases: readonly string[];
    readonly data: Data;
    readonly enter: <R>(work: () => R) => R;
    readonly end: () => Promise<void>;
  }) {
    this.#aliases = facts.aliases;
    this.#data = facts.data;
    this.#enter = facts.enter;
    this.#end = facts.end;
  }

  static async open<Data>(
    make: () => Data | Promise<Data>,
    { databases, fixtures }: TestCaseOptions,
  ): Promise<HeldTransaction<Data>> {
    const aliases = aliasesOf(databases);
    const released = Promise.withResolvers<void>();
    const made = Promise.withResolvers<{ data: Data; enter: <R>(work: () => R) => R }>();
    const open = allowingDatabases(aliases, () =>
      holding(aliases, async () => {
        await loadEach(aliases, fixtures);
        const data = await make();
        made.resolve({ data, enter: AsyncLocalStorage.snapshot() });
        await released.promise;
      }),
    );
    // What goes wrong before the data is made is thrown here; afterwards it waits for close().
    open.catch((error: unknown) => made.reject(error));
    const { data, enter } = await made.promise;
    const end = async (): Promise<void> => {
      released.resolve();
      await open;
    };
    return new HeldTransaction({ aliases, data, enter, end });
  }

  run(test: (data: Data) => unknown): Promise<void> {
    return this.#enter(() =>
      undone(this.#aliases, async () => void (await test(copyTestData(this.#data)))),
    );
  }

  close(): Promise<void> {
    return this.#end();
  }
}

async function holding(aliases: readonly string[], work: () => Promise<void>): Promise<void> {
  const [using, ...others] = withoutMirrors(aliases);
  if (using === undefined) return work();
  await atomic(
    async () => {
      await holding(others, work);
      setRollback(true, using);
    },
    { using },
  );
}
