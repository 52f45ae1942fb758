import type { Buffer } from "node:buffer";
import type { Query } from "pg";

import type { Row } from "../database.ts";
import { parserOf } from "./parsers.ts";

/** A statement with its values in the form of the server's protocol. */
export interface Message {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Types of the values, as numbers of PostgreSQL. */
  readonly types: readonly number[];
}

/** What a statement gave. */
export interface Answer {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly Row[];
  /** How many rows it touched. */
  readonly count: number;
}

type Done = (error: unknown, answer?: Answer) => void;

/** Properties of a statement that the driver reads, and may replace. */
interface DriverQuery {
  name: string | undefined;
  values: Message["values"];
  types: Message["types"];
  queryMode: "extended" | undefined;
  readonly callback: Done;
}

/** Class of the statements that are handed to the driver. */
export type RowQueryClass = new (sent: Message, name: string | undefined, done: Done) => Query;

/** The number at the end of `UPDATE 3` or `INSERT 0 1`. */
function countOf(tag: string): number {
  return Number(/ (\d+)$/.exec(tag)?.[1] ?? 0);
}

/**
 * Makes the class of statements whose rows become arrays at once. The driver's own builds an object for
 * each answer that rows as objects would be copied from, and tells listeners of every row.
 */
export function rowQueryClass(base: typeof Query): RowQueryClass {
  return class RowQuery extends base {
    readonly #rows: Row[] = [];
    #columns: readonly { readonly name: string }[] = [];
    #parsers: readonly ((text: string) => unknown)[] = [];
    #count = 0;
    #failure: { readonly error: unknown } | undefined;

    constructor({ text, values, types }: Message, name: string | undefined, done: Done) {
      super(text, undefined, done as never);
      const query = this as unknown as DriverQuery;
      query.name = name;
      query.values = values;
      query.types = types;
      // The other way takes several statements at once, and does not tell when it begins with one.
      query.queryMode = "extended";
    }

    handleRowDescription({
      fields,
    }: {
      readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
    }): void {
      this.#columns = fields;
      this.#parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
    }

    handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
      if (this.#failure !== undefined) return;
      const parsers = this.#parsers;
      const row: unknown[] = [];
      try {
        for (let index = 0; index < parsers.length; index += 1) {
          const text = fields[index] ?? null;
          row.push(text === null ? null : parsers[index]?.(text));
        }
        this.#rows.push(row);
      } catch (error) {
        this.#failure = { error };
      }
    }

    handleCommandComplete({ text }: { readonly text: string }): void {
      this.#count = countOf(text);
    }

    handleReadyForQuery(): void {
      // The driver puts its own in this place when it limits the time.
      const { callback } = this as unknown as DriverQuery;
      if (this.#failure !== undefined) callback(this.#failure.error);
      else callback(null, { columns: this.#columns, rows: this.#rows, count: this.#count });
    }
  };
}
