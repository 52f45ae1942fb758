import { createHash } from "node:crypto";

import { ImproperlyConfigured } from "nuages/errors";
import { overrideSettings, type DatabaseSettings } from "nuages/conf";
import {
  atomic,
  Avg,
  Collate,
  connections,
  createTables,
  F,
  IntegrityError,
  MD5,
  models,
  NotSupportedError,
  OperationalError,
  Power,
  ProgrammingError,
  Random,
  registerModels,
  Round,
  SHA256,
  Sqrt,
  StdDev,
  Sum,
  TruncMonth,
  Variance,
} from "nuages/db";
import { Decimal } from "nuages/utils/decimal";
import { afterEach, describe, expect, it } from "vitest";

import { Account, bankModels, Entry, Sample } from "./lib/models.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

const of = (vendor: Server["vendor"]): Server =>
  servers.find((server) => server.vendor === vendor) as Server;

function adminOf({ admin, label }: Server): DatabaseSettings {
  if (admin === undefined) throw new Error(`${label} is no server.`);
  return admin;
}

/** The rows of a statement of one's own. */
async function rows(sql: string): Promise<unknown[][]> {
  return (await connections.get().query(sql, [])).map((row) => [...row]);
}

afterEach(() => connections.closeAll());

describe("engines", () => {
  const opened = (engine: string, options: Record<string, unknown> = {}): unknown => {
    using _ = overrideSettings({
      databases: { default: { engine: engine as "sqlite", name: "x", options } },
    });
    return connections.get();
  };

  it.each([
    ["postgres", /"postgres", which is not available\.\s+Did you mean "postgresql"/],
    ["oracle", /"oracle", which is not available\.\s+Known: sqlite, postgresql, mysql/],
    ["__proto__", /"__proto__", which is not available/],
  ])("are sqlite, postgresql and mysql; %s is refused with their names [DB-01]", (name, text) => {
    expect(() => opened(name)).toThrow(ImproperlyConfigured);
    expect(() => opened(name)).toThrow(text);
  });

  it("are opened when they are first used, and name an alias that is not there [DB-01]", async () => {
    using _ = overrideSettings({
      databases: { main: { engine: "postgresql", name: "x", host: "127.0.0.1", port: 1 } },
    });

    const unreachable = connections.get("main").query("SELECT 1", []);

    await expect(unreachable).rejects.toThrow(OperationalError);
    expect(() => connections.get("mian")).toThrow(/no database "mian"\.\s+Did you mean "main"/);
  });

  it("can be of one's own [DB-08]", async () => {
    const other = of("sqlite");
    await using _database = await testDatabase(other);
    const inner = connections.get();
    using _ = overrideSettings({
      databases: { own: { engine: (() => inner) as never, name: "x" } },
    });

    expect(await Account.objects.using("own").count()).toBe(0);
  });
});

describe("options of SQLite", () => {
  const open = (options: Record<string, unknown>) => testDatabase(of("sqlite"), { options });

  it.each([
    [{ timeot: 5 }, /timeot is not known\.\s+Did you mean "timeout"/],
    [{ timeout: "5" }, /timeout is no number of seconds/],
    [{ transactionMode: "QUICK" }, /transactionMode is "QUICK"\.\s+Choose one of: DEFERRED/],
    [{ initCommand: 5 }, /initCommand is no text/],
  ])("are checked: %o [DB-12]", async (options, message) => {
    await expect(open(options)).rejects.toThrow(message);
  });

  it("run statements for each connection [DB-12]", async () => {
    await using _database = await open({
      initCommand: "PRAGMA cache_size = 77; PRAGMA temp_store = 2",
    });

    const reader = await rows("PRAGMA cache_size");
    const writer = await atomic(() => rows("PRAGMA cache_size"));

    expect([reader, writer]).toEqual([[[77]], [[77]]]);
    expect(await rows("PRAGMA temp_store")).toEqual([[2]]);
  });

  it.each(["DEFERRED", "immediate", "EXCLUSIVE"])(
    "begin transactions as %s [DB-12]",
    async (transactionMode) => {
      await using _database = await open({ transactionMode });

      await atomic(() => Account.objects.create({ name: "a" }));

      expect(await Account.objects.count()).toBe(1);
    },
  );

  it("wait for another program as long as the timeout, and then say that it is locked [DB-12]", async () => {
    await using database = await open({ timeout: 0.05 });
    using _other = overrideSettings({
      databases: { default: database.settings, other: database.settings },
    });
    const free = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = atomic(
      async () => {
        await Account.objects.using("other").create({ name: "a" });
        locked.resolve();
        await free.promise;
      },
      { using: "other" },
    );
    await locked.promise;

    const refused = await Account.objects.create({ name: "b" }).catch((error: unknown) => error);
    free.resolve();
    await holding;

    expect(refused).toBeInstanceOf(OperationalError);
    expect((refused as Error).message).toMatch(/database is locked/);
    await Account.objects.create({ name: "c" });
    expect(await Account.objects.count()).toBe(2);
  });
});

