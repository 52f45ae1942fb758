import { describe, expect, it } from "vitest";

import { Decimal } from "../../../utils/decimal.ts";
import {
  Cast,
  Coalesce,
  Collate,
  FieldError,
  Greatest,
  InvalidUse,
  InvalidValue,
  JSONArray,
  JSONObject,
  KT,
  Least,
  Lower,
  NullIf,
  RawSQL,
  Value,
  models,
} from "../../index.ts";
import { Sample, sampleDatabase } from "../../testing/sample.ts";

describe("Cast()", () => {
  it.each([
    ["a whole number to text", Cast("whole", models.CharField()), "7"],
    ["a text to a whole number", Cast(Value("12"), models.IntegerField()), 12],
    ["a text that is no number, on SQLite", Cast("text", models.IntegerField()), 0],
    ["a whole number to a fraction", Cast("whole", models.FloatField()), 7],
    ["a fraction to a whole number", Cast(Value(2.9), models.IntegerField()), 2],
    ["null", Cast("other", models.IntegerField()), null],
    ["with an options object", Cast("whole", { outputField: models.TextField() }), "7"],
  ])("%s [QS-54]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });

  it.each([
    ["to a decimal", Cast("whole", models.DecimalField({ maxDigits: 5, decimalPlaces: 2 })), "7"],
    ["to a date", Cast("moment", models.DateField()), "2022-12-31"],
    ["to a time", Cast("moment", models.TimeField()), "23:30:15.123"],
  ])("%s [QS-54]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(String(await sample.compute(expression))).toBe(expected);
  });

  it("to a date and time [QS-54]", async () => {
    await using sample = await sampleDatabase();

    const moment = await sample.compute(Cast("day", models.DateTimeField()));

    expect((moment as Date).toISOString()).toBe("2023-01-01T00:00:00.000Z");
  });
});

describe("Coalesce()", () => {
  it("gives the first value that is there [QS-54]", async () => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(Coalesce("other", Lower("text"), Value("x")))).toBe("john smith");
  });

  it("takes at least two values [QS-54]", () => {
    expect(() => Reflect.apply(Coalesce, undefined, ["text"]) as object).toThrow(InvalidValue);
  });

  it("refuses values of different kinds without an outputField [QS-41,QS-54]", async () => {
    await using sample = await sampleDatabase();

    await expect(sample.compute(Coalesce("text", "whole"))).rejects.toThrow(FieldError);
    expect(
      await sample.compute(Coalesce("other", "whole", { outputField: models.IntegerField() })),
    ).toBe(7);
  });
});

describe("Greatest(), Least() and NullIf()", () => {
  it.each([
    ["the greatest", Greatest("whole", Value(9)), 9],
    ["the least", Least("whole", Value(9), Value(3)), 3],
    ["null among the values, on SQLite", Greatest("other", Value("a")), null],
    ["null where both are equal", NullIf("whole", Value(7)), null],
    ["the first where they differ", NullIf("whole", Value(8)), 7],
  ])("give %s [QS-54]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });

  it("keep decimals exact [QS-54]", async () => {
    await using sample = await sampleDatabase();

    const value = await sample.compute(Greatest("price", Value(new Decimal("3.1"))));

    expect(String(value)).toBe("12.5");
  });

  it("count their arguments [QS-54]", () => {
    expect(() => Reflect.apply(Greatest, undefined, ["whole"]) as object).toThrow(InvalidValue);
    expect(() => Reflect.apply(NullIf, undefined, ["whole"]) as object).toThrow(InvalidUse);
  });
});

describe("Collate()", () => {
  it("compares by another collation [QS-54]", async () => {
    await using _ = await sampleDatabase();

    const rows = Sample.objects.annotate({ plain: Collate("text", "nocase") });

    expect(await rows.filter({ plain: "JOHN SMITH" }).count()).toBe(1);
  });

  it.each(["nocase; DROP TABLE x", 'no"case', "", "a b"])(
    "refuses %j as a name [QS-54]",
    (collation) => {
      expect(() => Collate("text", collation)).toThrow(InvalidValue);
    },
  );
});

describe("JSON functions", () => {
  it("make an object [QS-54]", async () => {
    await using sample = await sampleDatabase();

    const made = await sample.compute(
      JSONObject({ name: Lower("text"), n: "whole", none: "other" }),
    );

    expect(made).toEqual({ name: "john smith", n: 7, none: null });
  });

  it("bind the keys of an object [QS-54]", async () => {
    await using sample = await sampleDatabase();
    const key = `a'), (SELECT 1), ('b`;

    expect(await sample.compute(JSONObject({ [key]: "whole" }))).toEqual({ [key]: 7 });
  });

  it("make an array [QS-54]", async () => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(JSONArray("whole", Value("a"), "other"))).toEqual([7, "a", null]);
  });

  it("are empty without arguments [QS-54]", async () => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(JSONObject())).toEqual({});
    expect(await sample.compute(JSONArray())).toEqual([]);
  });

  it("read a key as text [QS-34]", async () => {
    await using sample = await sampleDatabase({ data: { owner: { name: "Ann" } } as never });

    expect(await sample.compute(KT("data__owner__name"))).toBe("Ann");
  });
});

describe("RawSQL()", () => {
  it("takes its values apart from the text [QS-42]", async () => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(RawSQL("whole + %s", [3]))).toBe(10);
    expect(await sample.compute(RawSQL("10 %% 4"))).toBe(2);
  });

  it("counts places and values [QS-42]", () => {
    expect(() => RawSQL("whole + %s")).toThrow(InvalidValue);
    expect(() => RawSQL("10 % 4")).toThrow(InvalidValue);
  });

  it("filters rows [QS-42]", async () => {
    await using _ = await sampleDatabase();

    const rows = Sample.objects.filter({ whole: RawSQL("SELECT %s", [7]) });

    expect(await rows.count()).toBe(1);
  });
});
