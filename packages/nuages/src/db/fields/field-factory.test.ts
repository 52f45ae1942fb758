import { describe, expect, it } from "vitest";

import { models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class UpperField extends models.CharField {
  override getPrepValue(value: unknown): unknown {
    const prepared = super.getPrepValue(value);
    return typeof prepared === "string" ? prepared.toUpperCase() : prepared;
  }
}
const Upper = models.fieldFactory(UpperField);

class Place extends models.Model<Place>()(
  { code: Upper({ maxLength: 3 }), nick: Upper({ maxLength: 5, null: true }) },
  { appLabel: "own" },
) {}

describe("a field class of one's own", () => {
  it("is declared in models like those that are there [MOD-23]", async () => {
    await using _ = await memoryDatabase(Place);

    await Place.objects.create({ code: "abc" });
    const place = await Place.objects.get({ code: "aBc" });

    expect([place.code, place.nick]).toEqual(["ABC", null]);
    expect(Place.meta.getField("code")).toBeInstanceOf(UpperField);
    expect(Place.meta.getField("code").deconstruct()).toMatchObject({
      name: "code",
      type: "UpperField",
      options: { maxLength: 3 },
    });
    await expect(new Place({ code: "long" }).fullClean()).rejects.toThrow(/at most 3/);
  });
});
