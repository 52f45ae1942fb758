import type { Row } from "../database.ts";

/** The connection underneath, as far as its flow is steered. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** A statement that the driver runs, and that tells each row. */
export interface RunningStatement {
  on(event: "result", listener: (row: unknown) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "end", listener: () => void): unknown;
}

/**
 * Rows of a running statement, read as fast as they are taken. The connection can do nothing else before
 * the last row: {@link keepRest} and {@link dropRest} free it.
 */
export class RowStream {
  readonly #flow: Flow;
  readonly #portion: number;
  #rows: Row[] = [];
  #wake: (() => void) | undefined;
  #isPaused = false;
  #keepsAll = false;
  #drops = false;
  #hasEnded = false;
  #error: Error | undefined;

  /** At most `portion` rows wait to be taken. */
  constructor(statement: RunningStatement, flow: Flow, portion: number) {
    this.#flow = flow;
    this.#portion = portion;
    statement.on("result", (row) => this.#add(row as Row));
    statement.on("error", (error) => {
      this.#error = error;
      this.#end();
    });
    statement.on("end", () => this.#end());
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** @throws what the driver says when the statement fails, after the rows before it */
  async *rows(): AsyncGenerator<Row> {
    for (;;) {
      const rows = this.#rows;
      this.#rows = [];
      this.#resume();
      yield* rows;
      if (this.#rows.length > 0) continue;
      if (this.#error !== undefined) throw this.#error;
      if (this.#hasEnded) return;
      await this.#untilMore();
    }
  }

  /** The connection is needed: the rows that are left are read now, and wait in memory. */
  keepRest(): void {
    this.#keepsAll = true;
    this.#resume();
  }

  /** Nobody takes the rows that are left: waits until they have passed. */
  async dropRest(): Promise<void> {
    this.#drops = true;
    this.#rows = [];
    this.#resume();
    while (!this.#hasEnded) await this.#untilMore();
  }

  #add(row: Row): void {
    if (this.#drops) return;
    this.#rows.push(row);
    if (!this.#keepsAll && !this.#isPaused && this.#rows.length >= this.#portion) {
      this.#isPaused = true;
      this.#flow.pause();
    }
    this.#wake?.();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#flow.resume();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  async #untilMore(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
