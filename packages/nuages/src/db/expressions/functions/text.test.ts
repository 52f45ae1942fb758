import { describe, expect, it } from "vitest";

import {
  Chr,
  Concat,
  F,
  InvalidUse,
  InvalidValue,
  LPad,
  LTrim,
  Left,
  Length,
  Lower,
  MD5,
  Ord,
  RPad,
  RTrim,
  Repeat,
  Replace,
  Reverse,
  Right,
  SHA1,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  StrIndex,
  Substr,
  Trim,
  Upper,
  Value,
  models,
} from "../../index.ts";
import { registerLookup, unregisterLookup } from "../../lookups/registry.ts";
import { statementsOf } from "../../testing/database.ts";
import { Sample, sampleDatabase } from "../../testing/sample.ts";

const cases: readonly (readonly [string, object, unknown])[] = [
  ["Lower", Lower("text"), "john smith"],
  ["Upper", Upper("text"), "JOHN SMITH"],
  ["Upper of other letters than ASCII", Upper(Value("straße é")), "STRAßE é"],
  ["Length", Length("text"), 10],
  ["Length in code points", Length(Value("🎉é")), 2],
  ["Length of null", Length("other"), null],
  ["Trim", Trim(Value("  a b ")), "a b"],
  ["LTrim", LTrim(Value("  a ")), "a "],
  ["RTrim", RTrim(Value(" a  ")), " a"],
  ["Reverse", Reverse("text"), "htimS nhoJ"],
  ["Chr", Chr(Value(233)), "é"],
  ["Ord", Ord(Value("éa")), 233],
  [
    "Concat",
    Concat("text", Value("-"), "whole", { outputField: models.TextField() }),
    "John Smith-7",
  ],
  ["Concat with null", Concat("text", "other"), "John Smith"],
  ["Left", Left("text", 4), "John"],
  ["Left of a field's length", Left("text", Length("other")), null],
  ["Right", Right("text", 5), "Smith"],
  ["Right longer than the text", Right("text", 50), "John Smith"],
  ["Substr", Substr("text", 6), "Smith"],
  ["Substr with a length", Substr("text", 2, 3), "ohn"],
  ["Replace", Replace("text", Value("J"), Value("Kl.J")), "Kl.John Smith"],
  ["Replace by nothing", Replace("text", Value("o")), "Jhn Smith"],
  ["Repeat", Repeat(Value("ab"), 3), "ababab"],
  ["Repeat 0 times", Repeat("text", 0), ""],
  ["LPad", LPad("text", 13, Value("xy")), "xyxJohn Smith"],
  ["LPad that cuts", LPad("text", 4), "John"],
  ["RPad", RPad("text", 13, Value("xy")), "John Smithxyx"],
  ["Repeat as often as a field says", Repeat(Value("a"), "whole"), "aaaaaaa"],
  ["RPad of null", RPad("other", 5), null],
  ["StrIndex", StrIndex("text", Value("Smith")), 6],
  ["StrIndex of what is not there", StrIndex("text", Value("?")), 0],
];

describe("text functions", () => {
  it.each(cases)("%s [QS-52]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });

  it.each([
    ["Left of 0", (): object => Left("text", 0)],
    ["Right of a negative length", (): object => Right("text", -1)],
    ["Substr from 0", (): object => Substr("text", 0)],
    ["Repeat a negative number", (): object => Repeat("text", -1)],
    ["LPad to a negative length", (): object => LPad("text", -1)],
    ["Concat of one text", (): object => Reflect.apply(Concat, undefined, ["text"]) as object],
  ])("refuses %s [QS-52]", (_name, make) => {
    expect(make).toThrow(InvalidValue);
  });

  it("counts the arguments [QS-52]", () => {
    expect(() => Reflect.apply(Length, undefined, ["text", "other"]) as object).toThrow(InvalidUse);
    expect(() => Reflect.apply(Length, undefined, ["text", "other"]) as object).toThrow(
      "Length() takes exactly 1 argument (2 given).",
    );
  });

  it("is a transform in lookups once it is registered for a field [QS-35,QS-52]", async () => {
    await using _ = await sampleDatabase();
    registerLookup(models.CharField.prototype, "length", Length);
    try {
      const lookup: Record<string, number> = { text__length__gt: 9 };

      expect(await Sample.objects.filter(lookup).count()).toBe(1);
      expect(await Sample.objects.annotate({ n: F("text__length" as "text") }).get()).toMatchObject(
        {
          n: 10,
        },
      );
    } finally {
      unregisterLookup(models.CharField.prototype, "length");
    }
  });

  it("binds texts as values, whatever they hold [QS-52]", async () => {
    await using sample = await sampleDatabase();
    const hostile = `'); DROP TABLE sample_sample; --%s`;

    const sent = await statementsOf(async () => {
      expect(await sample.compute(Concat(Value(hostile), Value("")))).toBe(hostile);
    });

    expect(sent.join()).not.toContain("DROP");
  });
});

describe("hash functions", () => {
  it.each([
    ["MD5", MD5("text"), "6117323d2cabbc17d44c2b44587f682c"],
    ["SHA1", SHA1(Value("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["SHA224", SHA224(Value("abc")), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
    [
      "SHA256",
      SHA256(Value("abc")),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ],
    [
      "SHA384",
      SHA384(Value("abc")),
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    ],
    [
      "SHA512",
      SHA512(Value("abc")),
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
    ["null", SHA256("other"), null],
  ])("%s [QS-53]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });
});
