import { type Page, Paginator } from "nuages/views";

import type { Adapter, Outcome } from "../adapter.ts";
import { decode } from "../values.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

function nameOfError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return { error: error instanceof Error ? error.name : String(error) };
  }
}

function describePage(page: Page<number>): Outcome {
  return {
    number: page.number,
    objects: [...page],
    has_next: page.hasNext(),
    has_previous: page.hasPrevious(),
    has_other_pages: page.hasOtherPages(),
    start_index: page.startIndex(),
    end_index: page.endIndex(),
    len: page.length,
    next_page_number: nameOfError(() => page.nextPageNumber()),
    previous_page_number: nameOfError(() => page.previousPageNumber()),
  };
}

export const adapter: Adapter = {
  areas: ["paginator"],
  async run(vector) {
    const number = decode(vector.number);
    if (vector.op === "get_elided_page_range") {
      const paginator = new Paginator(numbers(Number(vector.num_pages) * 10), 10);
      const range = await paginator.getElidedPageRange(number, {
        onEachSide: Number(vector.on_each_side),
        onEnds: Number(vector.on_ends),
      });
      return { value: range };
    }
    const paginator = new Paginator(numbers(Number(vector.count)), Number(vector.per_page), {
      orphans: Number(vector.orphans),
      allowEmptyFirstPage: vector.allow_empty_first_page === true,
    });
    if (vector.op === "summary") {
      return {
        value: {
          count: await paginator.count,
          num_pages: await paginator.numPages,
          page_range: await paginator.pageRange,
        },
      };
    }
    const page =
      vector.op === "page" ? await paginator.page(number) : await paginator.getPage(number);
    return { value: describePage(page) };
  },
};
