import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, settings } from "../conf/index.ts";
import { atomic, inAtomicBlock, onCommit } from "../db/index.ts";
import { Author, Book, Tag } from "./fixtures/library/models.ts";
import { site } from "./fixtures/library/settings.ts";
import {
  captureOnCommitCallbacks,
  Client,
  liveServer,
  setUpTestData,
  simpleTestCase,
  skipIfDBFeature,
  skipUnlessAnyDBFeature,
  skipUnlessDBFeature,
  testCase,
  testSite,
  type TestSite,
  transactionTestCase,
} from "./index.ts";

let running: TestSite;

beforeAll(async () => {
  configure(site);
  running = await testSite();
});

afterAll(() => running[Symbol.asyncDispose]());

describe("simpleTestCase()", () => {
  it("refuses databases, and says how to get them [TEST-01]", async () => {
    const test = simpleTestCase(() => Author.objects.count());

    await expect(test()).rejects.toThrow(
      'Database queries to "default" are not allowed in this test.\n  Wrap the test in testCase(test).',
    );
    await expect(simpleTestCase(() => atomic(() => undefined))()).rejects.toThrow("not allowed");
    await expect(
      simpleTestCase(() =>
        Author.objects.using("other").iterator()[Symbol.asyncIterator]().next(),
      )(),
    ).rejects.toThrow('Wrap the test in testCase(test, { databases: ["other"] }).');
    expect(await Author.objects.count()).toBe(0);
  });

  it("passes on what the runner gives [TEST-01]", async () => {
    const given: unknown[] = [];
    await simpleTestCase((...args: [number, string]) => given.push(...args))(1, "a");

    expect(given).toEqual([1, "a"]);
  });
});

describe("testCase()", () => {
  it("refuses databases that it does not name [TEST-05]", async () => {
    const test = testCase(() => Author.objects.using("other").create({ name: "x" }));

    await expect(test()).rejects.toThrow(
      'Database queries to "other" are not allowed in this test.\n' +
        '  Name it: testCase(test, { databases: ["default","other"] }).',
    );
  });

  it("undoes what it did to all that it names [TEST-02, TEST-05]", async () => {
    const work = async (): Promise<void> => {
      for (const using of ["default", "other"]) {
        await Author.objects.using(using).create({ name: "x" });
        expect(await Author.objects.using(using).count()).toBe(1);
      }
    };
    await testCase(work, { databases: ["default", "other"] })();
    await testCase(work, { databases: "all" })();

    expect(await Author.objects.count()).toBe(0);
    expect(await Author.objects.using("other").count()).toBe(0);
  });

  it("loads fixtures [TEST-05, SER-15]", async () => {
    await testCase(
      async () => {
        expect((await Author.objects.get({ pk: 7 })).name).toBe("Ende");
        expect(await Author.objects.using("other").count()).toBe(1);
      },
      { fixtures: ["authors"], databases: ["default", "other"] },
    )();

    expect(await Author.objects.count()).toBe(0);
  });

  it("sees over a mirror what its database has [TEST-29]", async () => {
    await testCase(
      async () => {
        await Author.objects.create({ name: "x" });
        expect(await Author.objects.using("replica").count()).toBe(1);
      },
      { databases: ["default", "replica"] },
    )();
  });
});

describe("a router that reads from a replica", () => {
  it("finds in tests what was written, as the replica mirrors its database [QS-71]", async () => {
    using _routers = overrideSettings({
      databaseRouters: [{ dbForRead: () => "replica", dbForWrite: () => "default" }],
    });

    await testCase(
      async () => {
        const author = await Author.objects.create({ name: "x" });
        const [read] = await Author.objects.all();
        expect([author.equals(read), Author.objects.all().db]).toEqual([true, "replica"]);
        expect(await Author.objects.filter({ name: "x" }).update({ name: "y" })).toBe(1);
        expect(await Author.objects.filter({ name: "y" }).count()).toBe(1);
      },
      { databases: ["default", "replica"] },
    )();
  });
});

describe("transactionTestCase()", () => {
  it("commits, and empties the tables afterwards; keys begin anew [TEST-03]", async () => {
    const keys: number[] = [];
    const said: string[] = [];
    const test = transactionTestCase(async () => {
      expect(inAtomicBlock()).toBe(false);
      await atomic(async () => {
        await onCommit(() => void said.push("committed"));
        keys.push((await Author.objects.create({ name: "x" })).id);
      });
      expect(await Author.objects.count()).toBe(1);
    });
    await test();
    await test();

    expect(keys).toEqual([1, 1]);
    expect(said).toEqual(["committed", "committed"]);
    expect(await Author.objects.count()).toBe(0);
  });

  it("empties the tables after a failure too, and loads fixtures before [TEST-03]", async () => {
    const test = transactionTestCase(
      async () => {
        expect(await Author.objects.count()).toBe(1);
        throw new RangeError("failed");
      },
      { fixtures: ["authors"] },
    );

    await expect(test()).rejects.toThrow("failed");
    expect(await Author.objects.count()).toBe(0);
  });
});