describe("SQLite", () => {
  it("stores values as Django does [DB-09]", async () => {
    await using _database = await testDatabase(of("sqlite"));
    await Sample.objects.create({
      flag: true,
      exact: new Decimal("1.50"),
      moment: new Date("2024-05-06T07:08:09.120Z"),
      day: "2024-05-06" as never,
      data: { a: 1 },
      key: "739cf0f8-743e-431a-8fa3-41bdd14023fa",
      length: "P1DT1S" as never,
    });

    const [stored] = await rows(
      "SELECT typeof(flag), flag, exact, moment, day, typeof(data), data, key, length FROM bank_sample",
    );

    expect(stored).toEqual([
      "integer",
      1,
      1.5,
      "2024-05-06 07:08:09.120000",
      "2024-05-06",
      "text",
      '{"a": 1}',
      "739cf0f8743e431a8fa341bdd14023fa",
      86_401_000_000,
    ]);
    await expect(
      connections.get().execute("UPDATE bank_sample SET data = 'no json'", []),
    ).rejects.toThrow(/CHECK/);
  });

  it("checks foreign keys at the end of a transaction [DB-09]", async () => {
    await using _database = await testDatabase(of("sqlite"));
    const insert = (account: number): Promise<unknown> =>
      connections
        .get()
        .execute(`INSERT INTO bank_entry (account_id, amount) VALUES (${account}, 1)`, []);

    await atomic(async () => {
      await insert(5);
      await connections.get().execute("INSERT INTO bank_account VALUES (5, 'late', 0)", []);
    });

    await expect(atomic(() => insert(6))).rejects.toThrow(/FOREIGN KEY/);
    expect(await Entry.objects.count()).toBe(1);
  });

  it("has the functions that it lacks by itself [DB-10]", async () => {
    await using _database = await testDatabase(of("sqlite"));
    for (const whole of [2, 4, 4, 4, 5, 5, 7, 9])
      await Sample.objects.create({
        whole,
        text: "Straße 9",
        moment: new Date("2024-05-31T23:30Z"),
      });

    const spread = await Sample.objects.aggregate({
      deviation: StdDev("whole"),
      variance: Variance("whole", { sample: true }),
    });
    const [row] = await Sample.objects
      .filter({ text__regex: "^Stra.e [0-9]$", text__iregex: "STRA.E" })
      .orderBy("pk")
      .annotate({
        root: Sqrt("whole"),
        cube: Power("whole", 3),
        rounded: Round(F("whole").dividedBy(3), 1),
        bits: F("whole").bitAnd(6),
        hash: MD5("text"),
        longHash: SHA256("text"),
        begin: TruncMonth("moment", { timeZone: "Asia/Tokyo" }),
        random: Random(),
      });

    expect(spread.deviation).toBe(2);
    expect(spread.variance).toBeCloseTo(32 / 7, 10);
    expect(row).toMatchObject({
      root: Math.SQRT2,
      cube: 8,
      bits: 2,
      hash: createHash("md5").update("Straße 9").digest("hex"),
      longHash: createHash("sha256").update("Straße 9").digest("hex"),
    });
    expect(row?.begin?.toISOString()).toBe("2024-05-31T15:00:00.000Z");
    expect(row?.random).toBeGreaterThanOrEqual(0);
    expect(row?.random).toBeLessThan(1);
  });

  it("tells letters apart by LIKE as little as it can, and sends keys in portions [DB-13]", async () => {
    await using _database = await testDatabase(of("sqlite"));
    for (const text of ["Abc", "aBC", "Äb", "äb"]) await Sample.objects.create({ text });
    const keys = Array.from({ length: 40_000 }, (_, index) => index);
    const texts = (rows: readonly { readonly text: string | null }[]): (string | null)[] =>
      rows.map(({ text }) => text);

    const byCase = await Sample.objects.filter({ text__contains: "abc" }).orderBy("pk");
    const insensitive = await Sample.objects.filter({ text__icontains: "ÄB" }).orderBy("pk");
    const found = await Sample.objects.inBulk(keys);

    expect(texts(byCase)).toEqual(["Abc", "aBC"]);
    expect(texts(insensitive)).toEqual(["Äb"]);
    expect(found.size).toBe(4);
  });

  it("has no locks of rows, and gives the keys of new rows [DB-13]", async () => {
    await using _database = await testDatabase(of("sqlite"));

    const made = await Account.objects.bulkCreate(["a", "b"].map((name) => new Account({ name })));
    const locked = await Account.objects.selectForUpdate();

    expect(made.map(({ pk }) => pk)).toEqual([1, 2]);
    expect(locked).toHaveLength(2);
  });

  it("refuses what it has not by name, and takes collations by name [DB-14]", async () => {
    await using _database = await testDatabase(of("sqlite"));
    for (const name of ["b", "B", "a"]) await Account.objects.create({ name });
    const refusals = await Promise.all(
      [
        async () => await Account.objects.distinct("name"),
        async () => await Sample.objects.filter({ data__contains: { a: 1 } }),
      ].map((work) => work().catch((error: unknown) => error)),
    );

    const sorted = await Account.objects
      .orderBy(Collate("name", "nocase"), "pk")
      .valuesList("name", { flat: true });

    expect(sorted).toEqual(["a", "b", "B"]);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(NotSupportedError);
    expect(refusals.map(String).join()).toMatch(/DISTINCT ON.*contains/s);
    await expect(
      (async () => await Account.objects.orderBy(Collate("name", 'x" DESC; --')))(),
    ).rejects.toThrow(/collation/i);
  });
});

