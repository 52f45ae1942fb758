import { Cast, Count, Exists, F, models, OuterRef } from "nuages/db";
import { describe, expect, it } from "vitest";

import { Account, Entry } from "./lib/models.ts";
import { servers, testDatabase, type Server, type TestDatabase } from "./lib/servers.ts";

/** Accounts a (two entries), b (one), c (none). */
async function filled(server: Server): Promise<TestDatabase> {
  const database = await testDatabase(server);
  const [a, b] = await Promise.all(["a", "b", "c"].map((name) => Account.objects.create({ name })));
  for (const [account, amount] of [
    [a, 1],
    [a, 2],
    [b, 3],
  ] as const)
    await Entry.objects.create({ account, amount, text: account?.name });
  return database;
}

const text = models.CharField({ maxLength: 20 });
const balances = () => Account.objects.orderBy("name").valuesList("name", "balance");

for (const server of servers) {
  describe.skipIf(!server.isThere)(
    `changes that read the table they change, on ${server.label}`,
    () => {
      it("are told by joins and groups [QS-23] [DB-20]", async () => {
        await using _database = await filled(server);

        await Account.objects.filter({ entry__amount__gt: 1 }).update({ balance: 5 });
        expect(await balances()).toEqual([
          ["a", 5],
          ["b", 5],
          ["c", 0],
        ]);
        await Account.objects
          .annotate({ n: Count("entry") })
          .filter({ n: 2 })
          .update({ balance: 7 });
        expect(await balances()).toEqual([
          ["a", 7],
          ["b", 5],
          ["c", 0],
        ]);
        const [deleted] = await Entry.objects.filter({ account__name: "b" }).delete();
        expect(deleted).toBe(1);
        await Account.objects.filter({ entry: null }).delete();
        expect(await balances()).toEqual([["a", 7]]);
      });

      it("read every row as it was before [QS-23] [DB-20]", async () => {
        await using _database = await testDatabase(server);
        const account = await Account.objects.create({ name: "a", balance: 5 });
        const entry = await Entry.objects.create({ account, amount: 7, text: "x" });

        await Entry.objects.update({ amount: F("amount").times(2), text: Cast("amount", text) });
        expect(await Entry.objects.get()).toMatchObject({ amount: 14, text: "7" });
        entry.amount = 1;
        entry.text = Cast("amount", text) as never;
        await entry.save();
        expect(await Entry.objects.get()).toMatchObject({ amount: 1, text: "14" });
      });

      it("are told by subqueries [QS-23] [DB-20]", async () => {
        await using _database = await filled(server);
        const named = (name: string) => Account.objects.filter({ name });

        await Account.objects
          .filter({ pk__in: named("b") })
          .update({ balance: F("balance").plus(3) });
        await Account.objects.filter({ name: "c" }).update({ balance: 4 });
        expect(await balances()).toEqual([
          ["a", 0],
          ["b", 3],
          ["c", 4],
        ]);
        const larger = Account.objects.filter({ balance__gt: OuterRef("balance") });
        await Account.objects.filter(Exists(larger)).update({ balance: 9 });
        expect(await balances()).toEqual([
          ["a", 9],
          ["b", 9],
          ["c", 4],
        ]);
        const [deleted] = await Entry.objects
          .filter({ pk__in: Entry.objects.filter({ amount__gt: 1 }) })
          .delete();
        expect(deleted).toBe(2);
        expect(await Entry.objects.get()).toMatchObject({ amount: 1 });
      });
    },
  );
}
