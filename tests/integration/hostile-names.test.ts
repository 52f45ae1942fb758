import { Avg, Count, F, InvalidValue, models, querySpan } from "nuages/db";
import { subscribe } from "nuages/instrumentation";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Account, Entry } from "./lib/models.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const ALIASES = [
  'x" FROM bank_account; --',
  "x` FROM bank_account; #",
  "a'b",
  "a[b",
  "a]b",
  "a;b",
  "a#b",
  "a b",
  "a--b",
  "a/*b",
  "a*/b",
  "a\u2028b",
  "a\u2029b",
  ...Array.from({ length: 0x20 }, (_, code) => `a${String.fromCodePoint(code)}`),
  ...Array.from({ length: 0x21 }, (_, code) => `a${String.fromCodePoint(0x7f + code)}`),
];

/** What a visitor sent: anything at all. */
function untrusted(value: unknown): never {
  return value as never;
}

const HALVES = ["\uD83C", "a\uDF89", "\uDF89\uD83C"];

for (const server of servers) {
  describe.skipIf(!server.isThere)(`hostile names on ${server.label}`, () => {
    let database: AsyncDisposable;
    beforeAll(async () => {
      database = await testDatabase(server);
      await Account.objects.create({ name: "Party \u{1F389}", balance: 5 });
    });
    afterAll(async () => database[Symbol.asyncDispose]());

    it("are refused as aliases before a statement is sent [ADV-004] [ADV-011] [ADV-013] [SEC-02] [SEC-36]", async () => {
      const sent: string[] = [];
      const stop = subscribe(querySpan, { start: ({ payload }) => void sent.push(payload.sql) });
      const accounts = Account.objects.all();
      for (const alias of ALIASES) {
        const named = untrusted({ [alias]: F("name") });
        const uses: readonly (() => unknown)[] = [
          () => accounts.annotate(named),
          () => accounts.alias(named),
          () => accounts.values(named),
          () => accounts.valuesList(untrusted(named)),
          () => accounts.extra({ select: { [alias]: "1" } }),
          () => accounts.annotate(untrusted({ [alias]: models.FilteredRelation("entry") })),
        ];
        for (const use of uses) expect(use, JSON.stringify(alias)).toThrow(InvalidValue);
        await expect(
          (async () => accounts.aggregate(untrusted({ [alias]: Count("pk") })))(),
          JSON.stringify(alias),
        ).rejects.toThrow(InvalidValue);
      }
      stop();

      expect(sent).toEqual([]);
    });

    it("that are allowed are quoted, whatever letters they have [ADV-004]", async () => {
      const names = ["select", "größe", "a%sb", "a%%b", "a.b", "a,b", "(a)", "a\\b"];
      for (const name of names) {
        const rows = await Account.objects
          .annotate(untrusted({ [name]: F("balance") }))
          .orderBy(untrusted(name));
        expect((rows[0] as unknown as Record<string, unknown>)[name], name).toBe(5);
        const mean = await Account.objects.aggregate(untrusted({ [name]: Avg("balance") }));
        expect(Object.keys(mean)).toEqual([name]);
      }
      expect(await Entry.objects.count()).toBe(0);
    });

    it("half characters are refused where a text is looked for", async () => {
      for (const half of HALVES) {
        for (const lookup of [
          "exact",
          "iexact",
          "contains",
          "icontains",
          "startswith",
          "iendswith",
          "regex",
          "gt",
        ])
          await expect(
            (async () =>
              Account.objects.filter(untrusted({ [`name__${lookup}`]: half })).count())(),
            lookup,
          ).rejects.toThrow("half of a character");
      }
      expect(await Account.objects.filter({ name__contains: "\u{1F389}" }).count()).toBe(1);
    });
  });
}