describe("setUpTestData()", () => {
  describe("of several tests", () => {
    let made = 0;
    const world = setUpTestData({ before: beforeAll, after: afterAll }, async () => {
      made += 1;
      const author = await Author.objects.create({ name: "Ende" });
      const momo = await Book.objects.create({ title: "Momo", author, extra: { pages: [1] } });
      await momo.tags.add(await Tag.objects.create({ name: "time" }));
      return { author, momo, all: [momo], plain: new Map([["author", author]]) };
    });

    it(
      "gives copies of the objects, with what belongs together [TEST-02]",
      world.test(async ({ author, momo, all, plain }) => {
        expect(all[0]).toBe(momo);
        expect(plain.get("author")).toBe(author);
        expect(await momo.author).toBe(author);
        momo.title = "changed";
        (momo.extra as { pages: number[] }).pages.push(2);
        await momo.save();
        await Author.objects.create({ name: "another" });
        expect(await Author.objects.count()).toBe(2);
      }),
    );

    it(
      "has the data as it was made, once [TEST-02]",
      world.test(async ({ momo }) => {
        expect(momo.title).toBe("Momo");
        expect(momo.extra).toEqual({ pages: [1] });
        expect(await momo.tags.count()).toBe(1);
        expect((await Book.objects.get({ pk: momo.id })).title).toBe("Momo");
        expect(await Author.objects.count()).toBe(1);
        expect(made).toBe(1);
      }),
    );

    it(
      "lets the client see it, and refuses other databases [TEST-02, TEST-05]",
      world.test(async () => {
        expect((await new Client().get("/count/")).text).toBe("1");
        await expect(Author.objects.using("other").count()).rejects.toThrow("not allowed");
      }),
    );
  });

  it("is undone when its tests have ended [TEST-02]", async () => {
    expect(await Author.objects.count()).toBe(0);
  });

  it("fails in the hook when the data cannot be made [TEST-02, TEST-06]", async () => {
    const hooks: (() => Promise<void>)[] = [];
    const keep = (hook: () => Promise<void>): unknown => hooks.push(hook);
    const world = setUpTestData({ before: keep, after: keep }, () => {
      throw new RangeError("no data");
    });
    const [before, after] = hooks;

    await expect(before?.()).rejects.toThrow("no data");
    await after?.();
    await expect(world.test(() => undefined)()).rejects.toThrow(
      "A test of setUpTestData() runs outside of its describe().",
    );
    expect(await Author.objects.count()).toBe(0);
  });
});

describe("captureOnCommitCallbacks()", () => {
  it("gives what waits for a commit that never comes [TEST-06]", async () => {
    const said: string[] = [];
    await testCase(async () => {
      await onCommit(() => void said.push("before"));
      const callbacks = await captureOnCommitCallbacks(async () => {
        await onCommit(() => void said.push("inside"));
      });
      expect(callbacks).toHaveLength(1);
      expect(said).toEqual([]);
      await callbacks[0]?.();
      expect(said).toEqual(["inside"]);
    })();
  });

  it("calls them, and those that they add [TEST-06]", async () => {
    const said: string[] = [];
    await testCase(async () => {
      const callbacks = await captureOnCommitCallbacks(
        () =>
          onCommit(async () => {
            said.push("first");
            await onCommit(() => void said.push("second"));
          }),
        { execute: true },
      );
      expect(callbacks).toHaveLength(2);
    })();

    expect(said).toEqual(["first", "second"]);
  });
});

describe("liveServer()", () => {
  it("answers over HTTP, with what the test's transaction has [TEST-04]", async () => {
    await testCase(async () => {
      await Author.objects.create({ name: "x" });
      await using server = await liveServer();

      expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
      expect(await (await fetch(`${server.url}/count/`)).text()).toBe("1");
      await fetch(`${server.url}/add/`);
      expect(await Author.objects.count()).toBe(2);
    })();

    expect(await Author.objects.count()).toBe(0);
    expect(settings.allowedHosts).toEqual(["testserver"]);
  });

  it("answers in a test with real transactions [TEST-04]", async () => {
    await transactionTestCase(async () => {
      await using server = await liveServer();
      await fetch(`${server.url}/add/`);
      expect(await Author.objects.count()).toBe(1);
    })();
  });
});

describe("skipUnlessDBFeature()", () => {
  const ran: string[] = [];
  const skipped: string[] = [];
  const context = { skip: (reason: string) => void skipped.push(reason) };
  const test = (name: string) => (_context: typeof context) => void ran.push(name);

  it("skips what the database cannot, by the runner's means [TEST-23]", async () => {
    await skipUnlessDBFeature("supportsReturning")(test("runs"))(context);
    await skipUnlessDBFeature("distinctOn", "supportsReturning")(test("no"))(context);
    await skipIfDBFeature("supportsReturning")(test("no"))(context);
    await skipIfDBFeature("distinctOn")(test("runs too"))(context);
    await skipUnlessAnyDBFeature("distinctOn", "supportsReturning")(test("one is enough"))(context);
    await skipUnlessAnyDBFeature("distinctOn")(test("no"))(context);

    expect(ran).toEqual(["runs", "runs too", "one is enough"]);
    expect(skipped).toEqual([
      "Database doesn't support feature(s): distinctOn",
      "Database has feature(s) supportsReturning",
      "Database doesn't support any of the feature(s): distinctOn",
    ]);
    await expect(skipUnlessDBFeature("distinctOn")(() => undefined)()).rejects.toThrow(
      "The test must be skipped",
    );
  });
});
