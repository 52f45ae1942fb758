import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

import { InvalidUse } from "../../errors.ts";
import type { Changed, NamedRows, Row } from "../database.ts";
import { translateError } from "./errors.ts";
import { registerFunctions } from "./functions.ts";
import { checkValues, placeholderCount } from "./placeholders.ts";

/** How many prepared statements a connection keeps. */
const MAX_STATEMENTS = 500;

interface Prepared {
  readonly statement: StatementSync;
  /** How many values it takes, where that can be told. */
  readonly placeholders: number | undefined;
  /** Rows of this statement had a whole number that needs a bigint. */
  bigints: boolean;
}

const SMALLEST = BigInt(Number.MIN_SAFE_INTEGER);
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Big integers that fit become numbers again. */
function narrowRow(row: unknown[]): unknown[] {
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index];
    if (typeof value === "bigint" && value >= SMALLEST && value <= LARGEST)
      row[index] = Number(value);
  }
  return row;
}

type Rows = IterableIterator<unknown[]>;

/** A statement whose rows are read one by one. */
interface Cursor {
  rows: Rows | undefined;
  /** The rows that were left when something was changed. */
  rest: Row[] | undefined;
}

/** The driver would silently leave out what follows the first statement. */
function refuseSecond(text: string, first: string): void {
  if (first.length === text.length) return;
  const rest = text.slice(first.length).replaceAll(/--[^\n]*|\/\*.*?\*\/|[\s;]+/gsu, "");
  if (rest === "") return;
  throw new InvalidUse("Only one statement can be executed at a time.", {
    hint: "Send each with a call of its own.",
    details: { sql: text },
  });
}

/** One connection of the driver with its prepared statements. */
export class SqliteHandle {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();
  readonly #cursors = new Set<Cursor>();

  constructor(path: string, pragmas: readonly string[]) {
    // The driver's own waiting would block the event loop; waiting is done by the callers.
    this.#database = new DatabaseSync(path, {
      timeout: 0,
      enableForeignKeyConstraints: true,
      allowExtension: false,
    });
    for (const pragma of pragmas) this.#database.exec(`PRAGMA ${pragma}`);
    registerFunctions(this.#database);
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text);
    if (known !== undefined) {
      if (this.#statements.size > MAX_STATEMENTS / 2) {
        // The order of the map is the order of use.
        this.#statements.delete(text);
        this.#statements.set(text, known);
      }
      return known;
    }
    const statement = this.#database.prepare(text);
    refuseSecond(text, statement.sourceSQL);
    statement.setReturnArrays(true);
    const prepared = { statement, placeholders: placeholderCount(text), bigints: false };
    this.#statements.set(text, prepared);
    if (this.#statements.size > MAX_STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return prepared;
  }

  /** Is a transaction open? Some errors end it. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Rows of a statement that reads, as arrays. */
  all(text: string, params: readonly unknown[]): Row[] {
    try {
      const prepared = this.#prepare(text);
      checkValues(text, prepared.placeholders, params);
      if (prepared.bigints) return this.#allExact(prepared, params);
      try {
        return prepared.statement.all(...(params as SQLInputValue[])) as unknown as Row[];
      } catch (error) {
        if ((error as { code?: unknown }).code !== "ERR_OUT_OF_RANGE") throw error;
        return this.#allExact(prepared, params);
      }
    } catch (error) {
      throw translateError(error, text);
    }
  }

  /** The same with the names of the columns. */
  allNamed(text: string, params: readonly unknown[]): NamedRows {
    const rows = this.all(text, params);
    // Asked afterwards: reading prepares a statement anew when a table was changed.
    const columns = this.#prepare(text).statement.columns();
    return { columns: columns.map(({ name }) => name), rows };
  }

  /** The same with big integers: only for statements that met one, as it is slower. */
  #allExact(prepared: Prepared, params: readonly unknown[]): Row[] {
    prepared.bigints = true;
    prepared.statement.setReadBigInts(true);
    const rows = prepared.statement.all(...(params as SQLInputValue[])) as unknown as unknown[][];
    for (const row of rows) narrowRow(row);
    return rows;
  }

  /** Runs a statement that changes rows. */
  run(text: string, params: readonly unknown[]): Changed {
    this.#finishCursors();
    try {
      const { statement, placeholders } = this.#prepare(text);
      checkValues(text, placeholders, params);
      const { changes, lastInsertRowid } = statement.run(...(params as SQLInputValue[]));
      return { rows: [], changes: Number(changes), lastId: lastInsertRowid };
    } catch (error) {
      throw translateError(error, text);
    }
  }

  /** Runs a statement once for each row of values; gives the keys of the inserted rows. */
  runMany(text: string, rows: readonly (readonly unknown[])[]): (number | bigint)[] {
    this.#finishCursors();
    try {
      const { statement, placeholders } = this.#prepare(text);
      const keys: (number | bigint)[] = [];
      for (const row of rows) {
        checkValues(text, placeholders, row);
        keys.push(statement.run(...(row as SQLInputValue[])).lastInsertRowid);
      }
      return keys;
    } catch (error) {
      throw translateError(error, text);
    }
  }

  /** Runs a statement with RETURNING. It must not be repeated, so it reads big integers from the start. */
  runReturning(text: string, params: readonly unknown[]): Changed {
    this.#finishCursors();
    try {
      const prepared = this.#prepare(text);
      checkValues(text, prepared.placeholders, params);
      const rows = this.#allExact(prepared, params);
      return { rows, changes: rows.length, lastId: undefined };
    } catch (error) {
      throw translateError(error, text);
    }
  }

  exec(text: string): void {
    this.#finishCursors();
    try {
      this.#database.exec(text);
    } catch (error) {
      throw translateError(error, text);
    }
  }

  /**
   * Rows of a statement of its own, whose cursor nobody else can reset, one by one. When something is
   * changed by this connection, the rest of them is read first: they are those from before the change.
   */
  *iterate(text: string, params: readonly unknown[]): Generator<Row> {
    const cursor: Cursor = { rows: undefined, rest: undefined };
    this.#cursors.add(cursor);
    try {
      const statement = this.#database.prepare(text);
      checkValues(text, placeholderCount(text), params);
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      const rows = statement.iterate(...(params as SQLInputValue[])) as unknown as Rows;
      cursor.rows = rows;
      for (let next = rows.next(); next.done !== true; next = rows.next()) {
        yield narrowRow(next.value);
        if (cursor.rest !== undefined) {
          yield* cursor.rest;
          return;
        }
      }
    } catch (error) {
      throw translateError(error, text);
    } finally {
      this.#cursors.delete(cursor);
      if (cursor.rest === undefined) cursor.rows?.return?.();
    }
  }

  #finishCursors(): void {
    for (const cursor of this.#cursors) {
      if (cursor.rest !== undefined || cursor.rows === undefined) continue;
      cursor.rest = Array.from(cursor.rows, narrowRow);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
