import type { Bench, Contestant } from "./contestant.ts";
import { AUTHORS, BOOKS, book, books } from "./data.ts";

/** Everybody reads and writes the same rows, or the figures mean nothing. */
export async function verify(
  { name, skips = [] }: Contestant,
  { session, workshop }: Bench,
): Promise<void> {
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected)
      throw new Error(`${name}: ${what} is ${String(actual)}, not ${String(expected)}`);
  };
  const pages = (row: unknown): number => (row as { readonly pages: number }).pages;
  expect("pages of book 6", pages(await session.get(6)), book(5).pages);
  const several = await session.getAtOnce?.([6, 7, 6]);
  expect(
    "pages of books 6, 7, 6",
    String(several?.map(pages) ?? ""),
    several === undefined ? "" : String([5, 6, 5].map((index) => book(index).pages)),
  );
  const all = await session.list();
  const total = books(0, BOOKS).reduce((sum, { pages: own }) => sum + own, 0);
  expect(
    "sum of pages",
    all.reduce<number>((sum, row) => sum + pages(row), 0),
    total,
  );
  expect("joined rows", (await session.join()).length, BOOKS);
  const { parents, children } = await session.children();
  expect("groups", (await session.grouped()).length, AUTHORS);
  expect("parents", parents, AUTHORS);
  expect("children", children, BOOKS);

  await session.insert(book(BOOKS));
  expect("rows after an insert", await workshop.count(), BOOKS + 1);
  await session.update(6, 7);
  expect("pages after an update", pages(await session.get(6)), 7);
  await session.update(6, book(5).pages);
  await session.remove(await workshop.addBooks(BOOKS, 1));
  expect("rows after a delete", await workshop.count(), BOOKS + 1);
  if (!skips.includes("insertMany")) {
    await session.insertMany(books(BOOKS, 10));
    expect("rows after a bulk insert", await workshop.count(), BOOKS + 11);
  }
  await workshop.reset();
}
