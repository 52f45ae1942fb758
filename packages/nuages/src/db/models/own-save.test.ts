import { describe, expect, it } from "vitest";

import { models, type RelatedManager, type SaveOptions } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class Shelf extends models.Model<Shelf>()(
  { room: models.CharField({ maxLength: 20 }) },
  { appLabel: "own_save" },
) {
  declare volumeSet: RelatedManager<Volume>;
}

class Volume extends models.Model<Volume>()(
  {
    title: models.CharField({ maxLength: 40 }),
    slug: models.SlugField({ blank: true }),
    shelf: models.ForeignKey(() => Shelf, { onDelete: models.CASCADE, null: true }),
  },
  { appLabel: "own_save" },
) {
  override async save(options?: SaveOptions): Promise<void> {
    this.slug = this.title.toLowerCase();
    await super.save(options);
  }
}

describe("a save() of the model's own [MOD-60]", () => {
  it("is called by create()", async () => {
    await using _ = await memoryDatabase(Shelf, Volume);

    await Volume.objects.create({ title: "Rose" });

    expect(await Volume.objects.valuesList("slug", { flat: true })).toEqual(["rose"]);
  });

  it("is called by getOrCreate()", async () => {
    await using _ = await memoryDatabase(Shelf, Volume);

    await Volume.objects.getOrCreate({ title: "Rose" });

    expect(await Volume.objects.valuesList("slug", { flat: true })).toEqual(["rose"]);
  });

  it("is called by updateOrCreate(), for new rows and for old ones", async () => {
    await using _ = await memoryDatabase(Shelf, Volume);

    const [volume] = await Volume.objects.updateOrCreate({ title: "Rose" });
    expect(await Volume.objects.filter({ slug: "rose" }).exists()).toBe(true);
    await Volume.objects.updateOrCreate(
      { pk: volume.pk },
      { defaults: { title: "Baron", slug: "" } },
    );

    expect(await Volume.objects.filter({ slug: "baron" }).exists()).toBe(true);
  });

  it("is called by the related manager's create() and add({ bulk: false })", async () => {
    await using _ = await memoryDatabase(Shelf, Volume);
    const shelf = await Shelf.objects.create({ room: "A" });

    await shelf.volumeSet.create({ title: "Rose" });
    await shelf.volumeSet.add(new Volume({ title: "Baron" }), { bulk: false });

    expect(await shelf.volumeSet.orderBy("slug").valuesList("slug", { flat: true })).toEqual([
      "baron",
      "rose",
    ]);
  });
});
