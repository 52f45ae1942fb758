import { describe, expect, it } from "vitest";

import { models, type RelatedManager } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

class Person extends models.Model<Person>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "related_name" },
) {
  declare letterItems: RelatedManager<Letter>;
}

class Owned extends models.Model<Owned>()(
  {
    owner: models.ForeignKey(() => Person, {
      onDelete: models.CASCADE,
      relatedName: "%(class)sItems",
      relatedQueryName: "%(app_label)s_%(class)s",
    }),
  },
  { abstract: true },
) {}

class Letter extends models.Model<Letter>().extends(Owned)(
  { text: models.TextField() },
  { appLabel: "related_name" },
) {}

describe("relatedName in an abstract base", () => {
  it("is filled in for each child [MOD-28]", async () => {
    await using _ = await memoryDatabase(Person, Letter);
    const person = await Person.objects.create({ name: "Ada" });

    await person.letterItems.create({ text: "Dear Charles" });

    expect(await person.letterItems.count()).toBe(1);
    const path: object = { related_name_letter__text: "Dear Charles" };
    expect(await Person.objects.all().complexFilter(path).count()).toBe(1);
  });
});
