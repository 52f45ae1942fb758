import { Temporal } from "../../utils/temporal.ts";
import { models, type RelatedManager } from "../index.ts";
import { memoryDatabase } from "./database.ts";

const label = { appLabel: "reading" };

export class Writer extends models.Model<Writer>()(
  { name: models.CharField({ maxLength: 20 }), born: models.IntegerField({ null: true }) },
  label,
) {
  declare bookSet: RelatedManager<Book>;
}

export class Genre extends models.Model<Genre>()(
  { name: models.CharField({ maxLength: 9 }) },
  label,
) {
  declare bookSet: RelatedManager<Book>;
}

export class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 20 }),
    pages: models.IntegerField(),
    day: models.DateField({ null: true }),
    writer: models.ForeignKey(() => Writer, { onDelete: models.CASCADE }),
    editor: models.ForeignKey(() => Writer, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "edited",
    }),
    genres: models.ManyToManyField(() => Genre),
  },
  { ...label, ordering: ["title"] },
) {}

/** Two writers, three books of them, two genres. */
export async function shelf() {
  const database = await memoryDatabase(Writer, Genre, Book);
  const eco = await Writer.objects.create({ name: "Eco", born: 1932 });
  const calvino = await Writer.objects.create({ name: "Calvino" });
  const [novel, essay] = (await Genre.objects.bulkCreate([
    new Genre({ name: "novel" }),
    new Genre({ name: "essay" }),
  ])) as [Genre, Genre];
  const book = (title: string, pages: number, writer: Writer, editor: Writer | null = null) =>
    Book.objects.create({
      title,
      pages,
      writer,
      editor,
      day: Temporal.PlainDate.from("1980-05-17"),
    });
  const rose = await book("Rose", 500, eco, calvino);
  const cities = await book("Cities", 150, calvino);
  const diary = await book("Diary", 300, eco);
  await rose.genres.add(novel);
  await diary.genres.add(novel, essay);
  return {
    eco,
    calvino,
    rose,
    cities,
    diary,
    novel,
    essay,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The titles of rows. */
export const titles = async (rows: PromiseLike<readonly { title: string }[]>) =>
  (await rows).map(({ title }) => title);
