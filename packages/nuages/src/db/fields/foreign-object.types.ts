import { models, type Lazy, type RelatedManager } from "../index.ts";

class Page extends models.Model<Page>()({
  pk: models.CompositePrimaryKey("book", "number"),
  book: models.IntegerField(),
  number: models.IntegerField(),
  title: models.CharField({ maxLength: 20 }),
}) {
  declare notes: RelatedManager<Note>;
}

class Note extends models.Model<Note>()({
  book: models.IntegerField(),
  number: models.IntegerField(),
  page: models.ForeignObject(() => Page, {
    onDelete: models.CASCADE,
    fromFields: ["book", "number"],
    toFields: ["book", "number"],
    relatedName: "notes",
  }),
}) {}

export async function checkForeignObjects(note: Note, page: Page): Promise<void> {
  const lazy: Page | Lazy<Page> = note.page;
  const title: string = (await note.page).title;
  const loaded: string = (await Note.objects.selectRelated("page").get()).page.title;
  Note.objects.filter({ page, page__title__startswith: "a" });
  Page.objects.filter({ notes__number: 3 });
  await Note.objects.create({ page, book: 1, number: 1 });
  // @ts-expect-error there is no column, and so no attribute for a key
  const key: unknown = note.pageId;
  // @ts-expect-error the page has no such field
  Note.objects.filter({ page__name: "a" });
  // @ts-expect-error a relation over several columns is changed by its columns
  await Note.objects.update({ page });
  // @ts-expect-error a ForeignObject has no such option
  models.ForeignObject(() => Page, { onDelete: models.CASCADE, fromFields: ["book"], toField: [] });
  void [lazy, title, loaded, key];
}
