import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** What a process printed, and how to wait for a text in it. */
export class Output {
  text = "";
  readonly #process: ChildProcess;

  constructor(process: ChildProcess) {
    this.#process = process;
    for (const stream of [process.stdout, process.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.text += chunk.toString();
      });
  }

  /** Resolves with the first match; rejects with all that was printed when the process ends before. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    const stop = new AbortController();
    const ended = once(this.#process, "close", { signal: stop.signal }).then(() => {
      throw new Error(`The process ended before it printed ${pattern}:\n${this.text}`);
    });
    try {
      for (;;) {
        const match = pattern.exec(this.text);
        if (match !== null) return match;
        await Promise.race([
          ended,
          ...[this.#process.stdout, this.#process.stderr].flatMap((stream) =>
            stream ? [once(stream, "data", { signal: stop.signal })] : [],
          ),
        ]);
      }
    } finally {
      ended.catch(() => undefined);
      stop.abort();
    }
  }
}

/** A running demo site with a database of its own; closes and cleans up after itself. */
export interface DemoSite extends AsyncDisposable {
  /** Address without a slash at the end. */
  readonly address: string;
  readonly output: Output;
  readonly process: ChildProcess;
}

/** Starts `npm start`'s script with a port that the system chooses and a database in `folder`. */
export function spawnDemo(folder: string, environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [path.join(root, "scripts/start.mjs")], {
    cwd: root,
    env: {
      ...process.env,
      PORT: "0",
      DATABASE_URL: `sqlite:///${path.join(folder, "db.sqlite3")}`,
      NO_COLOR: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts the demo and waits until it prints its address. */
export async function startDemo(environment: Record<string, string> = {}): Promise<DemoSite> {
  const folder = await mkdtemp(path.join(tmpdir(), "demo-"));
  const child = spawnDemo(folder, environment);
  const output = new Output(child);
  const [, address = ""] = await output.waitFor(/(http:\/\/127\.0\.0\.1:\d+)\//);
  return {
    address,
    output,
    process: child,
    async [Symbol.asyncDispose]() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for a process to end; its exit code and what it printed. */
export async function finished(
  child: ChildProcess,
): Promise<{ code: number | null; text: string }> {
  const output = new Output(child);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text: output.text };
}
