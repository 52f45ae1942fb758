import { describe, expect, it } from "vitest";

import type { ValidationError } from "../../validation/index.ts";
import { F, IntegrityError, InvalidValue, Lower, Q, models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { messagesOf } from "../testing/messages.ts";

const label = { appLabel: "constraints" };

class Offer extends models.Model<Offer>()(
  {
    name: models.CharField({ maxLength: 9 }),
    code: models.IntegerField({ null: true, blank: true }),
    slot: models.IntegerField({ null: true, blank: true }),
    price: models.IntegerField({ default: 5 }),
    open: models.BooleanField({ default: true }),
  },
  {
    ...label,
    constraints: [
      new models.CheckConstraint({ name: "price_positive", condition: Q({ price__gt: 0 }) }),
      new models.CheckConstraint({
        name: "price_code",
        condition: Q({ price__lt: 1000 }),
        violationErrorMessage: "Too dear: %(name)s",
        violationErrorCode: "dear",
      }),
      new models.UniqueConstraint({ name: "one_code", fields: ["code"] }),
      new models.UniqueConstraint({ name: "one_slot", fields: ["slot"], nullsDistinct: false }),
      new models.UniqueConstraint({ name: "one_name", expressions: [Lower("name")] }),
      new models.UniqueConstraint({
        name: "open_price",
        fields: ["price"],
        condition: Q({ open: true, price__gte: 100 }),
      }),
    ],
  },
) {}

const open = () => memoryDatabase(Offer);

describe("constraints", () => {
  it("check a condition in code, with Django's message [MOD-45] [MOD-47]", async () => {
    await using _ = await open();

    expect(await messagesOf(new Offer({ name: "a", price: 0 }).fullClean())).toEqual({
      __all__: ["Constraint “price_positive” is violated."],
    });
  });

  it("check a condition in the database [MOD-45]", async () => {
    await using _ = await open();

    await expect(Offer.objects.create({ name: "a", price: 0 })).rejects.toThrow(IntegrityError);
  });

  it("have a message and a code of their own [MOD-44] [MOD-47]", async () => {
    await using _ = await open();
    const error: unknown = await new Offer({ name: "a", price: 1000 })
      .fullClean()
      .catch((caught: unknown) => caught);

    expect((error as ValidationError).messages).toEqual(["Too dear: price_code"]);
    expect([...(error as ValidationError).errorList].map(({ code }) => code)).toEqual(["dear"]);
  });

  it("reuse the message of a unique field for one about fields [MOD-47]", async () => {
    await using _ = await open();
    await Offer.objects.create({ name: "a", code: 1, slot: 1 });

    expect(await messagesOf(new Offer({ name: "b", code: 1, slot: 2 }).fullClean())).toEqual({
      code: ["Offer with this Code already exists."],
    });
    await expect(Offer.objects.create({ name: "b", code: 1, slot: 2 })).rejects.toThrow(
      IntegrityError,
    );
  });

  it("pass over null, unless nulls are not distinct [MOD-44] [MOD-46]", async () => {
    await using _ = await open();
    await Offer.objects.create({ name: "a" });

    expect(await messagesOf(new Offer({ name: "b" }).fullClean())).toEqual({
      slot: ["Offer with this Slot already exists."],
    });
  });

  it("compare expressions [MOD-44]", async () => {
    await using _ = await open();
    await Offer.objects.create({ name: "Hot", slot: 1 });

    expect(await messagesOf(new Offer({ name: "HOT", slot: 2 }).fullClean())).toEqual({
      __all__: ["Constraint “one_name” is violated."],
    });
    await expect(Offer.objects.create({ name: "hOT", slot: 3 })).rejects.toThrow(IntegrityError);
  });

  it("hold only where their condition does [MOD-44]", async () => {
    await using _ = await open();
    await Offer.objects.create({ name: "a", slot: 1, price: 100 });
    const shut = new Offer({ name: "b", slot: 2, price: 100, open: false });
    const twin = new Offer({ name: "c", slot: 3, price: 100 });

    expect(await messagesOf(shut.fullClean())).toEqual({});
    expect(await messagesOf(twin.fullClean())).toEqual({
      __all__: ["Constraint “open_price” is violated."],
    });
    await expect(twin.save()).rejects.toThrow(IntegrityError);
    await shut.save();
  });

  it("are skipped when a field of theirs is excluded [MOD-47]", async () => {
    await using _ = await open();
    await Offer.objects.create({ name: "Hot", code: 1 });
    const twin = new Offer({ name: "HOT", code: 1, price: 0 });

    const exclude = ["name", "code", "price", "slot"];
    expect(await messagesOf(twin.fullClean({ exclude }))).toEqual({});
  });

  it("do not find the row itself [MOD-46]", async () => {
    await using _ = await open();
    const offer = await Offer.objects.create({ name: "Hot", code: 1, slot: 1, price: 200 });

    expect(await messagesOf(offer.fullClean())).toEqual({});
  });

  it("need a name, and fields or expressions but not both [MOD-44]", () => {
    expect(() => new models.UniqueConstraint({ name: "", fields: ["a"] })).toThrow(
      "A constraint must be named.",
    );
    expect(() => new models.UniqueConstraint({ name: "x" })).toThrow(
      "At least one field or expression is required to define a unique constraint.",
    );
    expect(
      () => new models.UniqueConstraint({ name: "x", fields: ["a"], expressions: [F("b")] }),
    ).toThrow("UniqueConstraint.fields and expressions are mutually exclusive.");
    expect(
      () =>
        new models.UniqueConstraint({
          name: "x",
          fields: ["a"],
          condition: Q({ a: 1 }),
          deferrable: "deferred",
        }),
    ).toThrow(InvalidValue);
  });
});
