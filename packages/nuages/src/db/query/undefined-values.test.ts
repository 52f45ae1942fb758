import { describe, expect, it } from "vitest";

import { InvalidValue, Q } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, libraryModels } from "../testing/library.ts";

const nothing = undefined as unknown as string;

async function umberto() {
  const database = await memoryDatabase(...libraryModels);
  await Author.objects.create({ firstName: "Umberto", age: 84 });
  return database;
}

describe("undefined in place of a value", () => {
  it("is refused in conditions, with the name of the path", async () => {
    await using _ = await umberto();

    expect(() => Author.objects.filter({ firstName: nothing })).toThrow(InvalidValue);
    expect(() => Author.objects.exclude({ firstName__icontains: nothing })).toThrow(
      /"firstName__icontains" is undefined.*\n.*isnull/,
    );
    expect(() => Q({ firstName: undefined })).toThrow(InvalidValue);
    await expect(Author.objects.get({ firstName: nothing })).rejects.toThrow(InvalidValue);
    await expect(Author.objects.getOrCreate({ firstName: nothing })).rejects.toThrow(InvalidValue);
  });

  it("is refused when a promised value turns out to be it", async () => {
    await using _ = await umberto();

    const rows = Author.objects.filter({ firstName: Promise.resolve(nothing) });

    await expect(rows.count()).rejects.toThrow(/"firstName" is undefined/);
  });

  it("is refused by update()", async () => {
    await using _ = await umberto();

    await expect(Author.objects.update({ age: undefined })).rejects.toThrow(
      /"age" of library.Author is undefined.*\n.*null stores NULL/,
    );
    expect(await Author.objects.filter({ age: 84 }).count()).toBe(1);
  });

  it("means the default for new objects, and no change for old ones", async () => {
    await using _ = await umberto();

    const made = await Author.objects.create({ firstName: "Italo", age: undefined });
    await Author.objects.updateOrCreate({ firstName: "Umberto" }, { defaults: { age: undefined } });

    expect(made.age).toBeNull();
    expect(await Author.objects.filter({ age: 84 }).count()).toBe(1);
  });
});
