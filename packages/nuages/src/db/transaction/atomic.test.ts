import { describe, expect, it } from "vitest";

import { ImproperlyConfigured } from "../../errors/index.ts";
import {
  DatabaseError,
  IntegrityError,
  OperationalError,
  TransactionManagementError,
  atomic,
  connections,
  getRollback,
  inAtomicBlock,
  models,
  onCommit,
  savepoint,
  savepointCommit,
  savepointRollback,
  setRollback,
} from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class Note extends models.Model<Note>()(
  { text: models.CharField({ maxLength: 9, unique: true }) },
  { appLabel: "transactions" },
) {}

const open = () => memoryDatabase(Note);
const note = (text: string) => Note.objects.create({ text });
const texts = () => Note.objects.orderBy("id").valuesList("text", { flat: true });

/** Work that fails on purpose. */
const failing = async (...notes: string[]) => {
  for (const text of notes) await note(text);
  throw new RangeError("stop");
};

describe("atomic()", () => {
  it("gives what its function gives [QS-62]", async () => {
    await using _ = await open();

    expect(await atomic(async () => 5)).toBe(5);
  });

  it("undoes an inner block alone when its error is caught [QS-62]", async () => {
    await using _ = await open();

    await atomic(async () => {
      await note("a");
      await atomic(() => failing("b", "c")).catch(() => undefined);
      await note("d");
    });

    expect(await texts()).toEqual(["a", "d"]);
  });

  it("undoes an inner block that went well with its outer one [QS-62]", async () => {
    await using _ = await open();

    await atomic(async () => {
      await atomic(() => note("a"));
      throw new RangeError("stop");
    }).catch(() => undefined);

    expect(await texts()).toEqual([]);
  });

  it("marks the outer block when a block without savepoint fails [QS-62] [QS-65]", async () => {
    await using _ = await open();

    const result = atomic(async () => {
      await note("a");
      await atomic(() => failing("b"), { savepoint: false }).catch(() => undefined);
      expect(getRollback()).toBe(true);
      await note("c");
    });

    await expect(result).rejects.toThrow(TransactionManagementError);
    expect(await texts()).toEqual([]);
  });

  it("refuses to be inside another block when it is durable, before any work [QS-62]", async () => {
    await using _ = await open();
    let ran = false;

    const nested = atomic(() =>
      atomic(
        async () => {
          ran = true;
        },
        { durable: true },
      ),
    );

    await expect(nested).rejects.toThrow(/durable/);
    expect(ran).toBe(false);
    await atomic(() => note("a"), { durable: true });
    expect(await texts()).toEqual(["a"]);
  });

  it("knows whether it is open [QS-65]", async () => {
    await using _ = await open();

    expect(inAtomicBlock()).toBe(false);
    await atomic(async () => expect(inAtomicBlock()).toBe(true));
    expect(inAtomicBlock()).toBe(false);
  });
});

describe("a broken block", () => {
  it("refuses every further query until it ends [QS-63]", async () => {
    await using _ = await open();
    await note("a");
    const seen: unknown[] = [];

    const result = atomic(async () => {
      await note("a").catch((error: unknown) => seen.push(error));
      await note("b").catch((error: unknown) => seen.push(error));
      await texts().then(undefined, (error: unknown) => seen.push(error));
    });
    await result.catch(() => undefined);

    expect(seen[0]).toBeInstanceOf(IntegrityError);
    expect(seen[1]).toBeInstanceOf(TransactionManagementError);
    expect(seen[2]).toBeInstanceOf(TransactionManagementError);
    expect((seen[1] as Error).message).toMatch(/current transaction/);
    expect(await texts()).toEqual(["a"]);
  });

  it("is mended by a block inside that took the error [QS-63]", async () => {
    await using _ = await open();
    await note("a");

    await atomic(async () => {
      await atomic(() => note("a")).catch(() => undefined);
      await note("b");
    });

    expect(await texts()).toEqual(["a", "b"]);
  });

  it("can be marked and unmarked by hand [QS-65]", async () => {
    await using _ = await open();

    await atomic(async () => {
      await note("a");
      setRollback(true);
    });

    expect(await texts()).toEqual([]);
    expect(() => setRollback(true)).toThrow(TransactionManagementError);
    expect(() => getRollback()).toThrow(TransactionManagementError);
  });
});

