import { describe, expect, it } from "vitest";

import { type AnyFieldType, models } from "../../db/index.ts";
import { Migration, type MigrationKey } from "../migration.ts";
import * as m from "../migrations.ts";
import { model, state, TestQuestioner } from "../testing/states.ts";
import { MigrationAutodetector } from "./migration-autodetector.ts";
import { migrationNumber } from "./number-migrations.ts";
import { suggestName } from "./suggest-name.ts";
import { trimToApps } from "./trim-to-apps.ts";

const add = (name: string) =>
  m.AddField({ modelName: "author", name, field: models.IntegerField() });

describe("suggestName()", () => {
  it.each([
    ["initial", { initial: true, operations: [] }],
    ["author_age", { operations: [add("age")] }],
    ["delete_book", { operations: [m.DeleteModel({ name: "Book" })] }],
    ["rename_a_b", { operations: [m.RenameModel({ oldName: "A", newName: "B" })] }],
    ["author_first_name_author_last_name", { operations: [add("firstName"), add("lastName")] }],
    ["author_a_and_more", { operations: [add("a"), add("b".repeat(40)), add("c")] }],
    [`author_${"a".repeat(36)}_author_b`, { operations: [add("a".repeat(36)), add("b")] }],
    ["auto_20260102_0304", { operations: [m.RunSQL("")], now: new Date(2026, 0, 2, 3, 4) }],
    [
      "auto_20261130_2359",
      { operations: [add("a"), m.RunSQL("")], now: new Date(2026, 10, 30, 23, 59) },
    ],
    ["auto_20260102_0304", { operations: [], now: new Date(2026, 0, 2, 3, 4) }],
    ["author_ünïcode", { operations: [add("ünïcode")] }],
    [
      "author_a_b",
      {
        operations: [
          m.AddConstraint({
            modelName: "author",
            constraint: new models.UniqueConstraint({ name: "a %-b", fields: ["a"] }),
          }),
        ],
      },
    ],
  ])("gives %s [MIG-01] [MIG-03]", (name, options) => {
    expect(suggestName(options)).toBe(name);
  });

  it("is of at most 52 characters before _and_more [MIG-01]", () => {
    const operations = Array.from({ length: 30 }, (_, index) => add(`field${index}`));

    expect(suggestName({ operations }).replace("_and_more", "").length).toBeLessThanOrEqual(52);
  });
});

describe("migrationNumber()", () => {
  it.each([
    ["0007_author_age", 7],
    ["0001_squashed_0004_author", 4],
    ["author", undefined],
    ["12345_x", 12345],
  ])("reads %s [MIG-01]", (name, number) => {
    expect(migrationNumber(name)).toBe(number);
  });
});

const graph = (...leaves: MigrationKey[]) => ({
  leafNodes: (appLabel?: string) =>
    leaves.filter(([label]) => appLabel === undefined || label === appLabel),
});
const shop = (fields: Readonly<Record<string, AnyFieldType>> = {}) =>
  model("Order", fields, { appLabel: "shop" });
const toAuthor = models.ForeignKey("lib.Author", { onDelete: models.CASCADE, null: true });

describe("changes()", () => {
  it("numbers migrations behind those that there are [MIG-01] [MIG-04]", async () => {
    const before = state(model("Author"), shop());
    const after = state(
      model("Author", { age: models.IntegerField({ default: 0 }) }),
      shop({ author: toAuthor }),
    );
    const changes = await new MigrationAutodetector(before, after, new TestQuestioner()).changes({
      graph: graph(["lib", "0003_x"], ["shop", "0001_squashed_0009_y"]),
    });

    expect(
      [...changes.values()]
        .flat()
        .map(({ key, dependencies, initial }) => [key, dependencies, initial]),
    ).toEqual([
      [["lib", "0004_author_age"], [["lib", "0003_x"]], undefined],
      [
        ["shop", "0010_order_author"],
        [
          ["lib", "0004_author_age"],
          ["shop", "0001_squashed_0009_y"],
        ],
        undefined,
      ],
    ]);
  });

  it("begins apps with 0001_initial, and depends on first migrations that are not there yet [MIG-01] [MIG-04]", async () => {
    const known = state(model("Author"));
    const changes = await new MigrationAutodetector(
      known,
      state(model("Author"), shop({ author: toAuthor })),
      new TestQuestioner(),
    ).changes({ graph: graph() });

    expect(
      [...changes.values()]
        .flat()
        .map(({ key, dependencies, initial }) => [key, dependencies, initial]),
    ).toEqual([[["shop", "0001_initial"], [["lib", "__first__"]], true]]);
  });

  it("leaves apps out that are to have no migrations [MIG-06]", async () => {
    const changes = await new MigrationAutodetector(
      state(),
      state(model("Author"), shop({ author: toAuthor })),
      new TestQuestioner({ initial: ["shop"] }),
    ).changes({ graph: graph() });

    expect([...changes.keys()]).toEqual(["shop"]);
    expect(changes.get("shop")?.[0]?.dependencies).toEqual([["lib", "__first__"]]);
  });

  it("takes a name for them, and only some apps with those that they need [MIG-01]", async () => {
    const other = model("Other", {}, { appLabel: "apart" });
    const changes = await new MigrationAutodetector(
      state(),
      state(model("Author"), shop({ author: toAuthor }), other),
      new TestQuestioner(),
    ).changes({ graph: graph(), trimToApps: ["shop"], migrationName: "mine" });

    expect([...changes.values()].flat().map(String)).toEqual(["lib.0001_mine", "shop.0001_mine"]);
  });
});

describe("trimToApps()", () => {
  it("ends with apps that need each other [MIG-20]", () => {
    const migration = (label: string, needs: string) =>
      new Migration(label, "0001", {
        dependencies: [[needs, "0001"], { setting: "X" }],
        operations: [],
      });
    const changes = new Map([
      ["a", [migration("a", "b")]],
      ["b", [migration("b", "a")]],
      ["c", [migration("c", "a")]],
    ]);

    expect([...trimToApps(changes, ["a"]).keys()]).toEqual(["a", "b"]);
  });
});
