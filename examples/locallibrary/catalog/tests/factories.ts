import { defineFactory, sequence } from "nuages/testing";
import { Temporal } from "nuages/utils/temporal";

import { Author, Book, BookInstance, Genre, Language } from "../models.ts";

export const authors = defineFactory(Author, { firstName: "Jane", lastName: "Austen" });

export const genres = defineFactory(Genre, { name: sequence((n) => `Genre ${n}`) });

export const languages = defineFactory(Language, { name: sequence((n) => `Language ${n}`) });

/** A book with what it needs. */
export const books = defineFactory(
  Book,
  {
    title: "Emma",
    year: 1815,
    summary: "A match-maker errs.",
    isbn: sequence((n) => String(9_780_000_000_000 + n)),
    author: authors,
  },
  { traits: { ancient: { year: -1200 } } },
);

/** A copy of a book, which waits for maintenance unless a trait says otherwise. */
export const copies = defineFactory(
  BookInstance,
  { imprint: "Penguin, 1996", book: books },
  {
    traits: {
      available: { status: "a" },
      lent: { status: "o", dueBack: Temporal.PlainDate.from("2026-12-24") },
    },
  },
);
