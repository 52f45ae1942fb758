import { describe, expect, it } from "vitest";

import { ProtectedError, RestrictedError, connections, models, postDelete } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "trees" };
const name = () => models.CharField({ maxLength: 20 });

class Root extends models.Model<Root>()({ name: name() }, label) {}

class Cascading extends models.Model<Cascading>()(
  { root: models.ForeignKey(() => Root, { onDelete: models.CASCADE }), name: name() },
  label,
) {}

class Leaf extends models.Model<Leaf>()(
  { up: models.ForeignKey(() => Cascading, { onDelete: models.CASCADE }) },
  label,
) {}

class Guarded extends models.Model<Guarded>()(
  { root: models.ForeignKey(() => Root, { onDelete: models.PROTECT }) },
  label,
) {}

class Restricted extends models.Model<Restricted>()(
  {
    root: models.ForeignKey(() => Root, { onDelete: models.RESTRICT, relatedName: "restricted" }),
    other: models.ForeignKey(() => Cascading, { onDelete: models.CASCADE, null: true }),
  },
  label,
) {}

class Nulled extends models.Model<Nulled>()(
  { root: models.ForeignKey(() => Root, { onDelete: models.SET_NULL, null: true }) },
  label,
) {}

class Defaulted extends models.Model<Defaulted>()(
  { root: models.ForeignKey(() => Root, { onDelete: models.SET_DEFAULT, default: 1 }) },
  label,
) {}

class Replaced extends models.Model<Replaced>()(
  { root: models.ForeignKey(() => Root, { onDelete: models.SET(() => 1) }) },
  label,
) {}

class Ignored extends models.Model<Ignored>()(
  {
    root: models.ForeignKey(() => Root, {
      onDelete: models.DO_NOTHING,
      dbConstraint: false,
    }),
  },
  label,
) {}

const trees = [
  Root,
  Cascading,
  Leaf,
  Guarded,
  Restricted,
  Nulled,
  Defaulted,
  Replaced,
  Ignored,
] as const;

