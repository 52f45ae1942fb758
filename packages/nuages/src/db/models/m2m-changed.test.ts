import { describe, expect, it } from "vitest";

import { m2mChanged } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { heard } from "../testing/heard.ts";
import { Author, Book, Tag, libraryModels } from "../testing/library.ts";

describe("m2mChanged", () => {
  async function shelf() {
    const database = await memoryDatabase(...libraryModels);
    const eco = await Author.objects.create({ firstName: "Umberto" });
    const rose = await Book.objects.create({ title: "Rose", pages: 1, author: eco });
    const [old, tree] = await Tag.objects.bulkCreate([
      new Tag({ name: "old" }),
      new Tag({ name: "tree" }),
    ]);
    return {
      rose,
      old: old as Tag,
      tree: tree as Tag,
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }

  it("tells before and after of the rows that are really new [SIG-08] [MOD-35]", async () => {
    await using world = await shelf();
    await world.rose.tags.add(world.old);
    using changes = heard(m2mChanged);

    await world.rose.tags.add(world.old, world.tree);

    expect(changes.calls.map(({ action, pkSet }) => [action, [...(pkSet ?? [])]])).toEqual([
      ["preAdd", [world.tree.id]],
      ["postAdd", [world.tree.id]],
    ]);
  });

  it("names the model between as sender, the side and the other model [SIG-08]", async () => {
    await using world = await shelf();
    using changes = heard(m2mChanged);

    await world.rose.tags.add(world.old);
    await world.tree.bookSet.add(world.rose);

    const [forward, , backward] = changes.calls;
    expect([forward?.instance, forward?.reverse, forward?.model]).toEqual([world.rose, false, Tag]);
    expect([backward?.instance, backward?.reverse, backward?.model]).toEqual([
      world.tree,
      true,
      Book,
    ]);
    expect((forward?.sender as typeof Tag | undefined)?.meta.label).toBe("library.Book_tags");
  });

  it("tells of removals with their keys [SIG-08]", async () => {
    await using world = await shelf();
    await world.rose.tags.add(world.old);
    using changes = heard(m2mChanged);

    await world.rose.tags.remove(world.old);

    expect(changes.calls.map(({ action, pkSet }) => [action, [...(pkSet ?? [])]])).toEqual([
      ["preRemove", [world.old.id]],
      ["postRemove", [world.old.id]],
    ]);
  });

  it("tells of clear() without keys [SIG-08]", async () => {
    await using world = await shelf();
    using changes = heard(m2mChanged);

    await world.rose.tags.clear();

    expect(changes.calls.map(({ action, pkSet }) => [action, pkSet])).toEqual([
      ["preClear", undefined],
      ["postClear", undefined],
    ]);
  });

  it("tells of set() as removal, then addition [SIG-08]", async () => {
    await using world = await shelf();
    await world.rose.tags.add(world.old);
    using changes = heard(m2mChanged);

    await world.rose.tags.set([world.tree]);

    expect(changes.calls.map(({ action }) => action)).toEqual([
      "preRemove",
      "postRemove",
      "preAdd",
      "postAdd",
    ]);
  });
});
