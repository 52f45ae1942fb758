import { describe, expect, it } from "vitest";

import { ValidationError } from "../../validation/index.ts";
import { Coalesce, Count, F, FieldError, InvalidValue, Max, Value, models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class Page extends models.Model<Page>()(
  {
    pk: models.CompositePrimaryKey("tenant", "number"),
    tenant: models.IntegerField(),
    number: models.IntegerField(),
    title: models.CharField({ maxLength: 20, blank: true, default: "" }),
  },
  { appLabel: "composite" },
) {}

async function pages() {
  const database = await memoryDatabase(Page);
  for (const [tenant, number] of [
    [1, 1],
    [1, 2],
    [2, 1],
  ] as const)
    await Page.objects.create({ tenant, number });
  return database;
}

describe("a key of several columns", () => {
  it("is looked up and counted as one [QS-37]", async () => {
    await using _ = await pages();
    const page = await Page.objects.get({ pk: [1, 2] });
    expect(page.pk).toEqual([1, 2]);
    expect(
      await Page.objects
        .filter({
          pk__in: [
            [1, 1],
            [2, 1],
            [9, 9],
          ],
        })
        .count(),
    ).toBe(2);
    expect(await Page.objects.aggregate({ all: Count("pk") })).toEqual({ all: 3 });
    await expect(
      (async () => await Page.objects.aggregate({ all: Count("pk", { distinct: true }) }))(),
    ).rejects.toThrow(InvalidValue);
  });

  it("is no argument of a function or a sum: a wrong value, said by name [QS-44]", async () => {
    await using _ = await pages();
    const key = "pk" as never;
    const refused = [
      () => Page.objects.aggregate({ top: Max(key) }),
      () => Page.objects.annotate({ text: Coalesce(key, Value(0)) }).first(),
      () => Page.objects.annotate({ next: F(key).plus(1) }).first(),
    ];

    for (const run of refused) {
      const error: unknown = await (async () => await run())().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InvalidValue);
      expect(String(error)).toContain("expression does not support composite primary keys.");
    }
  });

  it("orders rows as F() too [QS-43]", async () => {
    await using _ = await pages();

    const rows = await Page.objects
      .orderBy(F("pk" as never).desc())
      .valuesList("pk", { flat: true });

    expect(rows).toEqual([
      [2, 1],
      [1, 2],
      [1, 1],
    ]);
  });

  it("is validated to be unique, and updated by its columns", async () => {
    await using _ = await pages();
    const twin = new Page({ tenant: 1, number: 1 });
    await expect(twin.fullClean()).rejects.toThrow(ValidationError);
    await new Page({ tenant: 3, number: 1 }).fullClean();
    await expect(
      (async () => await Page.objects.update({ pk: [1, 9] } as never))(),
    ).rejects.toThrow(FieldError);
  });
});
