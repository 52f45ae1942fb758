import { describe, expect, it } from "vitest";

import { gettextLazy } from "../../i18n/index.ts";
import { ValidationError } from "../../validation/index.ts";
import { choices, models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

const label = { appLabel: "choices" };

/** Choices that are worked out when they are asked for. */
const founding = (): readonly (readonly [number, string])[] => [[1934, "Founded"]];

const Status = choices({ ON_LOAN: ["o", "On loan"], AVAILABLE: "a", LOST_FOR_GOOD: "l" });
const Rank = choices({ LOW: 1, HIGH: [2, "Top"] });

class Copy extends models.Model<Copy>()(
  {
    status: models.CharField({ maxLength: 1, choices: Status.choices, default: Status.AVAILABLE }),
    rank: models.IntegerField({ choices: Rank.choices, default: 1 }),
    medium: models.CharField({
      maxLength: 5,
      choices: [
        [
          "Audio",
          [
            ["vinyl", "Vinyl"],
            ["cd", "CD"],
          ],
        ],
        ["none", "No medium"],
      ],
      blank: true,
      default: "",
    }),
    size: models.IntegerField({ choices: { 1: "Small", 2: "Big" }, null: true, default: 1 }),
    year: models.IntegerField({ choices: founding, null: true, blank: true }),
  },
  label,
) {}

class Custom extends models.Model<Custom>()(
  { level: models.CharField({ maxLength: 1, choices: [["a", "A level"]], default: "a" }) },
  label,
) {
  override getLevelDisplay = () => `level ${this.level}`;
}

const field = (name: string) => Copy.meta.getField(name);

describe("choices of a field", () => {
  it("are pairs, groups, an object, a function or an enumeration [MOD-02]", () => {
    expect(field("status").choices).toEqual([
      ["o", "On loan"],
      ["a", "Available"],
      ["l", "Lost For Good"],
    ]);
    expect(field("medium").choices).toEqual([
      [
        "Audio",
        [
          ["vinyl", "Vinyl"],
          ["cd", "CD"],
        ],
      ],
      ["none", "No medium"],
    ]);
    expect(field("size").choices).toEqual([
      [1, "Small"],
      [2, "Big"],
    ]);
    expect(field("year").choices).toEqual([[1934, "Founded"]]);
  });

  it("are flat without their groups [MOD-02]", () => {
    expect(field("medium").flatChoices).toEqual([
      ["vinyl", "Vinyl"],
      ["cd", "CD"],
      ["none", "No medium"],
    ]);
  });

  it("are kept in validation, not in the database [MOD-02]", async () => {
    await using _ = await memoryDatabase(Copy);
    const copy = new Copy({ status: "x" as "o" });

    await expect(copy.fullClean()).rejects.toThrow(ValidationError);
    await expect(copy.fullClean()).rejects.toThrow("Value 'x' is not a valid choice.");
    await copy.save();

    expect(await Copy.objects.count()).toBe(1);
  });

  it("take a value inside a group [MOD-02]", async () => {
    await using _ = await memoryDatabase(Copy);

    await new Copy({ medium: "cd" }).fullClean();
    await expect(new Copy({ medium: "Audio" as "cd" }).fullClean()).rejects.toThrow(
      "Value 'Audio' is not a valid choice.",
    );
  });

  it("ask a function each time [MOD-02]", () => {
    let calls = 0;
    class Late extends models.Model<Late>()(
      { year: models.IntegerField({ choices: () => [[++calls, "n"] as const] }) },
      label,
    ) {}
    const year = Late.meta.getField("year");

    expect([year.choices, year.choices]).toEqual([[[1, "n"]], [[2, "n"]]]);
  });

  it("begin with a blank one in forms, unless one is there [MOD-02]", () => {
    class Blank extends models.Model<Blank>()(
      {
        own: models.CharField({
          maxLength: 1,
          choices: [
            ["", "Please choose"],
            ["a", "A"],
          ],
        }),
        plain: models.CharField({ maxLength: 1, choices: [["a", "A"]] }),
      },
      label,
    ) {}

    expect(Blank.meta.getField("own").getChoices()).toEqual([
      ["", "Please choose"],
      ["a", "A"],
    ]);
    expect(Blank.meta.getField("plain").getChoices()).toEqual([
      ["", "---------"],
      ["a", "A"],
    ]);
    expect(Blank.meta.getField("plain").getChoices({ includeBlank: false })).toEqual([["a", "A"]]);
  });
});

describe("get…Display()", () => {
  it("gives the label, also of a group [MOD-03]", () => {
    const copy = new Copy({ status: "o", medium: "cd", size: 2 });

    expect([copy.getStatusDisplay(), copy.getMediumDisplay(), copy.getRankDisplay()]).toEqual([
      "On loan",
      "CD",
      "Low",
    ]);
  });

  it("gives an unknown value as it is [MOD-03]", () => {
    expect(new Copy({ status: "x" as "o" }).getStatusDisplay()).toBe("x");
    const none: string | null = new Copy({ size: null }).getSizeDisplay();
    expect(none).toBeNull();
  });

  it("can be written by the model [MOD-03]", () => {
    expect(new Custom({}).getLevelDisplay()).toBe("level a");
  });
});

describe("choices()", () => {
  it("gives each value by its name [MOD-57]", () => {
    expect([Status.ON_LOAN, Status.AVAILABLE, Rank.HIGH]).toEqual(["o", "a", 2]);
  });

  it("lists choices, labels, values and names [MOD-57]", () => {
    expect(Rank.choices).toEqual([
      [1, "Low"],
      [2, "Top"],
    ]);
    expect([Rank.labels, Rank.values, Rank.names]).toEqual([
      ["Low", "Top"],
      [1, 2],
      ["LOW", "HIGH"],
    ]);
  });

  it("makes a label of the words of a name [MOD-57]", () => {
    expect(Status.label("l")).toBe("Lost For Good");
  });

  it("tells whether a value belongs to it [MOD-57]", () => {
    expect([Status.has("o"), Status.has("ON_LOAN"), Status.has("toString")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("gives members with name, value and label [MOD-57]", () => {
    expect(Rank.members).toEqual([
      { name: "LOW", value: 1, label: "Low" },
      { name: "HIGH", value: 2, label: "Top" },
    ]);
  });

  it("puts an empty choice first when it is told to [MOD-57]", () => {
    const Grade = choices({ A: "a" }, { empty: "(unknown)" });

    expect([Grade.choices, Grade.names, Grade.labels, Grade.values]).toEqual([
      [
        [null, "(unknown)"],
        ["a", "A"],
      ],
      ["A"],
      ["(unknown)", "A"],
      [null, "a"],
    ]);
  });

  it("cannot be changed [MOD-57]", () => {
    expect(() => {
      (Status as { ON_LOAN: string }).ON_LOAN = "x";
    }).toThrow(TypeError);
  });

  it("takes values of other kinds [MOD-58]", () => {
    const Days = choices({ FIRST: [new Date(0), "The first"] });

    expect(Days.FIRST).toEqual(new Date(0));
    expect(Days.label(Days.FIRST)).toBe("The first");
  });

  it("takes labels that are translated when they are shown [MOD-57]", () => {
    const Lazy = choices({ YES: ["y", gettextLazy("Yes")] });

    expect(Lazy.labels).toEqual(["Yes"]);
  });
});
