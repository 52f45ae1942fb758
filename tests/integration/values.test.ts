import { overrideSettings } from "nuages/conf";
import {
  connections,
  DataError,
  Extract,
  IntegrityError,
  InvalidValue,
  Lower,
  Max,
  Min,
  Sum,
  models,
  StringAgg,
  Value,
} from "nuages/db";
import { Decimal } from "nuages/utils/decimal";
import { DateTime } from "nuages/utils/datetime";
import { Temporal } from "nuages/utils/temporal";
import { describe, expect, it } from "vitest";

import { embeddedPostgresql } from "./lib/pglite.ts";
import { Account, Sample } from "./lib/models.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

/** Where no PostgreSQL answers, the embedded one stands in for rows. */
const databases: readonly {
  readonly label: string;
  readonly open: () => Promise<AsyncDisposable>;
}[] = servers.flatMap((server: Server) => {
  if (server.isThere) return [{ label: server.label, open: () => testDatabase(server) }];
  return server.vendor === "postgresql"
    ? [{ label: "PostgreSQL (PGlite)", open: embeddedPostgresql }]
    : [];
});

const VALUES = {
  flag: true,
  small: -32_768,
  whole: 2_147_483_647,
  big: 9_223_372_036_854_775_807n,
  real: 0.1,
  exact: new Decimal("12345.0123456789"),
  text: "it's \\ \"%_?\u{1F389}\n' OR 1=1 -- ",
  day: Temporal.PlainDate.from("2024-02-29"),
  moment: DateTime.from("2024-02-29T23:59:59.123456Z"),
  clock: Temporal.PlainTime.from("23:59:59.999999"),
  length: Temporal.Duration.from({ days: 3, hours: 4, microseconds: 5 }),
  key: "739cf0f8-743e-431a-8fa3-41bdd14023fa",
  address: "2001:db8::1",
  bytes: new Uint8Array([0, 39, 92, 255]),
  data: { a: [1, null, "ü"], "b.c": { d: true } },
} as const;

async function loaded(values: { readonly [K in keyof typeof VALUES]?: unknown }): Promise<Sample> {
  const given: object = values;
  const { pk } = await Sample.objects.create(given);
  return Sample.objects.get({ pk });
}

