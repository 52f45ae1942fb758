import { EmptyPage } from "./errors.ts";
import type { Paginator } from "./paginator.ts";

/** What a page knows of the whole. */
export interface PageContext<Row> {
  readonly paginator: Paginator<Row>;
  readonly count: number;
  readonly numPages: number;
}

/** One page of a {@link Paginator}; iterating gives its rows. */
export class Page<Row> implements Iterable<Row> {
  readonly objectList: readonly Row[];
  readonly number: number;
  readonly paginator: Paginator<Row>;
  readonly #count: number;
  readonly #numPages: number;

  /** @internal Made by the paginator. */
  constructor(objectList: readonly Row[], number: number, context: PageContext<Row>) {
    this.objectList = objectList;
    this.number = number;
    this.paginator = context.paginator;
    this.#count = context.count;
    this.#numPages = context.numPages;
  }

  /** How many rows the page has. */
  get length(): number {
    return this.objectList.length;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.objectList[Symbol.iterator]();
  }

  hasNext(): boolean {
    return this.number < this.#numPages;
  }

  hasPrevious(): boolean {
    return this.number > 1;
  }

  hasOtherPages(): boolean {
    return this.hasPrevious() || this.hasNext();
  }

  /** @throws EmptyPage on the last page */
  nextPageNumber(): number {
    if (!this.hasNext()) throw new EmptyPage(String(this.paginator.errorMessages.noResults));
    return this.number + 1;
  }

  /** @throws EmptyPage on the first page */
  previousPageNumber(): number {
    if (!this.hasPrevious()) throw new EmptyPage(String(this.paginator.errorMessages.minPage));
    return this.number - 1;
  }

  /** Number of the first row among all, from 1; 0 when there are none. */
  startIndex(): number {
    return this.#count === 0 ? 0 : this.paginator.perPage * (this.number - 1) + 1;
  }

  /** Number of the last row among all. */
  endIndex(): number {
    return this.number === this.#numPages ? this.#count : this.number * this.paginator.perPage;
  }

  /** The rows of a part of the page. */
  slice(start?: number, end?: number): Row[] {
    return this.objectList.slice(start, end);
  }

  at(index: number): Row | undefined {
    return this.objectList.at(index);
  }

  toString(): string {
    return `<Page ${this.number} of ${this.#numPages}>`;
  }
}
