import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ValidationError } from "../../validation/index.ts";
import { FieldDoesNotExist, FieldError, InvalidUse, InvalidValue, models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

const label = { appLabel: "words" };

class Author extends models.Model<Author>()({ name: models.CharField({ maxLength: 5 }) }, label) {}

class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 5 }),
    pages: models.IntegerField({ null: true }),
    day: models.DateField({ null: true }),
    code: models.UUIDField({ null: true }),
    author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
  },
  label,
) {}

/** What the compiler would refuse. */
function untyped(value: unknown): never {
  return value as never;
}

const books = () => Book.objects.all();
const KNOWN = "Known: author, authorId, code, day, id, pages, title.";

interface Case {
  readonly what: string;
  readonly ask: () => unknown;
  readonly type: new (...args: never[]) => Error;
  readonly says: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "a misspelt field",
    ask: () => books().filter(untyped({ titel: 1 })),
    type: FieldError,
    says: ['words.Book has no field or relation "titel"', 'Did you mean "title"?', KNOWN],
  },
  {
    what: "a misspelt field of a related model",
    ask: () => books().exclude(untyped({ author__nmae: 1 })),
    type: FieldError,
    says: ['words.Author has no field or relation "nmae"', 'Did you mean "name"?'],
  },
  {
    what: "a misspelt relation back",
    ask: () => Author.objects.filter(untyped({ bok: 1 })),
    type: FieldError,
    says: ['words.Author has no field or relation "bok"', 'Did you mean "book"?'],
  },
  {
    what: "a misspelt lookup",
    ask: () => books().filter(untyped({ title__strtswith: 1 })),
    type: FieldError,
    says: ['words.Book.title has no lookup or transform "strtswith"', '"startswith"'],
  },
  {
    what: "a field in an ordering",
    ask: () => books().orderBy(untyped("-titel")),
    type: FieldError,
    says: ['words.Book has no field or relation "titel"', 'Did you mean "title"?'],
  },
  {
    what: "a field in values()",
    ask: () => books().values(untyped("titel")),
    type: FieldError,
    says: ['words.Book has no field or relation "titel"', 'Did you mean "title"?'],
  },
  {
    what: "a field in only()",
    ask: () => books().only(untyped("titel")),
    type: FieldDoesNotExist,
    says: ['words.Book has no field named "titel"', 'Did you mean "title"?'],
  },
  {
    what: "a relation in selectRelated()",
    ask: () => books().selectRelated(untyped("autor")),
    type: FieldError,
    says: ['words.Book has no field or relation "autor"', 'Did you mean "author"?'],
  },
  {
    what: "a value for a new object",
    ask: () => Book.objects.create(untyped({ titel: "x" })),
    type: InvalidUse,
    says: ['unexpected keyword arguments: "titel"', 'Did you mean "title"?'],
  },
  {
    what: "a field in update()",
    ask: () => books().update(untyped({ titel: "x" })),
    type: FieldDoesNotExist,
    says: ['words.Book has no field named "titel"', 'Did you mean "title"?'],
  },
  {
    what: "a field in updateFields",
    ask: () => new Book(untyped({ id: 1, authorId: 1 })).save({ updateFields: ["titel"] }),
    type: InvalidValue,
    says: ['"titel", which does not exist in words.Book', 'Did you mean "title"?'],
  },
  {
    what: "a text for a number",
    ask: () => books().filter(untyped({ pages__gt: "many" })),
    type: InvalidValue,
    says: ['words.Book.pages expected a number but got "many"'],
  },
  {
    what: "an object for a text",
    ask: () => books().filter(untyped({ title: {} })),
    type: InvalidValue,
    says: ["words.Book.title expected a text but got an object"],
  },
  {
    what: "a text that is no date",
    ask: () => books().filter(untyped({ day: "100 %(x)s days" })),
    type: ValidationError,
    says: ["words.Book.day: “100 %(x)s days” value has an invalid date format"],
  },
  {
    what: "a text that is no UUID",
    ask: () => books().filter(untyped({ code__in: ["x"] })),
    type: ValidationError,
    says: ["words.Book.code: “x” is not a valid UUID"],
  },
  {
    what: "a wrong value to be saved",
    ask: () => new Book(untyped({ title: "x", pages: "many", authorId: 1 })).save(),
    type: InvalidValue,
    says: ['words.Book.pages expected a number but got "many"'],
  },
  {
    what: "an unsaved object in a filter",
    ask: () => books().filter({ author: new Author({ name: "x" }) }),
    type: InvalidValue,
    says: ["An unsaved words.Author cannot be compared with words.Book.author", "Save it first."],
  },
  {
    what: "an unsaved object to be saved with",
    ask: () => new Book({ title: "x", author: new Author({ name: "x" }) }).save(),
    type: InvalidValue,
    says: ['unsaved related object "author" of words.Book', "Save the words.Author first."],
  },
  {
    what: "an object of another model in a filter",
    ask: () => books().filter(untyped({ author: new Book(untyped({ title: "x", authorId: 1 })) })),
    type: InvalidValue,
    says: ["A words.Book cannot be compared with words.Book.author, which leads to words.Author"],
  },
  {
    what: "a queryset of another model in a filter",
    ask: () => books().filter(untyped({ author__in: Book.objects.all() })),
    type: InvalidValue,
    says: ["A queryset of words.Book cannot be compared with words.Book.author"],
  },
  {
    what: "a key assigned to the object",
    ask: () => {
      new Book(untyped({ title: "x" })).author = untyped(3);
    },
    type: InvalidValue,
    says: ["Cannot assign number to words.Book.author", '"authorId"'],
  },
  {
    what: "a filter after a slice",
    ask: () => books().slice(0, 2).filter({ title: "x" }),
    type: InvalidUse,
    says: ["Cannot filter a query once a slice has been taken", "Filter first, slice last."],
  },
  {
    what: "an update across a relation",
    ask: () => books().update(untyped({ author__name: "x" })),
    type: FieldDoesNotExist,
    says: ['"author__name" is a column of another model', "those of words.Book alone"],
  },
  {
    what: "a field that the class body declares again",
    ask: () => {
      class Bad extends models.Model<Bad>()({ title: models.TextField() }, label) {
        override title = "x";
      }
      return Bad.meta;
    },
    type: InvalidUse,
    says: ['The class body of Bad declares a property "title"', 'Write "declare title: …"'],
  },
];

describe("the message for", () => {
  let database: AsyncDisposable;

  beforeAll(async () => {
    database = await memoryDatabase(Author, Book);
  });

  afterAll(() => database[Symbol.asyncDispose]());

  it.each(CASES)("$what names model, field and the way out", async ({ ask, type, says }) => {
    const error: unknown = await (async () => ask())().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(type);
    for (const part of says) expect((error as Error).message).toContain(part);
  });
});
