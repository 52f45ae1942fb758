import { relative } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

import { adoptDatabases } from "../databases.ts";
import { setupTestEnvironment } from "../environment.ts";
import { recorder } from "./recorder.ts";
import { untilTheEnd } from "./run-end.ts";
import {
  type TestOutcome,
  type WorkerMessage,
  type WorkerPlan,
  WORKER_VARIABLE,
} from "./worker-plan.ts";

/** Whether this process is a worker of a test run. */
export function isTestWorker(): boolean {
  return process.env[WORKER_VARIABLE] !== undefined && process.send !== undefined;
}

/** Runs the files of this worker's plan, and tells the process that started it how each test has ended. */
export async function runWorker(): Promise<void> {
  const plan = JSON.parse(process.env[WORKER_VARIABLE] ?? "{}") as WorkerPlan;
  try {
    using _ = setupTestEnvironment({ debug: plan.debugMode });
    await adoptDatabases(plan.databases);
    recorder.watch({ output: plan.buffer, statements: plan.debugSql });
    await runFiles(plan);
  } catch (error) {
    await tell({ type: "failed", error: inspect(error) });
  } finally {
    process.disconnect?.();
  }
}

async function runFiles({ namePattern, skipPattern, failfast }: WorkerPlan): Promise<void> {
  const stop = new AbortController();
  const stream = run({
    files: [entryFile()],
    isolation: "none",
    concurrency: 1,
    signal: stop.signal,
    ...(namePattern === undefined ? {} : { testNamePatterns: [new RegExp(namePattern, "u")] }),
    ...(skipPattern === undefined ? {} : { testSkipPatterns: [new RegExp(skipPattern, "u")] }),
  });
  const names = new NameStack();
  for await (const event of untilTheEnd(stream as AsyncIterable<StreamEvent>)) {
    const { type, data } = event;
    if (type === "test:start") names.start(data);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const outcome = outcomeOf(data, names.pathOf(data));
    if (outcome === undefined) continue;
    await tell({ type: "outcome", outcome });
    const hasFailed = outcome.kind === "fail" || outcome.kind === "error";
    if (failfast && hasFailed) {
      stop.abort();
      return;
    }
  }
}

/** The file that loads the others; beside this one, built or not. */
function entryFile(): string {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./load-files.${ending}`, import.meta.url));
}

interface Named {
  readonly name: string;
  readonly nesting: number;
}

/** What `node:test` tells of a test that has ended. */
interface EndedTest extends Named {
  readonly file?: string;
  readonly line?: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: {
    readonly duration_ms: number;
    readonly type?: string;
    readonly error?: { readonly cause?: unknown; readonly failureType?: string };
  };
}

/** One event of the stream of `run()`. */
interface StreamEvent {
  readonly type: string;
  /** Of the events that are looked at. */
  readonly data: EndedTest;
}

/** The names of what is reported now, outermost first. */
class NameStack {
  #names: string[] = [];

  start({ name, nesting }: Named): void {
    this.#names = [...this.#names.slice(0, nesting), name];
  }

  pathOf({ name, nesting }: Named): string[] {
    return [...this.#names.slice(0, nesting), name];
  }
}

/** How a test has ended; undefined for suites, unless one itself has failed. */
function outcomeOf(data: EndedTest, path: readonly string[]): TestOutcome | undefined {
  const { error, type } = data.details;
  const isSum = error?.failureType === "subtestsFailed";
  if (isSum || (type === "suite" && error === undefined)) return undefined;
  const cause: unknown = error?.cause ?? error;
  const record = recorder.take(path.join(" > "));
  return {
    kind: kindOf(data, error === undefined ? undefined : { cause }),
    path,
    place: placeOf(data),
    milliseconds: data.details.duration_ms,
    reason: typeof data.skip === "string" && data.skip !== "" ? data.skip : undefined,
    error: error === undefined ? undefined : inspect(cause),
    output: record?.output,
    statements: record?.statements ?? [],
  };
}

/** Where a test stands; nowhere for a file that cannot be loaded. */
function placeOf({ file, line }: EndedTest): string {
  const isOwn = file === undefined || file === entryFile();
  return isOwn ? "" : `${relative(process.cwd(), file)}:${line ?? 0}`;
}

function kindOf(
  { skip, todo }: EndedTest,
  failure: { readonly cause: unknown } | undefined,
): TestOutcome["kind"] {
  if (skip !== undefined && skip !== false) return "skip";
  if (todo !== undefined && todo !== false) return "todo";
  if (failure === undefined) return "pass";
  const { cause } = failure;
  const isAssertion = cause instanceof Error && cause.name === "AssertionError";
  return isAssertion ? "fail" : "error";
}

/** Sends a message; settles when it is on its way. */
function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => resolve());
  });
}
