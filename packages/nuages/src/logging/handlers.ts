import { closeSync, openSync, writeSync } from "node:fs";

import type { LogFilter } from "./filters.ts";
import { Formatter } from "./formatter.ts";
import { type Level, rankOf } from "./levels.ts";
import type { LogRecord } from "./record.ts";

/** Options that every handler takes. */
export interface HandlerOptions {
  /** Records below are left out. Default: none are. */
  readonly level?: Level;
}

/** Takes records somewhere. A subclass says where, in {@link emit}. */
export abstract class Handler {
  level: number;
  formatter: Formatter = new Formatter();
  readonly filters: LogFilter[] = [];

  constructor(options: HandlerOptions = {}) {
    this.level = rankOf(options.level ?? "NOTSET");
  }

  /** Takes one record that passed level and filters. */
  abstract emit(record: LogRecord): void;

  /** Releases what the handler holds. */
  close(): void {
    this.filters.length = 0;
  }

  /** Takes a record if level and filters let it; a handler that fails never stops the program. */
  handle(record: LogRecord): void {
    if (record.level < this.level) return;
    try {
      if (this.filters.every((filter) => filter.filter(record))) this.emit(record);
    } catch (error) {
      process.stderr.write(
        `A logging handler failed for a record of ${record.name} (${record.text}): ${String(error)}\n`,
      );
    }
  }

  format(record: LogRecord): string {
    return this.formatter.format(record);
  }
}

/** What a {@link StreamHandler} writes to. */
export interface LogStream {
  write(text: string): unknown;
}

/** Options of {@link StreamHandler}. */
export interface StreamHandlerOptions extends HandlerOptions {
  /** Default: standard error. */
  readonly stream?: "stderr" | "stdout" | LogStream;
}

/** Writes lines to a stream. */
export class StreamHandler extends Handler {
  readonly #stream: "stderr" | "stdout" | LogStream;

  constructor(options: StreamHandlerOptions = {}) {
    super(options);
    this.#stream = options.stream ?? "stderr";
  }

  emit(record: LogRecord): void {
    const stream = typeof this.#stream === "string" ? process[this.#stream] : this.#stream;
    stream.write(`${this.format(record)}\n`);
  }
}

/** Options of {@link FileHandler}. */
export interface FileHandlerOptions extends HandlerOptions {
  readonly filename: string;
  /** `a` appends (default), `w` starts the file anew. */
  readonly mode?: "a" | "w";
}

/** Writes lines to a file, which is opened with the first record. */
export class FileHandler extends Handler {
  readonly #filename: string;
  readonly #mode: "a" | "w";
  #descriptor: number | undefined;

  constructor(options: FileHandlerOptions) {
    super(options);
    this.#filename = options.filename;
    this.#mode = options.mode ?? "a";
  }

  emit(record: LogRecord): void {
    this.#descriptor ??= openSync(this.#filename, this.#mode);
    writeSync(this.#descriptor, `${this.format(record)}\n`);
  }

  override close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    super.close();
  }
}

/** Drops every record. */
export class NullHandler extends Handler {
  emit(): void {
    // Nothing: that is what it is for.
  }
}
