import { models } from "../db/index.ts";
import { defineFactory, sequence } from "./index.ts";

class Author extends models.Model<Author>()({
  name: models.CharField({ maxLength: 50 }),
}) {}

class Book extends models.Model<Book>()({
  title: models.CharField({ maxLength: 50 }),
  pages: models.IntegerField({ null: true }),
  author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
}) {}

const authors = defineFactory(Author, { name: sequence((n) => `Author ${n}`) });
const books = defineFactory(
  Book,
  { title: "Emma", author: authors },
  { traits: { long: { pages: 900 } } },
);

const book: Promise<Book> = books.create({ title: "Momo" });
void book;
void books.with("long").createBatch(2, { pages: null });

// @ts-expect-error -- a title is a text
void books.create({ title: 3 });
// @ts-expect-error -- there is no field of that name
void books.create({ titel: "Momo" });
// @ts-expect-error -- there is no trait of that name
void books.with("short");
// @ts-expect-error -- the name has no default
defineFactory(Author, {});
// @ts-expect-error -- neither author nor authorId has a default
defineFactory(Book, { title: "Emma" });
// @ts-expect-error -- a factory of books makes no author
defineFactory(Book, { title: "Emma", author: books });
// @ts-expect-error -- the sequence gives numbers, the field takes texts
defineFactory(Author, { name: sequence((n) => n) });
// @ts-expect-error -- there is no field of that name
defineFactory(Author, { name: "x", age: 3 });