class Document extends models.Model<Document>()(
  {
    title: models.CharField({ maxLength: 50, dbCollation: "C", dbComment: "as printed" }),
    code: models.CharField({ maxLength: 9, null: true }),
    words: models.IntegerField({ default: 3 }),
    twice: models.GeneratedField({
      expression: F("words").times(2),
      outputField: models.IntegerField(),
      dbPersist: true,
    }),
  },
  {
    appLabel: "bank",
    dbTableComment: "What's printed",
    indexes: [
      new models.Index({
        name: "document_title",
        fields: ["title"],
        opclasses: ["varchar_pattern_ops"],
        include: ["words"],
      }),
    ],
    constraints: [
      new models.UniqueConstraint({
        name: "document_code",
        fields: ["code"],
        nullsDistinct: false,
      }),
    ],
  },
) {}

describe.skipIf(!of("postgresql").isThere)("PostgreSQL", () => {
  it("has collations, comments, covering indexes with operator classes, NULLs that are equal and stored columns [DB-18]", async () => {
    await using _database = await testDatabase(of("postgresql"));
    registerModels(Document);
    await createTables({ models: [Document] });

    const [table] = await rows(
      "SELECT obj_description('bank_document'::regclass), col_description('bank_document'::regclass, 2)",
    );
    const [column] = await rows(
      "SELECT collation_name FROM information_schema.columns WHERE table_name = 'bank_document' AND column_name = 'title'",
    );
    const [index] = await rows(
      "SELECT indexdef FROM pg_indexes WHERE indexname = 'document_title'",
    );
    const made = await Document.objects.create({ title: "a" });
    const twice = await Document.objects.create({ title: "b" }).catch((error: unknown) => error);

    expect(table).toEqual(["What's printed", "as printed"]);
    expect(column).toEqual(["C"]);
    expect(index?.[0]).toMatch(/\(title varchar_pattern_ops\) INCLUDE \(words\)/);
    expect(made.twice).toBe(6);
    expect(twice).toBeInstanceOf(IntegrityError);
  });

  it("numbers rows by identity columns whose sequences can be set back [DB-16]", async () => {
    await using _database = await testDatabase(of("postgresql"));
    await Account.objects.create({ id: 50, name: "given" } as never);

    const [identity] = await rows(
      "SELECT is_identity, identity_generation FROM information_schema.columns WHERE table_name = 'bank_account' AND column_name = 'id'",
    );

    expect(identity).toEqual(["YES", "BY DEFAULT"]);
    expect((await Account.objects.create({ name: "next" })).pk).toBe(1);
  });

  it("stores values in its own types, and finds JSON by its parts [DB-16]", async () => {
    await using _database = await testDatabase(of("postgresql"));
    await Sample.objects.create({ data: { a: [1, 2], b: { c: "x" } } });

    const types = await rows(
      "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'bank_sample' AND column_name IN ('data', 'key', 'length', 'address', 'moment') ORDER BY 1",
    );

    expect(Object.fromEntries(types)).toEqual({
      address: "inet",
      data: "jsonb",
      key: "uuid",
      length: "interval",
      moment: "timestamp with time zone",
    });
    expect(await Sample.objects.filter({ data__contains: { b: { c: "x" } } }).count()).toBe(1);
    expect(await Sample.objects.filter({ data__a__1: 2 }).count()).toBe(1);
  });

  it("answers statements that are sent together each for itself, also when one fails", async () => {
    await using _database = await testDatabase(of("postgresql"), {
      options: { pool: { maxSize: 1 } },
    });
    const ask = (sql: string): Promise<unknown> => connections.get().query(sql, []);

    const answers = await Promise.allSettled([
      ask("SELECT 1"),
      ask("SELECT 1 / 0"),
      ask("SELEC"),
      ask("SELECT pg_backend_pid() = pg_backend_pid()"),
      ...Array.from({ length: 30 }, (_, index) => ask(`SELECT ${index}`)),
    ]);

    expect(answers.map(({ status }) => status).slice(0, 4)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    expect(answers.slice(4).map((answer) => (answer as { value?: unknown }).value)).toEqual(
      Array.from({ length: 30 }, (_, index) => [[index]]),
    );
    expect(answers[1]).toMatchObject({ reason: { details: { sql: "SELECT 1 / 0" } } });
  });

  it("says how many values a statement of one's own lacks", async () => {
    await using _database = await testDatabase(of("postgresql"));
    const lacking = connections.get().query("SELECT $1, $2", [1]);

    await expect(lacking).rejects.toThrow("A statement has 2 placeholders and 1 values.");
    await expect(lacking).rejects.toBeInstanceOf(ProgrammingError);
  });

  it("refuses a value that has no counterpart, and goes on with the connection", async () => {
    await using _database = await testDatabase(of("postgresql"), {
      options: { pool: { maxSize: 1 } },
    });
    const ask = (sql: string): Promise<unknown> => connections.get().query(sql, []);

    const [unreadable, next] = await Promise.allSettled([
      ask("SELECT '2024-01-01'::date UNION ALL SELECT 'infinity' UNION ALL SELECT '2024-01-02'"),
      ask("SELECT 1"),
    ]);

    expect(unreadable).toMatchObject({ status: "rejected", reason: { name: "DataError" } });
    expect(next).toEqual({ status: "fulfilled", value: [[1]] });
    expect(await ask("SELECT NULL, 'x', ARRAY[1]::int[]")).toEqual([[null, "x", "{1}"]]);
  });

  it("keeps to the driver's time limit for a statement", async () => {
    await using _database = await testDatabase(of("postgresql"));
    // What makes the database takes as long as it takes.
    const limited = connections.open("default", { options: { query_timeout: 500 } });

    const slow = limited.query("SELECT pg_sleep(1)", []);

    await expect(slow).rejects.toThrow(/Query read timeout/);
    await expect(limited.query("SELECT 1", [])).resolves.toEqual([[1]]);
    await limited.close();
  });

  it("gives averages of whole numbers as floats, also where others are computed from them", async () => {
    await using _database = await testDatabase(of("postgresql"));
    const [first, second] = await Account.objects.bulkCreate([
      new Account({ name: "a" }),
      new Account({ name: "b" }),
    ]);
    await Entry.objects.bulkCreate(
      [
        [first, 1],
        [first, 0],
        [first, 0],
        [second, 7],
      ].map(
        ([account, amount]) => new Entry({ account: account as Account, amount: Number(amount) }),
      ),
    );
    const averages = Entry.objects
      .values("account__name")
      .annotate({ mean: Avg("amount"), spread: StdDev("amount") });

    const rows = await averages.filter({ mean__gt: 0.3 }).orderBy("-mean");
    const once = await averages.values("mean").distinct().orderBy("mean");
    const [combined] = await averages.union(averages).orderBy("mean");
    const whole = await Account.objects.annotate({ mean: Avg("entry__amount") }).aggregate({
      sum: Sum("mean"),
    });

    expect(rows).toEqual([
      { account__name: "b", mean: 7, spread: 0 },
      { account__name: "a", mean: 1 / 3, spread: expect.closeTo(0.4714, 4) as number },
    ]);
    expect(once).toEqual([{ mean: 1 / 3 }, { mean: 7 }]);
    expect(combined?.mean).toBe(1 / 3);
    expect(whole.sum).toBeCloseTo(7 + 1 / 3, 12);
  });

  it("is asked in UTC and UTF-8, whatever the server's settings are [DB-06] [DB-15]", async () => {
    await using _database = await testDatabase(of("postgresql"), {
      options: { options: "-c TimeZone=Asia/Tokyo -c DateStyle=German" },
    });

    const [row] = await rows(
      "SELECT current_setting('TimeZone'), current_setting('client_encoding'), current_setting('DateStyle')",
    );

    expect(row).toEqual(["UTC", "UTF8", "ISO, DMY"]);
    const moment = new Date("2024-05-06T07:08:09Z");
    await Sample.objects.create({ moment });
    expect((await Sample.objects.get()).moment?.getTime()).toBe(moment.getTime());
  });

  it("takes another role after the login [DB-15]", async () => {
    const server = of("postgresql");
    const role = `nuages_role_${process.pid}`;
    await using database = await testDatabase(server);
    await connections.get().script([`CREATE ROLE ${role}`]);
    try {
      using _ = overrideSettings({
        databases: {
          default: database.settings,
          narrow: { ...database.settings, options: { assumeRole: role } },
          admin: adminOf(server),
        },
      });

      const refused = Account.objects.using("narrow").count();

      expect(await connections.get("narrow").query("SELECT current_user", [])).toEqual([[role]]);
      await expect(refused).rejects.toThrow(/permission denied/);
      await connections.get("narrow").close();
    } finally {
      await connections.get().script([`DROP ROLE ${role}`]);
    }
  });

  it("has indexes for LIKE beside those of texts [DB-17]", async () => {
    await using _database = await testDatabase(of("postgresql"));

    const indexes = await rows(
      "SELECT indexdef FROM pg_indexes WHERE tablename = 'bank_account' AND indexdef LIKE '%pattern_ops%'",
    );

    expect(indexes).toHaveLength(1);
  });
});

describe.skipIf(!of("postgresql").isThere || !of("mysql").isThere)("several servers", () => {
  it("have transactions of their own, at the same time [DB-02]", async () => {
    const [server, second] = [of("postgresql"), of("mysql")];
    const [admin, otherAdmin] = [adminOf(server), adminOf(second)];
    const name = `nuages_test_${process.pid}_second`;
    await using database = await testDatabase(server);
    using _ = overrideSettings({
      databases: {
        default: database.settings,
        admin,
        other: { ...otherAdmin, name },
        otherAdmin,
      },
    });
    await connections.get("otherAdmin").script([`CREATE DATABASE ${name}`]);
    try {
      await createTables({ models: bankModels, using: "other" });
      await atomic(async () => {
        await Account.objects.create({ name: "kept here" });
        const undone = atomic(
          async () => {
            await Account.objects.using("other").create({ name: "undone there" });
            await Account.objects.create({ name: "kept here too" });
            throw new RangeError("undo");
          },
          { using: "other" },
        );
        await expect(undone).rejects.toThrow(RangeError);
      });

      expect(await Account.objects.count()).toBe(2);
      expect(await Account.objects.using("other").count()).toBe(0);
    } finally {
      await connections.get("otherAdmin").script([`DROP DATABASE ${name}`]);
    }
  });
});
