import type { Children } from "./contestant.ts";

/** Counts parents whose children are an array. */
export function countChildren(
  parents: readonly { readonly books: readonly unknown[] }[],
): Children {
  let children = 0;
  for (const { books } of parents) children += books.length;
  return { parents: parents.length, children };
}
