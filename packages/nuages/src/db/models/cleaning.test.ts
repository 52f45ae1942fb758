import { describe, expect, it } from "vitest";

import { ValidationError } from "../../validation/index.ts";
import { Temporal } from "../../utils/temporal.ts";
import { models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { messagesOf } from "../testing/messages.ts";

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

const open = () => memoryDatabase(Person, Seat);

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
