import { describe, expect, it } from "vitest";

import { Decimal } from "../../utils/decimal.ts";
import { models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class Price extends models.Model<Price>()(
  {
    amount: models.DecimalField({ maxDigits: 6, decimalPlaces: 2 }),
    vat: models.DecimalField({ maxDigits: 4, decimalPlaces: 2, default: "19.60" }),
  },
  { appLabel: "decimal_input" },
) {}

describe("a decimal field of a new object [MOD-13]", () => {
  it.each(["12.50", 12.5, new Decimal("12.5")])("is a Decimal for %s", async (amount) => {
    await using _ = await memoryDatabase(Price);

    const price = await Price.objects.create({ amount });

    expect(price.amount).toBeInstanceOf(Decimal);
    expect(price.amount.toFixed(2)).toBe("12.50");
    expect(await Price.objects.filter({ amount: "12.50" }).exists()).toBe(true);
  });

  it("is a Decimal for a default that is a text", () => {
    expect(new Price({ amount: 1 }).vat.toFixed(2)).toBe("19.60");
  });

  it("leaves what is no number to the validation", async () => {
    const price = new Price({ amount: "many" });

    await expect(price.fullClean()).rejects.toThrow("“many” value must be a decimal number.");
  });

  it("is a Decimal after updateOrCreate()", async () => {
    await using _ = await memoryDatabase(Price);
    const { pk } = await Price.objects.create({ amount: 1 });

    const [price] = await Price.objects.updateOrCreate({ pk }, { defaults: { amount: "2.5" } });

    expect(price.amount).toBeInstanceOf(Decimal);
  });
});
