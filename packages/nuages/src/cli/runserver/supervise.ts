import { showPath } from "../../utils/show-path.ts";
import type { Output } from "../output.ts";
import { ServerProcess } from "./server-process.ts";
import { type FileChange, watchFiles } from "./watch-files.ts";

/** What {@link superviseServer} needs. */
export interface SuperviseOptions {
  /** The project's folder. */
  readonly root: string;
  /** Arguments of Node that start the serving process. */
  readonly argv: readonly string[];
  readonly output: Output;
  /** Ends the supervision, and the server with it. */
  readonly signal: AbortSignal;
}

type Event =
  | { readonly kind: "exit"; readonly status: number }
  | { readonly kind: "change"; readonly changes: readonly FileChange[] }
  | { readonly kind: "stop" };

/**
 * Runs the server in a process of its own, and starts it anew when a file changes. After a failed start
 * it waits for the next change. Gives the exit status once the server ends by itself or is told to.
 */
export async function superviseServer(options: SuperviseOptions): Promise<number> {
  const { root, argv, output, signal } = options;
  const events = new EventQueue();
  const files = watchFiles([root], (changes) => events.push({ kind: "change", changes }));
  const stop = (): void => events.push({ kind: "stop" });
  signal.addEventListener("abort", stop);
  try {
    for (;;) {
      const server = new ServerProcess(argv, {
        onExit: (status) => events.push({ kind: "exit", status }),
        onFolder: (folder) => files.add(folder),
      });
      const event = await events.next();
      await server.end();
      if (event.kind === "stop") return 0;
      if (event.kind === "exit") {
        if (event.status === 0 || server.mustStop) return event.status;
        output.write(output.style.NOTICE("Waiting for a change, then the server starts again."));
        if (!(await nextChange(events, output))) return 0;
      } else {
        sayWhy(event.changes, output);
      }
      events.clear();
    }
  } finally {
    files.close();
    signal.removeEventListener("abort", stop);
  }
}

async function nextChange(events: EventQueue, output: Output): Promise<boolean> {
  const event = await events.next();
  if (event.kind === "change") sayWhy(event.changes, output);
  return event.kind === "change";
}

function sayWhy(changes: readonly FileChange[], output: Output): void {
  const [first] = changes;
  if (first === undefined) return;
  const others = changes.length > 1 ? ` (and ${changes.length - 1} more)` : "";
  output.write(`${showPath(first.path)} was ${first.kind}${others}: restarting the server.`);
}

/** Events in the order in which they came. */
class EventQueue {
  readonly #waiting: Event[] = [];
  #wake: (() => void) | undefined;

  push(event: Event): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  async next(): Promise<Event> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Forgets what a server that is gone left behind; a wish to stop stays. */
  clear(): void {
    const stops = this.#waiting.filter(({ kind }) => kind === "stop");
    this.#waiting.splice(0, Infinity, ...stops);
  }
}
