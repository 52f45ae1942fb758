import type { BookValues } from "./contestant.ts";

export const AUTHORS = 100;
export const BOOKS_PER_AUTHOR = 10;
export const BOOKS = AUTHORS * BOOKS_PER_AUTHOR;

const GENRES = ["fiction", "science", "history", "travel"] as const;
const FIRST_DAY = Date.UTC(2020, 0, 1);
const HOUR = 3_600_000;

/** The book number `index`, always the same. */
export function book(index: number): BookValues {
  return {
    title: `The book number ${index}`,
    isbn: String(9_780_000_000_000 + index),
    pages: 100 + (index % 700),
    rating: (index % 50) / 10,
    stock: index % 23,
    genre: GENRES[index % GENRES.length] ?? "fiction",
    inPrint: index % 3 !== 0,
    created: new Date(FIRST_DAY + index * HOUR),
    authorId: (index % AUTHORS) + 1,
  };
}

export function books(from: number, count: number): BookValues[] {
  return Array.from({ length: count }, (_, index) => book(from + index));
}
