import { expect, it } from "vitest";

import { Prefetch } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, Tag, libraryModels } from "../testing/library.ts";

it("prefetches the first rows of each object, over keys and over tables in between [QS-58]", async () => {
  await using _ = await memoryDatabase(...libraryModels);
  const tag = await Tag.objects.create({ name: "all" });
  for (const firstName of ["Ada", "Bo"]) {
    const author = await Author.objects.create({ firstName });
    for (const pages of [100, 300, 200]) {
      const book = await Book.objects.create({ title: `${firstName} ${pages}`, pages, author });
      await book.tags.add(tag);
    }
  }
  const longest = Book.objects.orderBy("-pages").slice(0, 2);

  const sent = await statementsOf(async () => {
    const authors = await Author.objects
      .orderBy("firstName")
      .prefetchRelated(Prefetch("bookSet", { queryset: longest }));
    const titles = await Promise.all(
      authors.map(async ({ bookSet }) => (await bookSet.all()).map(({ title }) => title)),
    );
    expect(titles).toEqual([
      ["Ada 300", "Ada 200"],
      ["Bo 300", "Bo 200"],
    ]);
  });
  const [loaded] = await Tag.objects.prefetchRelated(Prefetch("bookSet", { queryset: longest }));

  expect(sent).toHaveLength(2);
  expect((await loaded?.bookSet.all())?.map(({ pages }) => pages)).toEqual([300, 300]);
});
