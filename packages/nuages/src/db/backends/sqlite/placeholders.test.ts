import { describe, expect, it } from "vitest";

import { connections, InterfaceError, ProgrammingError } from "../../index.ts";
import { memoryDatabase } from "../../testing/database.ts";
import { placeholderCount } from "./placeholders.ts";

describe("placeholderCount()", () => {
  it.each([
    ["SELECT ?, ?", 2],
    ["SELECT '?', \"a?\", `?`, [?], ? -- ?", 1],
    ["SELECT 'it''s ?' /* ? */, ?", 1],
    ["SELECT 1", 0],
    ["SELECT ?1, ?1", undefined],
    ["SELECT :name", undefined],
    ["SELECT '@a', json_extract(x, '$.a') WHERE y = ?", 1],
  ])("%s: %s", (text, count) => {
    expect(placeholderCount(text)).toBe(count);
  });
});

describe("SQL of one's own on SQLite", () => {
  it("is refused with too few values, which the driver would take for NULL", async () => {
    await using _ = await memoryDatabase();
    const db = connections.get();

    await expect(db.query("SELECT ?, ?", [1])).rejects.toThrow(ProgrammingError);
    await expect(db.execute("SELECT ?", [])).rejects.toThrow(
      "A statement has 1 placeholders and 0 values.",
    );
    expect(await db.query("SELECT ?, '?'", [1])).toEqual([[1, "?"]]);
    expect(await db.query("SELECT ?1 + ?1", [2])).toEqual([[4]]);
  });

  it.each([[{}], [{ a: 1 }], [new Date(0)], [[1]]])(
    "is refused with a value that is an object, which the driver would take for names: %j",
    async (value) => {
      await using _ = await memoryDatabase();
      const db = connections.get();

      await expect(db.query("SELECT ?", [value])).rejects.toThrow(InterfaceError);
      await expect(db.execute("SELECT ?", [value])).rejects.toThrow(InterfaceError);
    },
  );
});
