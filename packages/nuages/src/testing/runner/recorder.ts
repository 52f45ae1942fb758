import { querySpan } from "../../db/index.ts";
import { subscribe } from "../../instrumentation/index.ts";

/** What a test did besides its outcome. */
export interface TestRecord {
  output: string;
  readonly statements: string[];
}

/** What a {@link Recorder} keeps. */
export interface RecorderOptions {
  readonly output: boolean;
  readonly statements: boolean;
}

/** Keeps what each test prints and which statements it sends, until it is asked for. */
export class Recorder {
  readonly #records = new Map<string, TestRecord>();
  readonly #running: TestRecord[] = [];

  /** Begins to watch this process. */
  watch({ output, statements }: RecorderOptions): void {
    if (statements) {
      subscribe(querySpan, {
        start: ({ payload }) => void this.#running.at(-1)?.statements.push(payload.sql),
      });
    }
    if (!output) return;
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
        const record = this.#running.at(-1);
        if (record === undefined) return write(chunk, ...rest);
        record.output += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
        return true;
      };
    }
  }

  begin(name: string): void {
    const record = { output: "", statements: [] };
    this.#running.push(record);
    this.#records.set(name, record);
  }

  end(name: string): void {
    const record = this.#records.get(name);
    const at = record === undefined ? -1 : this.#running.indexOf(record);
    if (at >= 0) this.#running.splice(at, 1);
  }

  /** Gives what was kept of a test, and forgets it. */
  take(name: string): TestRecord | undefined {
    const record = this.#records.get(name);
    this.#records.delete(name);
    return record;
  }
}

/** The recorder of this process. */
export const recorder = new Recorder();