describe("savepoints", () => {
  it("are refused when their block has ended: its connection is another's by then [QS-65]", async () => {
    await using _ = await open();
    const late = Promise.withResolvers<void>();
    const forgotten = await atomic(async () => ({
      promise: (async () => {
        await late.promise;
        await savepoint();
      })().catch((error: unknown) => error),
    }));

    const error = await atomic(async () => {
      late.resolve();
      return forgotten.promise;
    });

    expect(error).toBeInstanceOf(TransactionManagementError);
    expect((error as Error).message).toMatch(/has ended/);
  });

  it("are refused outside of a block, by their name [QS-65]", async () => {
    await using _ = await open();

    await expect(savepoint()).rejects.toThrow(
      "There are no savepoints outside of an 'atomic' block.",
    );
  });

  it("are made, kept and undone by hand [QS-65]", async () => {
    await using _ = await open();

    await atomic(async () => {
      await note("a");
      const first = await savepoint();
      await note("b");
      await savepointRollback(first);
      const second = await savepoint();
      await note("c");
      await savepointCommit(second);
    });

    expect(await texts()).toEqual(["a", "c"]);
  });
});

describe("onCommit()", () => {
  it("forgets what came after a savepoint that was gone back to by hand, and nothing before [QS-64]", async () => {
    await using _ = await open();
    const log: string[] = [];

    await atomic(async () => {
      await onCommit(() => log.push("before"));
      const outer = await savepoint();
      await onCommit(() => log.push("undone"));
      const inner = await savepoint();
      await onCommit(() => log.push("undone twice"));
      await savepointRollback(inner);
      await savepointRollback(outer);
      await onCommit(() => log.push("after"));
    });

    expect(log).toEqual(["before", "after"]);
  });

  it("refuses at once what it could not call, and databases that are not there [QS-64]", async () => {
    await using _ = await open();

    const inside = atomic(async () => {
      await note("a");
      await onCommit("send mail" as unknown as () => void);
    });

    await expect(inside).rejects.toThrow("onCommit() takes a function.");
    expect(await texts()).toEqual([]);
    await expect(onCommit(() => undefined, { using: "archive" })).rejects.toThrow(
      ImproperlyConfigured,
    );
  });

  it("runs at once outside of a block [QS-64]", async () => {
    await using _ = await open();
    const log: string[] = [];

    await onCommit(() => log.push("now"));

    expect(log).toEqual(["now"]);
  });

  it("waits for the outermost block, and keeps the order [QS-64]", async () => {
    await using _ = await open();
    const log: unknown[] = [];

    await atomic(async () => {
      await onCommit(() => log.push("first"));
      await atomic(async () => {
        await onCommit(() => log.push("second"));
      });
      log.push("in block");
    });

    expect(log).toEqual(["in block", "first", "second"]);
  });

  it("is forgotten when the block is undone [QS-64]", async () => {
    await using _ = await open();
    const log: string[] = [];

    await atomic(async () => {
      await onCommit(() => log.push("lost"));
      throw new RangeError("stop");
    }).catch(() => undefined);

    expect(log).toEqual([]);
  });

  it("sees the committed rows, outside of the block [QS-64]", async () => {
    await using _ = await open();
    const seen: unknown[] = [];

    await atomic(async () => {
      await note("a");
      await onCommit(async () => seen.push(inAtomicBlock(), await Note.objects.count()));
    });

    expect(seen).toEqual([false, 1]);
  });

  it("stops at an error, unless it is robust; the rows stay [QS-64]", async () => {
    await using _ = await open();
    const log: string[] = [];
    const fail = () => {
      throw new RangeError("receiver");
    };

    await atomic(async () => {
      await note("a");
      await onCommit(fail, { robust: true });
      await onCommit(() => log.push("after robust"));
    });
    const stopped = atomic(async () => {
      await note("b");
      await onCommit(fail);
      await onCommit(() => log.push("never"));
    });

    await expect(stopped).rejects.toThrow("receiver");
    expect(log).toEqual(["after robust"]);
    expect(await texts()).toEqual(["a", "b"]);
  });
});

describe("errors of the database", () => {
  it("are Django's classes with the driver's error as cause [QS-66]", async () => {
    await using _ = await open();
    await note("a");
    const errorOf = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => error as Error,
      );

    const duplicate = await errorOf(note("a"));
    const missing = await errorOf(connections.get("default").query("SELECT * FROM nowhere", []));

    expect(duplicate).toBeInstanceOf(IntegrityError);
    expect(missing).toBeInstanceOf(OperationalError);
    for (const error of [duplicate, missing]) {
      expect(error).toBeInstanceOf(DatabaseError);
      expect(error?.cause).toBeInstanceOf(Error);
    }
  });
});
