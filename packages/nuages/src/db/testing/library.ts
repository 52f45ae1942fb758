import { models, type RelatedManager } from "../index.ts";

export class Timestamped extends models.Model<Timestamped>()(
  {
    created: models.DateTimeField({ autoNowAdd: true }),
    modified: models.DateTimeField({ autoNow: true }),
  },
  { abstract: true },
) {
  age() {
    return Date.now() - this.created.getTime();
  }
}

export class Author extends models.Model<Author>()(
  {
    firstName: models.CharField({ maxLength: 40 }),
    age: models.IntegerField({ null: true }),
    mentor: models.ForeignKey(() => Author, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "students",
    }),
  },
  { appLabel: "library" },
) {
  declare bookSet: RelatedManager<Book>;
  declare students: RelatedManager<Author>;

  get shout() {
    return this.firstName.toUpperCase();
  }

  override toString() {
    return this.firstName;
  }
}

export class Publisher extends models.Model<Publisher>()(
  {
    name: models.CharField({ maxLength: 40 }),
    owner: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
    best: models.ForeignKey(() => Book, {
      onDelete: models.SET_NULL,
      null: true,
      relatedName: "bestOf",
    }),
  },
  { appLabel: "library" },
) {
  declare bookSet: RelatedManager<Book>;
}

export class Tag extends models.Model<Tag>()(
  { name: models.CharField({ maxLength: 10 }) },
  { appLabel: "library" },
) {
  declare bookSet: RelatedManager<Book>;
}

export class Book extends models.Model<Book>().extends(Timestamped)(
  {
    title: models.CharField({ maxLength: 200 }),
    level: models.CharField({
      maxLength: 3,
      choices: [
        ["U09", "Under 09s"],
        ["U11", "Under 11s"],
      ],
      default: "U11",
    }),
    pages: models.IntegerField(),
    published: models.DateTimeField({ null: true }),
    author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
    publisher: models.ForeignKey(() => Publisher, { onDelete: models.PROTECT, null: true }),
    tags: models.ManyToManyField(() => Tag),
  },
  { appLabel: "library", ordering: ["-title", "created"] },
) {
  shelf() {
    return this.title[0];
  }
}

export const libraryModels = [Author, Publisher, Tag, Book] as const;
