import { beforeAll, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { EmptyPage, PageNotAnInteger, Paginator } from "../index.ts";

beforeAll(() => configure({}));

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("Paginator", () => {
  it("counts rows and pages [VIEW-31]", async () => {
    const paginator = new Paginator(numbers(11), 4);

    expect(await paginator.count).toBe(11);
    expect(await paginator.numPages).toBe(3);
    expect(await paginator.pageRange).toEqual([1, 2, 3]);
  });

  it("adds orphans to the last page [VIEW-31]", async () => {
    const paginator = new Paginator(numbers(11), 5, { orphans: 1 });

    expect([...(await paginator.page(2))]).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it("knows where a page stands [VIEW-32]", async () => {
    const page = await new Paginator(numbers(11), 4).page("2");

    expect([...page]).toEqual([5, 6, 7, 8]);
    expect([page.hasPrevious(), page.hasNext(), page.hasOtherPages()]).toEqual([true, true, true]);
    expect([page.previousPageNumber(), page.nextPageNumber()]).toEqual([1, 3]);
    expect([page.startIndex(), page.endIndex(), page.length]).toEqual([5, 8, 4]);
    expect(page.slice(1, 3)).toEqual([6, 7]);
    expect(String(page)).toBe("<Page 2 of 3>");
  });

  it.each(["0x1", "1e3", "", " ", "1.5", 1.5, "abc", null, undefined, {}, NaN, Infinity])(
    "takes %j for no number [VIEW-33, ADV-116]",
    async (number) => {
      await expect(new Paginator(numbers(3), 1).page(number)).rejects.toThrow(PageNotAnInteger);
    },
  );

  it.each([0, -1, 4, "999999999999999"])("has no page %j [VIEW-33]", async (number) => {
    await expect(new Paginator(numbers(3), 1).page(number)).rejects.toThrow(EmptyPage);
  });

  it.each([
    ["x", 1],
    [99, 3],
    [-1, 3],
    [2, 2],
  ])("gives a page for whatever a visitor asks: %j [VIEW-31]", async (asked, number) => {
    expect((await new Paginator(numbers(3), 1).getPage(asked)).number).toBe(number);
  });

  it("may refuse an empty first page [VIEW-31]", async () => {
    const strict = new Paginator([], 1, { allowEmptyFirstPage: false });

    expect((await new Paginator([], 1).page(1)).length).toBe(0);
    await expect(strict.page(1)).rejects.toThrow("That page contains no results");
  });

  it("says things in words of its own [VIEW-31]", async () => {
    const paginator = new Paginator([], 1, { errorMessages: { invalidPage: "Nope" } });

    await expect(paginator.page("x")).rejects.toThrow("Nope");
  });

  it("elides the pages in between [VIEW-34]", async () => {
    const paginator = new Paginator(numbers(20), 1);

    expect(await paginator.getElidedPageRange(10, { onEachSide: 1, onEnds: 2 })).toEqual([
      1,
      2,
      Paginator.ELLIPSIS,
      9,
      10,
      11,
      Paginator.ELLIPSIS,
      19,
      20,
    ]);
  });

  it("asks a queryset for its count once and for the rows of a page only", async () => {
    const asked: string[] = [];
    const rows = {
      count: async () => {
        asked.push("count");
        return 100;
      },
      slice: async (start: number, end: number) => {
        asked.push(`${start}-${end}`);
        return numbers(100).slice(start, end);
      },
    };
    const paginator = new Paginator(rows, 10);

    await paginator.page(3);
    await paginator.page(4);

    expect(asked).toEqual(["count", "20-30", "30-40"]);
  });
});
