import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { InvalidValue } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Tag } from "../testing/library.ts";

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(Tag);
  await Tag.objects.bulkCreate(["a", "b", "c", "d", "e"].map((name) => new Tag({ name })));
});

afterEach(() => database[Symbol.asyncDispose]());

describe("slice() with a step", () => {
  it("asks at once and gives every so many-th row [QS-02]", async () => {
    const names = Tag.objects.orderBy("name").valuesList("name", { flat: true });

    expect(await names.slice(0, 5, 2)).toEqual(["a", "c", "e"]);
    expect(await names.slice(1, undefined, 3)).toEqual(["b", "e"]);
    expect(await names.slice(1, 3, 1)).toEqual(["b", "c"]);
  });

  it("reads no more than the slice [QS-02]", async () => {
    const [sent] = await statementsOf(() => Tag.objects.orderBy("name").slice(1, 4, 2));

    expect(sent).toContain("LIMIT 3 OFFSET 1");
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses the step %s [QS-02]", async (step) => {
    await expect(Tag.objects.all().slice(0, 5, step)).rejects.toThrow(InvalidValue);
  });
});
