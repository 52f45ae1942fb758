import { Count, F, models, Q } from "../index.ts";
import type { HistoricalModel } from "./historical-model.ts";

declare const Book: HistoricalModel;

/** Names that the compiler does not know are taken as they are. */
export async function uses(): Promise<void> {
  const book = new Book({ title: "Emma" });
  book["title"] = "Persuasion";
  await book.save();
  await Book.objects.create({ title: "Emma", author: 1 });
  await Book.objects.bulkCreate([book]);
  const found = await Book.objects
    .filter({ author__name__istartswith: "jane", pages__gt: 1 })
    .exclude(Q({ title: null }).or(Q({ title__in: ["x"] })))
    .orderBy("title", "-author__name")
    .selectRelated("author");
  const title: unknown = found[0]?.["title"];
  await Book.objects.filter({ pk: 1 }).update({ name: F("model"), slug: "x" });
  await Book.objects.all().delete();
  for await (const one of Book.objects.iterator({ chunkSize: 10 }))
    await one.save({ updateFields: ["title"] });
  const rows = await Book.objects.values("title", "author__name");
  const counted = await Book.objects
    .annotate({ copies: Count("copies") })
    .valuesList("title", "copies");
  await Book.objects.bulkUpdate([book], ["title"]);
  await Book.objects.aggregate({ top: models.Max("pages") });
  await Book.objects.getOrCreate({ title: "x", defaults: { pages: 3 } });
  const using = await Book.objects.using("other").first();
  // @ts-expect-error a method that no queryset has
  Book.objects.filtered({});
  void [title, rows, counted, using];
}
