import { describe, expect, it } from "vitest";

import { now } from "../../i18n/index.ts";
import { DateTime } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { ValidationError } from "../../validation/index.ts";
import { F, InvalidUse, InvalidValue, Now, models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import type { Field } from "./field.ts";

const label = { appLabel: "values" };

class Row extends models.Model<Row>()(
  {
    text: models.CharField({ maxLength: 5, default: "" }),
    nullable: models.CharField({ maxLength: 5, null: true }),
    amount: models.DecimalField({
      maxDigits: 5,
      decimalPlaces: 2,
      default: () => new Decimal("1"),
    }),
    huge: models.BigIntegerField({ bigint: true, default: 0n }),
    small: models.PositiveSmallIntegerField({ default: 0 }),
    flag: models.BooleanField({ default: false }),
    perhaps: models.BooleanField({ null: true }),
    moment: models.DateTimeField({ null: true }),
    time: models.TimeField({ null: true }),
    span: models.DurationField({ null: true }),
    uuid: models.UUIDField({ null: true }),
    address: models.GenericIPAddressField({ null: true, unpackIpv4: true }),
    bytes: models.BinaryField({ default: () => new Uint8Array() }),
    data: models.JSONField({ null: true }),
    born: models.IntegerField({ dbDefault: 7 }),
    stamp: models.DateTimeField({ dbDefault: Now() }),
    twice: models.GeneratedField({
      expression: F("small").times(2),
      outputField: models.IntegerField(),
      dbPersist: true,
    }),
  },
  label,
) {}

class Dated extends models.Model<Dated>()(
  {
    made: models.DateTimeField({ autoNowAdd: true }),
    changed: models.DateTimeField({ autoNow: true }),
    day: models.DateField({ autoNow: true }),
  },
  label,
) {}

const open = () => memoryDatabase(Row, Dated);

/** A row with these values, as it comes back from the database. */
async function stored(values: Partial<Record<keyof Row, unknown>>) {
  const { pk } = await Row.objects.create(values as { text: string });
  return Row.objects.get({ pk });
}

/** The messages that a field has for a value. */
async function refusals(field: unknown, value: unknown): Promise<readonly string[]> {
  const one = field as Field;
  try {
    await one.clean(value);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.messages;
    throw error;
  }
}

describe("values that come back", () => {
  it("are exact decimals with the places of the column [MOD-13]", async () => {
    await using _ = await open();

    expect(String((await stored({ amount: "123.4" })).amount)).toBe("123.40");
    expect(String((await stored({ amount: new Decimal("0.105") })).amount)).toBe("0.10");
    await expect(stored({ amount: "1234.5" })).rejects.toThrow(/amount/);
  });

  it("are integers beyond 2^53 as bigint [MOD-11] [ADV-117]", async () => {
    await using _ = await open();
    const row = await stored({ huge: 9007199254740993n });

    expect(row.huge).toBe(9007199254740993n);
    expect(await Row.objects.filter({ huge: 9007199254740993n }).count()).toBe(1);
    expect(await Row.objects.filter({ huge: 9007199254740992n }).count()).toBe(0);
  });

  it("are booleans, null where that is allowed [MOD-12]", async () => {
    await using _ = await open();
    const row = await stored({ flag: true });

    expect([row.flag, row.perhaps]).toEqual([true, null]);
  });

  it("are moments with their microseconds [MOD-14]", async () => {
    await using _ = await open();
    const moment = DateTime.from("1937-04-25T20:15:30.123456Z");
    const row = await stored({ moment });

    expect((row.moment as DateTime).microsecond).toBe(456);
    expect(await Row.objects.filter({ moment: row.moment }).count()).toBe(1);
  });

  it("are times, durations, UUIDs, addresses and bytes [MOD-16] [MOD-20]", async () => {
    await using _ = await open();
    const row = await stored({
      time: "13:45:59.000001",
      span: Temporal.Duration.from({ days: -3, microseconds: -5 }),
      uuid: "6FA459EA-EE8A-3CA4-894E-DB77E160355E",
      address: "::ffff:10.0.0.1",
      bytes: new Uint8Array([0, 255]),
    });

    expect(String(row.time)).toBe("13:45:59.000001");
    expect(row.span?.total("microseconds")).toBe(-3 * 86_400_000_000 - 5);
    expect([row.uuid, row.address]).toEqual(["6fa459ea-ee8a-3ca4-894e-db77e160355e", "10.0.0.1"]);
    expect([...row.bytes]).toEqual([0, 255]);
  });

  it("are read from every form that Django reads [MOD-14]", async () => {
    const [moment, time, span, uuid] = ["moment", "time", "span", "uuid"].map((name) =>
      Row.meta.getField(name),
    );
    const read = (field: Field | undefined, value: unknown): string =>
      String(field?.toPython(value));

    expect(read(moment, "20240229T2359Z")).toBe(String(DateTime.from("2024-02-29T23:59:00Z")));
    expect(read(moment, "2024-W09-4T00Z")).toBe(String(DateTime.from("2024-02-29T00:00:00Z")));
    expect(
      moment?.toPython(Temporal.ZonedDateTime.from("2024-02-29T00:30:00.000001+01:00[+01:00]")),
    ).toEqual(DateTime.from("2024-02-28T23:30:00.000001Z"));
    expect(read(time, "T1234.5")).toBe("12:34:00.5");
    expect(read(span, "1 day -0:00:01")).toBe("PT23H59M59S");
    expect(read(span, "")).toBe("PT0S");
    expect(() => span?.toPython("1000000000 00:00:00")).toThrow(ValidationError);
    expect(read(uuid, true)).toBe("00000000-0000-0000-0000-000000000001");
  });

  it.each([[{ a: [1, null, "ü"] }], [[]], [""], [0], [false], [{ then: 1 }], [{ constructor: 1 }]])(
    "are the JSON that was given: %o [MOD-19] [ADV-113]",
    async (data) => {
      await using _ = await open();

      expect((await stored({ data })).data).toEqual(data);
    },
  );

  it("tell SQL NULL from JSON null [MOD-19] [QS-34]", async () => {
    await using _ = await open();
    await stored({ data: null });

    expect(await Row.objects.filter({ data__isnull: true }).count()).toBe(1);
    expect(await Row.objects.filter({ data: null }).count()).toBe(0);
  });

  it("are '' or null for an empty text, as the field says [MOD-05]", async () => {
    await using _ = await open();
    const row = await stored({});

    expect([row.text, row.nullable]).toEqual(["", null]);
  });

  it("are what the database fills in, without a further query [MOD-04]", async () => {
    await using _ = await open();
    const row = new Row({});
    expect(row.born).toBeUndefined();

    const sent = await statementsOf(() => row.save());

    expect(sent).toHaveLength(1);
    expect(row.born).toBe(7);
    expect(row.stamp).toBeInstanceOf(Date);
    expect((await stored({ born: 9 })).born).toBe(9);
  });

  it("are computed by the database, and cannot be given [MOD-21]", async () => {
    await using _ = await open();
    const row = await Row.objects.create({ small: 4 });

    expect(row.twice).toBe(8);
    await expect(Row.objects.update({ ["twice" as "small"]: 1 })).rejects.toThrow(
      /computed by the database/,
    );
    expect(() => new Row({ ["twice" as "small"]: 1 })).toThrow(InvalidUse);
  });
});

describe("the database", () => {
  it("refuses negative numbers in positive columns [MOD-11]", async () => {
    await using _ = await open();

    await expect(stored({ small: -1 })).rejects.toThrow(/CHECK/i);
  });
});

describe("automatic dates", () => {
  it("are set when the row is made, or at each save [MOD-14] [MOD-15]", async () => {
    await using _ = await open();
    const row = await Dated.objects.create({});
    await Dated.objects.update({ made: new Date(0), changed: new Date(0) });
    await row.refreshFromDb();

    await row.save();

    expect(row.made.getTime()).toBe(0);
    expect(row.changed.getTime()).toBeGreaterThan(0);
  });

  it("cannot be given at creation [MOD-15]", async () => {
    await using _ = await open();
    const row = await Dated.objects.create({ made: new Date(0) });

    expect(row.made.getTime()).toBeGreaterThan(0);
  });

  it("are not editable, may be blank, and exclude each other and a default [MOD-14]", () => {
    const made = Dated.meta.getField("made");

    expect([made.editable, made.blank]).toEqual([false, true]);
    expect(() => models.DateField({ autoNow: true, autoNowAdd: true })).toThrow(InvalidUse);
    expect(() => models.DateField({ autoNow: true, default: null })).toThrow(
      "The options autoNow, autoNowAdd and default exclude each other.",
    );
  });
});

describe("clean()", () => {
  it.each([
    [models.IntegerField(), "0x10", "“0x10” value must be an integer."],
    [models.IntegerField(), "1e3", "“1e3” value must be an integer."],
    [models.IntegerField(), "12abc", "“12abc” value must be an integer."],
    [models.BooleanField(), "maybe", "“maybe” value must be either True or False."],
    [
      models.DateField(),
      "2024-02-31",
      "“2024-02-31” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
    ],
    [
      models.DateField(),
      "31.12.2024",
      "“31.12.2024” value has an invalid date format. It must be in YYYY-MM-DD format.",
    ],
    [models.UUIDField(), "xyz", "“xyz” is not a valid UUID."],
    [models.EmailField(), "nobody", "Enter a valid email address."],
    [models.URLField(), "javascript:alert(1)", "Enter a valid URL."],
    [
      models.SlugField(),
      "a b",
      "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    ],
    [models.GenericIPAddressField(), "1.2.3", "Enter a valid IPv4 or IPv6 address."],
    [
      models.DecimalField({ maxDigits: 3, decimalPlaces: 1 }),
      "1.23",
      "Ensure that there are no more than 1 decimal place.",
    ],
    [
      models.DecimalField({ maxDigits: 3, decimalPlaces: 1 }),
      "NaN",
      "“NaN” value must be a decimal number.",
    ],
    [
      models.CharField({ maxLength: 2 }),
      "abc",
      "Ensure this value has at most 2 characters (it has 3).",
    ],
    [models.PositiveIntegerField(), -1, "Ensure this value is greater than or equal to 0."],
    [models.SmallIntegerField(), 40_000, "Ensure this value is less than or equal to 32767."],
  ])(
    "of %o refuses %o in Django's words [MOD-10] [MOD-11] [MOD-13] [MOD-14] [MOD-16] [ADV-116] [ADV-118]",
    async (field, value, message) => {
      expect(await refusals(field, value)).toContain(message);
    },
  );

  it("has messages that the option errorMessages replaces [MOD-01]", async () => {
    const field = models.CharField({ maxLength: 3, errorMessages: { blank: "Say something." } });

    expect(await refusals(field, "")).toEqual(["Say something."]);
  });
});

describe("a field of one's own", () => {
  class PointField extends models.Field<{ x: number; y: number }> {
    override getInternalType() {
      return "CharField";
    }
    override get maxLength() {
      return 20;
    }
    override toPython(value: unknown) {
      if (typeof value !== "string") return value as { x: number; y: number } | null;
      const [x = Number.NaN, y = Number.NaN] = value.split(",").map(Number);
      return { x, y };
    }
    override fromDbValue() {
      return (value: unknown) => this.toPython(value);
    }
    override getPrepValue(value: unknown) {
      const point = this.toPython(value);
      if (point === null) return null;
      if (typeof point.x !== "number") throw new InvalidValue("A point has x and y.");
      return `${point.x},${point.y}`;
    }
  }

  it("converts values on both ways, in conditions too [MOD-23]", async () => {
    class Town extends models.Model<Town>()({ place: new PointField() }, label) {}
    await using _ = await memoryDatabase(Town);
    await Town.objects.create({ place: { x: 1, y: 2 } as never });

    expect((await Town.objects.get()).place).toEqual({ x: 1, y: 2 });
    expect(await Town.objects.filter({ place: { x: 1, y: 2 } as never }).count()).toBe(1);
    await expect((async () => Town.objects.filter({ place: { z: 1 } as never }))()).rejects.toThrow(
      InvalidValue,
    );
  });
});

describe("a moment", () => {
  it("may be given as a wall clock, as now() does without time zones", async () => {
    await using _ = await open();
    class Visit extends models.Model<Visit>()(
      { at: models.DateTimeField({ default: () => new Temporal.PlainDateTime(2026, 1, 2, 3, 4) }) },
      label,
    ) {}

    // The default zone is that of Chicago.
    expect(new Visit().at).toEqual(new Date("2026-01-02T09:04:00Z"));
    expect(models.DateTimeField({ default: now })).toBeDefined();
  });
});