async function forest() {
  const database = await memoryDatabase(...trees);
  const fallback = await Root.objects.create({ name: "fallback" });
  const root = await Root.objects.create({ name: "root" });
  return { root, fallback, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

describe("delete()", () => {
  it("gives the number of rows, in all and of each model [MOD-62]", async () => {
    await using world = await forest();
    const branch = await Cascading.objects.create({ root: world.root, name: "b" });
    await Leaf.objects.bulkCreate([new Leaf({ up: branch }), new Leaf({ up: branch })]);

    expect(await world.root.delete()).toEqual([
      4,
      { "trees.Root": 1, "trees.Cascading": 1, "trees.Leaf": 2 },
    ]);
  });

  it("says nothing of models without deleted rows [MOD-62] [QS-24]", async () => {
    await using world = await forest();

    expect(await Root.objects.filter({ name: "none" }).delete()).toEqual([0, {}]);
    expect(await world.root.delete()).toEqual([1, { "trees.Root": 1 }]);
  });

  it("clears the key of the instance [MOD-62]", async () => {
    await using world = await forest();

    await world.root.delete();

    expect([world.root.pk, world.root.name]).toEqual([null, "root"]);
  });

  it("refuses an object without a key [MOD-62]", async () => {
    await using _ = await forest();

    await expect(new Root({ name: "x" }).delete()).rejects.toThrow(
      "A trees.Root object can't be deleted because its primary key is not set.",
    );
  });

  it("deletes a row that nothing points at with one statement [MOD-62]", async () => {
    await using world = await forest();
    const branch = await Cascading.objects.create({ root: world.root, name: "b" });
    const leaf = await Leaf.objects.create({ up: branch });

    const sent = await statementsOf(() => leaf.delete());

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^DELETE FROM "trees_leaf"/);
  });

  it("deletes dependent rows unseen, and reads them when a signal wants them [MOD-62]", async () => {
    await using world = await forest();
    const branch = await Cascading.objects.create({ root: world.root, name: "b" });
    await Leaf.objects.create({ up: branch });
    const reads = (sent: readonly string[]) =>
      sent.filter((sql) => sql.startsWith("SELECT") && sql.includes('"trees_leaf"')).length;
    const receiver = () => undefined;

    postDelete.connect(receiver, { sender: Leaf, weak: false });
    const watched = await statementsOf(() => branch.delete());
    postDelete.disconnect(receiver, { sender: Leaf });
    const next = await Cascading.objects.create({ root: world.root, name: "c" });
    await Leaf.objects.create({ up: next });
    const unseen = await statementsOf(() => next.delete());

    expect([reads(watched), reads(unseen)]).toEqual([1, 0]);
    expect(await Leaf.objects.count()).toBe(0);
  });

  it("does all or nothing [MOD-62]", async () => {
    await using world = await forest();
    const branch = await Cascading.objects.create({ root: world.root, name: "b" });
    await Leaf.objects.create({ up: branch });
    const receiver = () => {
      throw new RangeError("stop");
    };
    postDelete.connect(receiver, { sender: Cascading, weak: false });

    await expect(branch.delete()).rejects.toThrow("stop");
    postDelete.disconnect(receiver, { sender: Cascading });

    expect([await Cascading.objects.count(), await Leaf.objects.count()]).toEqual([1, 1]);
  });
});

describe("onDelete", () => {
  it("refuses with PROTECT, and gives the objects in the way [MOD-27]", async () => {
    await using world = await forest();
    const guard = await Guarded.objects.create({ root: world.root });

    const error = await world.root.delete().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ProtectedError);
    expect((error as Error).message).toBe(
      'Cannot delete some instances of model "Root" because they are referenced through protected foreign keys: trees.Guarded.root.',
    );
    expect((error as ProtectedError).protectedObjects.map(String)).toEqual([String(guard)]);
    expect(await Root.objects.count()).toBe(2);
  });

  it("refuses with RESTRICT, and gives the objects in the way [MOD-27]", async () => {
    await using world = await forest();
    const held = await Restricted.objects.create({ root: world.root });

    const error = await world.root.delete().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(RestrictedError);
    expect((error as RestrictedError).restrictedObjects.map(String)).toEqual([String(held)]);
  });

  it("allows RESTRICT when the object goes by a cascade too [MOD-27]", async () => {
    await using world = await forest();
    const branch = await Cascading.objects.create({ root: world.root, name: "b" });
    await Restricted.objects.create({ root: world.root, other: branch });

    const [total] = await world.root.delete();

    expect(total).toBe(3);
  });

  it("empties the key with SET_NULL [MOD-27]", async () => {
    await using world = await forest();
    const row = await Nulled.objects.create({ root: world.root });

    expect(await world.root.delete()).toEqual([1, { "trees.Root": 1 }]);
    await row.refreshFromDb();

    expect(row.rootId).toBeNull();
  });

  it("takes the default with SET_DEFAULT [MOD-27]", async () => {
    await using world = await forest();
    const row = await Defaulted.objects.create({ root: world.root });

    await world.root.delete();
    await row.refreshFromDb();

    expect(row.rootId).toBe(world.fallback.id);
  });

  it("takes what SET(function) gives [MOD-27]", async () => {
    await using world = await forest();
    const row = await Replaced.objects.create({ root: world.root });

    await world.root.delete();
    await row.refreshFromDb();

    expect(row.rootId).toBe(world.fallback.id);
  });

  it("leaves the row alone with DO_NOTHING [MOD-27]", async () => {
    await using world = await forest();
    const row = await Ignored.objects.create({ root: world.root });
    const key = world.root.id;

    await world.root.delete();
    await row.refreshFromDb();

    expect(row.rootId).toBe(key);
  });

  it("must be said [MOD-26]", () => {
    // @ts-expect-error onDelete is missing
    expect(() => models.ForeignKey(() => Root, {})).toThrow(
      "A foreign key needs the option onDelete.",
    );
  });

  it("is not left to the database: no rule stands in the table [MOD-27]", async () => {
    await using _ = await forest();
    const rows = await connections
      .get("default")
      .query("SELECT sql FROM sqlite_master WHERE type = 'table'", []);

    expect(rows.flat().join("\n")).not.toMatch(/ON DELETE/i);
  });
});