for (const { label, open } of databases) {
  describe(`values on ${label}`, () => {
    it("come back as they were saved [DB-16]", async () => {
      await using _database = await open();

      const sample = await loaded(VALUES);

      for (const [name, value] of Object.entries(VALUES)) {
        const back = (sample as unknown as Record<string, unknown>)[name];
        expect([name, String(back)]).toEqual([name, String(value)]);
      }
      expect(sample.data).toEqual(VALUES.data);
      expect(sample.moment).toEqual(VALUES.moment);
      expect(sample.bytes).toEqual(VALUES.bytes);
    });

    it("come back from SQL of one's own [QS-60]", async () => {
      await using _database = await open();
      const { pk } = await loaded(VALUES);

      const [sample] = await Sample.objects.raw<{ following: number }>(
        `SELECT *, small + 1 AS following FROM ${Sample.meta.dbTable} WHERE whole = %(whole)s AND text = %(text)s`,
        { whole: VALUES.whole, text: VALUES.text },
      );

      expect([sample?.pk, Number(sample?.following)]).toEqual([pk, -32_767]);
      expect([sample?.moment, sample?.big]).toEqual([VALUES.moment, VALUES.big]);
      expect(sample?.data).toEqual(VALUES.data);
    });

    it.skipIf(label === "SQLite")("decimals keep all their digits", async () => {
      await using _database = await open();
      const exact = new Decimal("12345678901234567890.0123456789");

      const sample = await loaded({ exact });

      expect(sample.exact?.toFixed()).toBe(exact.toFixed());
      expect(await Sample.objects.filter({ exact }).count()).toBe(1);
    });

    it("decimals of too many places are rounded as the database rounds [MOD-13]", async () => {
      await using _database = await open();
      const [half, negative] = [new Decimal("1.00000000005"), new Decimal("-1.00000000005")];

      const single = await loaded({ exact: half });
      await Sample.objects.bulkCreate([
        new Sample({ exact: half }),
        new Sample({ exact: negative }),
      ]);
      const many = await Sample.objects
        .filter({ pk__gt: single.pk })
        .orderBy("pk")
        .valuesList("exact", { flat: true });

      const up = label === "SQLite" ? "1.0000000000" : "1.0000000001";
      expect([single.exact, ...many].map(String)).toEqual([up, up, `-${up}`]);
      expect(await Sample.objects.filter({ exact: half }).count()).toBe(0);
    });

    it("a JSON column is written with quotes, also when case is ignored [QS-29]", async () => {
      await using _database = await open();
      await Sample.objects.create({ data: "hello" });

      expect(await Sample.objects.filter({ data__iexact: "HELLO" }).count()).toBe(0);
    });

    it("times of day are found when they are computed, and places from the end of JSON [QS-32] [QS-34]", async () => {
      await using _database = await open();
      using _zone = overrideSettings({ timeZone: "UTC" });
      const moment = DateTime.from("2024-02-29T08:00:00Z");
      const clock = Temporal.PlainTime.from("08:00:00");
      await Sample.objects.create({ moment, clock, data: [1, { a: 2 }, 3] });
      const samples = Sample.objects.annotate({ least: Min("clock") });

      for (const found of [
        Sample.objects.filter({ moment__time: clock }),
        Sample.objects.filter({ moment__time__lte: clock }),
        Sample.objects.exclude({ moment__time__gt: clock }),
        samples.filter({ least: clock }),
        // SQLite counts from the end by a sign that Django 5.2 does not write.
        Sample.objects.filter((label === "SQLite" ? { data__0: 1 } : { "data__-1": 3 }) as object),
        Sample.objects.filter(
          (label === "SQLite" ? { data__1__a: 2 } : { "data__-2__a": 2 }) as object,
        ),
      ])
        expect(await found.count()).toBe(1);
    });

    it("are found by themselves", async () => {
      await using _database = await open();
      await Sample.objects.create(VALUES);
      await Sample.objects.create({});

      for (const [name, value] of Object.entries(VALUES)) {
        if (name === "data" || name === "real") continue;
        const count = await Sample.objects.filter({ [name]: value } as object).count();
        expect([name, count]).toEqual([name, 1]);
      }
    });

    it("of many rows at once come back as they were saved, with their keys in order", async () => {
      await using _database = await open();
      const tellsKeys = label !== "MySQL";
      const texts = ["", "NULL", "{a,b}", '"', "\\", '\\"', "'", " ", ",", "\n", "{}", "\u{1F389}"];
      const json = [[], {}, 'a "b" \\ c', 0, false, [null], { '"': "\\" }];
      const rows: { readonly [K in keyof typeof VALUES]?: unknown }[] = [
        VALUES,
        {},
        ...texts.map((text) => ({ text })),
        ...json.map((data) => ({ data })),
        { bytes: new Uint8Array(), real: -1e300, whole: -2_147_483_648, flag: false },
        { big: -9_223_372_036_854_775_808n, exact: new Decimal("-0.0000000001") },
      ];

      const made = await Sample.objects.bulkCreate(rows.map((row) => new Sample(row as object)));

      const stored = await Sample.objects.orderBy("pk").valuesList("pk", { flat: true });
      const keys = tellsKeys ? made.map(({ pk }) => Number(pk)) : stored.map(Number);
      expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      const back = await Sample.objects.inBulk(keys);
      for (const [index, row] of rows.entries()) {
        const sample = back.get(keys[index] ?? 0) as unknown as Record<string, unknown>;
        for (const name of Object.keys(VALUES) as (keyof typeof VALUES)[]) {
          const value = row[name] ?? null;
          const isText = name === "data" || name === "bytes";
          const [got, wanted] = [sample[name], value].map((one) => (isText ? one : String(one)));
          expect([index, name, got]).toEqual([index, name, wanted]);
        }
      }
    });

    it("of many rows that break a constraint leave none", async () => {
      await using _database = await open();
      const names = ["a", "b", "a"];

      const failure = await Account.objects
        .bulkCreate(names.map((name) => new Account({ name })))
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(IntegrityError);
      expect(await Account.objects.count()).toBe(0);
      await Account.objects.bulkCreate(
        names.map((name) => new Account({ name })),
        { ignoreConflicts: true },
      );
      expect(await Account.objects.count()).toBe(2);
    });

    it.skipIf(label === "SQLite")(
      "of many rows that are too long are refused, not cut",
      async () => {
        await using _database = await open();
        const long = ["x".repeat(61), "y"].map((name) => new Account({ name }));

        await expect(Account.objects.bulkCreate(long)).rejects.toBeInstanceOf(DataError);
      },
    );

    it("of many rows can be expressions", async () => {
      await using _database = await open();

      await Account.objects.bulkCreate([
        new Account({ name: Lower(Value("ABC")) as never, balance: 1 }),
        new Account({ name: "d", balance: 2 }),
      ]);

      expect(await Account.objects.valuesList("name", { flat: true })).toEqual(["abc", "d"]);
    });

    it("that are missing are null", async () => {
      await using _database = await open();

      const sample = await loaded({});

      for (const name of Object.keys(VALUES))
        expect([name, (sample as unknown as Record<string, unknown>)[name]]).toEqual([name, null]);
    });

    it("are bound and never part of the statement", async () => {
      await using _database = await open();
      const texts = ["'; DROP TABLE bank_sample; --", "\\'", "\\", "a'b\\'c", "$1 ? %s", "\u2028"];

      for (const text of texts) {
        const sample = await loaded({ text });
        expect(sample.text).toBe(text);
        expect(await Sample.objects.filter({ text }).count()).toBe(1);
        expect(await Sample.objects.filter({ text__contains: text }).count()).toBeGreaterThan(0);
      }
    });

    it("text and numbers in an expression keep their kinds", async () => {
      await using _database = await open();
      await Sample.objects.create({ whole: 4, exact: new Decimal("1.5"), real: 2 });

      const [row] = await Sample.objects
        .annotate({
          more: models.F("whole").plus(3),
          tenth: models.F("exact").times(new Decimal("0.1")),
        })
        .values("more", "tenth");

      expect(row?.more).toBe(7);
      expect(Number(row?.tenth)).toBeCloseTo(0.15, 12);
    });

    it("of big whole numbers are exact in sums and extremes, too [QS-46]", async () => {
      await using _database = await open();
      await Sample.objects.create({ big: 9_223_372_036_854_775_807n });
      await Sample.objects.create({ big: -9_223_372_036_854_775_807n });
      await Sample.objects.create({ big: 9_007_199_254_740_993n });

      const answer = await Sample.objects.aggregate({
        most: Max("big"),
        least: Min("big"),
        all: Sum("big"),
      });

      expect(answer).toEqual({
        most: 9_223_372_036_854_775_807n,
        least: -9_223_372_036_854_775_807n,
        all: 9_007_199_254_740_993n,
      });
    });

    it("of dates have the parts that the database knows, and no SQL for one [QS-55]", async () => {
      await using _database = await open();
      await Sample.objects.create(VALUES);
      const part = (name: string) =>
        Sample.objects
          .annotate({ part: Extract("moment", name as "century", { timeZone: "UTC" }) })
          .valuesList("part", { flat: true })
          .first();

      const century = await (async () => part("century"))().catch((error: unknown) =>
        error instanceof Error ? "refused" : error,
      );

      expect(century).toBe(label.startsWith("PostgreSQL") ? 21 : "refused");
      expect(() => part("year FROM now()) --")).toThrow(InvalidValue);
    });

    it("are joined once each, in order, whatever their kind [QS-49]", async () => {
      await using _database = await open();
      for (const [whole, text] of [
        [2, "b"],
        [10, "a"],
        [2, "b"],
      ] as const)
        await Sample.objects.create({ whole, text });

      const joined = await Sample.objects.aggregate({
        texts: StringAgg("text", { distinct: true, orderBy: "-text" }),
        all: StringAgg("whole", { delimiter: ";", orderBy: ["whole", "text"] }),
      });

      expect(joined).toEqual({ texts: "b,a", all: "2;2;10" });
    });

    it("names its tables", async () => {
      await using _database = await open();

      const tables = await connections.get().tableNames();

      expect(tables).toEqual(expect.arrayContaining(["bank_account", "bank_entry", "bank_sample"]));
    });
  });
}
