import { type Contestant } from "./contestant.ts";
import { AUTHORS, BOOKS, book, books } from "./data.ts";
import { type Bench } from "./tasks.ts";

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
  expect("rows after an insert", workshop.count(), BOOKS + 1);
  await session.update(6, 7);
  expect("pages after an update", pages(await session.get(6)), 7);
  await session.update(6, book(5).pages);
  await session.remove(workshop.addBooks(BOOKS, 1));
  expect("rows after a delete", workshop.count(), BOOKS + 1);
  if (!skips.includes("insertMany")) {
    await session.insertMany(books(BOOKS, 10));
    expect("rows after a bulk insert", workshop.count(), BOOKS + 11);
  }
  workshop.reset();
}
