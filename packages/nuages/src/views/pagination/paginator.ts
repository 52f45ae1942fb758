import { gettextLazy, type LazyText } from "../../i18n/index.ts";
import { parseInteger } from "../../utils/integers.ts";
import { EmptyPage, PageNotAnInteger } from "./errors.ts";
import { Page } from "./page.ts";

/** A queryset, as far as pages need it. */
export interface PageSource<Row> {
  count(): PromiseLike<number>;
  slice(start: number, end: number): PromiseLike<readonly Row[]>;
  /** Whether its order is known; without one, pages would hold rows at random. */
  readonly ordered?: boolean;
}

/** What can be cut into pages: an array, or a queryset, whose rows are then read a page at a time. */
export type Paginated<Row> = readonly Row[] | PageSource<Row>;

type Message = string | LazyText;

/** Texts for pages that are not there. */
export interface PaginatorMessages {
  readonly invalidPage?: Message;
  readonly minPage?: Message;
  readonly noResults?: Message;
}

/** Options of {@link Paginator}. */
export interface PaginatorOptions {
  /** How many rows may be added to the last page instead of making one more. Default: 0. */
  readonly orphans?: number;
  /** Whether the first page may be empty. Default: true. */
  readonly allowEmptyFirstPage?: boolean;
  readonly errorMessages?: PaginatorMessages;
}

const MESSAGES: Required<PaginatorMessages> = {
  invalidPage: gettextLazy("That page number is not an integer"),
  minPage: gettextLazy("That page number is less than 1"),
  noResults: gettextLazy("That page contains no results"),
};

/**
 * Cuts a list or a queryset into pages.
 *
 * @example
 * const paginator = new Paginator(Book.objects.orderBy("title"), 20);
 * const page = await paginator.getPage(request.GET.get("page"));
 */
export class Paginator<Row> {
  /** What stands for the pages that {@link getElidedPageRange} leaves out. */
  static readonly ELLIPSIS = "…";

  readonly objectList: Paginated<Row>;
  readonly perPage: number;
  readonly orphans: number;
  readonly allowEmptyFirstPage: boolean;
  readonly errorMessages: Required<PaginatorMessages>;
  #count: Promise<number> | undefined;

  constructor(objectList: Paginated<Row>, perPage: number, options: PaginatorOptions = {}) {
    const { orphans = 0, allowEmptyFirstPage = true, errorMessages = {} } = options;
    this.objectList = objectList;
    this.perPage = perPage;
    this.orphans = orphans;
    this.allowEmptyFirstPage = allowEmptyFirstPage;
    this.errorMessages = { ...MESSAGES, ...errorMessages };
    if (!Number.isInteger(perPage) || perPage < 1) {
      throw new RangeError("perPage must be a whole number from 1 on.");
    }
    this.#warnWhenUnordered();
  }

  #warnWhenUnordered(): void {
    const { objectList } = this;
    if (!Array.isArray(objectList) && (objectList as PageSource<Row>).ordered === false) {
      process.emitWarning(
        "Pagination may yield inconsistent results with an unordered object list: add orderBy().",
        "UnorderedObjectListWarning",
      );
    }
  }

  /** How many rows there are; asked for once. */
  get count(): Promise<number> {
    return (this.#count ??= this.#countRows());
  }

  async #countRows(): Promise<number> {
    const { objectList } = this;
    return isList(objectList) ? objectList.length : objectList.count();
  }

  /** How many pages there are. */
  get numPages(): Promise<number> {
    return this.count.then((count) => this.#pagesFor(count));
  }

  #pagesFor(count: number): number {
    if (count === 0 && !this.allowEmptyFirstPage) return 0;
    return Math.ceil(Math.max(1, count - this.orphans) / this.perPage);
  }

  /** The numbers of all pages. */
  get pageRange(): Promise<number[]> {
    return this.numPages.then((pages) => Array.from({ length: pages }, (_, index) => index + 1));
  }

  /**
   * The number as a whole number of a page that is there.
   *
   * @throws PageNotAnInteger, EmptyPage
   */
  async validateNumber(number: unknown): Promise<number> {
    const page = toInteger(number);
    if (page === undefined) throw new PageNotAnInteger(String(this.errorMessages.invalidPage));
    if (page < 1) throw new EmptyPage(String(this.errorMessages.minPage));
    if (page > (await this.numPages) && !(page === 1 && this.allowEmptyFirstPage)) {
      throw new EmptyPage(String(this.errorMessages.noResults));
    }
    return page;
  }

  /** The page of a number from a visitor: the first when it is no number, the last when it is beyond. */
  async getPage(number: unknown): Promise<Page<Row>> {
    try {
      return await this.page(number);
    } catch (error) {
      if (error instanceof PageNotAnInteger) return this.page(1);
      if (error instanceof EmptyPage) return this.page(await this.numPages);
      throw error;
    }
  }

  /**
   * The page of that number; its rows are read.
   *
   * @throws PageNotAnInteger, EmptyPage
   */
  async page(number: unknown): Promise<Page<Row>> {
    const valid = await this.validateNumber(number);
    const count = await this.count;
    const start = (valid - 1) * this.perPage;
    const end = start + this.perPage + this.orphans >= count ? count : start + this.perPage;
    const { objectList } = this;
    const rows = isList(objectList)
      ? objectList.slice(start, end)
      : await objectList.slice(start, end);
    return new Page(rows, valid, { paginator: this, count, numPages: this.#pagesFor(count) });
  }

  /**
   * The numbers to show around a page, with {@link ELLIPSIS} for those left out: `1 2 … 7 8 9 … 19 20`.
   */
  async getElidedPageRange(
    number: unknown = 1,
    { onEachSide = 3, onEnds = 2 }: ElidedRangeOptions = {},
  ): Promise<(number | string)[]> {
    const page = await this.validateNumber(number);
    const pages = await this.numPages;
    if (pages <= (onEachSide + onEnds) * 2) return this.pageRange;
    return [
      ...(page > 1 + onEachSide + onEnds + 1
        ? [...range(1, onEnds), Paginator.ELLIPSIS, ...range(page - onEachSide, page)]
        : range(1, page)),
      ...(page < pages - onEachSide - onEnds - 1
        ? [
            ...range(page + 1, page + onEachSide),
            Paginator.ELLIPSIS,
            ...range(pages - onEnds + 1, pages),
          ]
        : range(page + 1, pages)),
    ];
  }
}

/** Options of `getElidedPageRange()`. */
export interface ElidedRangeOptions {
  /** Pages on each side of the present one. Default: 3. */
  readonly onEachSide?: number;
  /** Pages at either end. Default: 2. */
  readonly onEnds?: number;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function isList<Row>(list: Paginated<Row>): list is readonly Row[] {
  return Array.isArray(list);
}

/** A whole number in the forms that Django takes; nothing that JavaScript alone takes for one. */
function toInteger(number: unknown): number | undefined {
  if (typeof number === "number") return Number.isInteger(number) ? number : undefined;
  if (typeof number === "boolean" || typeof number === "bigint") return Number(number);
  const value = typeof number === "string" ? parseInteger(number) : undefined;
  return value === undefined ? undefined : Number(value);
}
