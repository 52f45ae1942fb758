import { describe, expect, it } from "vitest";

import { ValidationError } from "../../validation/index.ts";
import { Temporal } from "../../utils/temporal.ts";
import { F, IntegrityError, InvalidValue, Lower, Q, models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "cleaning" };

class Person extends models.Model<Person>()(
  {
    name: models.CharField({ maxLength: 5 }),
    email: models.EmailField({ unique: true, null: true, blank: true }),
    nick: models.CharField({ maxLength: 9, blank: true, unique: true, null: true }),
    size: models.CharField({
      maxLength: 1,
      choices: [
        ["S", "Small"],
        ["L", "Large"],
      ],
      default: "S",
    }),
    born: models.DateField({ null: true, blank: true }),
    age: models.IntegerField({ default: 1 }),
    secret: models.CharField({ maxLength: 3, editable: false, default: "" }),
  },
  label,
) {
  override clean(): void {
    if (this.name === "bad") throw new ValidationError("Not this name.", { code: "bad" });
    if (this.name === "dict") throw new ValidationError({ age: "Wrong for this name." });
  }
}

class Seat extends models.Model<Seat>()(
  {
    room: models.CharField({ maxLength: 5 }),
    number: models.IntegerField({ null: true, blank: true }),
    title: models.CharField({ maxLength: 9, uniqueForDate: "day", default: "x" }),
    month: models.CharField({ maxLength: 9, uniqueForMonth: "day", default: "x" }),
    year: models.CharField({ maxLength: 9, uniqueForYear: "day", default: "x" }),
    day: models.DateField({ null: true, blank: true }),
  },
  { ...label, uniqueTogether: ["room", "number"] },
) {}

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

const open = () => memoryDatabase(Person, Seat, Offer);

/** The messages by field that `work` fails with. */
async function messagesOf(work: Promise<void>): Promise<Record<string, string[]>> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error === undefined) return {};
  if (!(error instanceof ValidationError)) throw error;
  return { ...error.messageDict };
}

describe("fullClean()", () => {
  it("gives all errors of all fields together [MOD-64]", async () => {
    await using _ = await open();
    const person = new Person({ name: "too long", email: "nobody", size: "M" as "S" });

    expect(await messagesOf(person.fullClean())).toEqual({
      name: ["Ensure this value has at most 5 characters (it has 8)."],
      email: ["Enter a valid email address."],
      size: ["Value 'M' is not a valid choice."],
    });
  });

  it("adds what clean() says: for the object, or for a field [MOD-64]", async () => {
    await using _ = await open();

    expect(await messagesOf(new Person({ name: "bad" }).fullClean())).toEqual({
      __all__: ["Not this name."],
    });
    expect(await messagesOf(new Person({ name: "dict" }).fullClean())).toEqual({
      age: ["Wrong for this name."],
    });
  });

  it("refuses null and blank where they are not allowed [MOD-01]", async () => {
    await using _ = await open();
    const person = new Person({ name: "" });
    Object.assign(person, { age: null });

    expect(await messagesOf(person.fullClean())).toEqual({
      name: ["This field cannot be blank."],
      age: ["This field cannot be null."],
    });
  });

  it("does not look at fields that cannot be edited [MOD-01]", async () => {
    await using _ = await open();

    expect(await messagesOf(new Person({ name: "x" }).fullClean())).toEqual({});
  });

  it("leaves excluded fields out, also for uniqueness [MOD-64]", async () => {
    await using _ = await open();
    await Person.objects.create({ name: "a", email: "a@b.example" });
    const twin = new Person({ name: "far too long", email: "a@b.example" });

    expect(await messagesOf(twin.fullClean({ exclude: ["name", "email"] }))).toEqual({});
  });

  it("puts converted values in place [MOD-64]", async () => {
    await using _ = await open();
    const person = new Person({ name: "x" });
    Object.assign(person, { age: "12", born: "1910-01-23" });

    await person.fullClean();

    expect(person.age).toBe(12);
    expect(String(person.born)).toBe("1910-01-23");
  });

  it("skips the queries that it is told to skip [MOD-64]", async () => {
    await using _ = await open();
    const person = new Person({ name: "x", email: "a@b.example" });

    const sent = await statementsOf(() =>
      person.fullClean({ validateUnique: false, validateConstraints: false }),
    );

    expect(sent).toEqual([]);
  });

  it("is not called by save() [MOD-64]", async () => {
    await using _ = await open();

    await Person.objects.create({ name: "bad" });

    expect(await Person.objects.count()).toBe(1);
  });
});

describe("validateUnique()", () => {
  it("finds another row with the value, and not the row itself [MOD-46]", async () => {
    await using _ = await open();
    const first = await Person.objects.create({ name: "a", email: "a@b.example" });
    const second = new Person({ name: "b", email: "a@b.example" });

    expect(await messagesOf(first.fullClean())).toEqual({});
    expect(await messagesOf(second.fullClean())).toEqual({
      email: ["Person with this Email already exists."],
    });
  });

  it("lets any number of rows be null [MOD-46]", async () => {
    await using _ = await open();
    await Person.objects.create({ name: "a", nick: null });

    expect(await messagesOf(new Person({ name: "b", nick: null }).fullClean())).toEqual({});
  });

  it("checks fields that are unique together [MOD-40] [MOD-46]", async () => {
    await using _ = await open();
    await Seat.objects.create({ room: "A", number: 1 });
    await Seat.objects.create({ room: "B", number: null });

    expect(await messagesOf(new Seat({ room: "A", number: 1 }).fullClean())).toEqual({
      __all__: ["Seat with this Room and Number already exists."],
    });
    expect(await messagesOf(new Seat({ room: "B", number: null }).fullClean())).toEqual({});
  });

  it("checks uniqueForDate, -Month and -Year, in code only [MOD-07]", async () => {
    await using _ = await open();
    const on = (day: string) => ({ room: "A", day: Temporal.PlainDate.from(day) });
    await Seat.objects.create({ ...on("1934-12-02"), number: 1 });

    const messages = await messagesOf(new Seat({ ...on("1934-12-02"), number: 2 }).fullClean());
    const laterDay = await messagesOf(new Seat({ ...on("1934-12-03"), number: 2 }).fullClean());
    const laterMonth = await messagesOf(new Seat({ ...on("1934-11-02"), number: 2 }).fullClean());
    await Seat.objects.create({ ...on("1934-12-02"), number: 3 });

    expect(messages).toEqual({
      title: ["Title must be unique for Day date."],
      month: ["Month must be unique for Day month."],
      year: ["Year must be unique for Day year."],
    });
    expect(Object.keys(laterDay)).toEqual(["month", "year"].sort());
    expect(Object.keys(laterMonth)).toEqual(["year"]);
  });

  it("has no date to compare where there is none [MOD-07]", async () => {
    await using _ = await open();
    await Seat.objects.create({ room: "A", number: 1 });

    expect(await messagesOf(new Seat({ room: "A", number: 2 }).fullClean())).toEqual({});
  });
});

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
