import { Readable } from "node:stream";

/** What was written while {@link captureOutput} ran. */
export interface CapturedOutput<T> {
  readonly stdout: string;
  readonly stderr: string;
  /** What the work gave. */
  readonly result: T;
}

/**
 * Takes what is written to standard output and standard error while `work` runs; it does not reach the
 * terminal. Django: `captured_stdout()`, `captured_stderr()`.
 *
 * @example
 * const { stdout } = await captureOutput(() => callCommand("check"));
 */
export async function captureOutput<T>(work: () => T | Promise<T>): Promise<CapturedOutput<T>> {
  const written = { stdout: "", stderr: "" };
  const names = ["stdout", "stderr"] as const;
  const before = names.map((name) => process[name].write);
  for (const name of names) {
    const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      written[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      const done = rest.find((argument) => typeof argument === "function") as
        | (() => void)
        | undefined;
      done?.();
      return true;
    };
    process[name].write = write;
  }
  try {
    const result = await work();
    return { result, ...written };
  } finally {
    names.forEach((name, index) => {
      process[name].write = before[index] ?? process[name].write;
    });
  }
}

/** Gives `text` as standard input while `work` runs. Django: `captured_stdin()`. */
export async function withInput<T>(text: string, work: () => T | Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(process, "stdin");
  const stdin = Readable.from([Buffer.from(text)]);
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  try {
    return await work();
  } finally {
    if (before !== undefined) Object.defineProperty(process, "stdin", before);
  }
}
