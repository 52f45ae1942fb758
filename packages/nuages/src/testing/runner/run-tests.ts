import { availableParallelism } from "node:os";

import { settings } from "../../conf/index.ts";
import { setupDatabases } from "../databases.ts";
import { cloneDatabases } from "./clone-databases.ts";
import { findTestFiles, labelOf } from "./find-test-files.ts";
import { namePattern, type NameOptions, skipPattern } from "./name-patterns.ts";
import { dealFiles, orderFiles } from "./order-files.ts";
import { type ReportStyle, TestReport } from "./test-report.ts";
import type { WorkerMessage, WorkerPlan } from "./worker-plan.ts";
import { WorkerProcess } from "./worker-process.ts";

/** Options of {@link runTests}. */
export interface RunTestsOptions extends NameOptions {
  /** Files, folders, labels of apps. Default: all tests of the project. */
  readonly labels: readonly string[];
  /** The project's folder. */
  readonly root: string;
  readonly pattern?: string | undefined;
  /** How many processes, each with databases of its own; `auto` as many as the machine has cores. */
  readonly parallel: number | "auto";
  readonly keepdb: boolean;
  readonly failfast: boolean;
  readonly reverse: boolean;
  readonly seed: number | undefined;
  readonly buffer: boolean;
  readonly debugSql: boolean;
  readonly debugMode: boolean;
  readonly timing: boolean;
  readonly durations: number;
  readonly verbosity: number;
  readonly style: ReportStyle;
  readonly write: (text: string) => void;
  /** The program that workers are started with, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Runs the tests of a project: makes test databases, starts the processes that run the files, reports, and
 * removes the databases. Gives the number of failures. Django: `DiscoverRunner.run_tests()`.
 *
 * @throws TestSetupError for a label that stands for no tests
 */
export async function runTests(options: RunTestsOptions): Promise<number> {
  const { root, labels, pattern, verbosity, write, seed } = options;
  const found = findTestFiles(labels, { root, pattern });
  const files = orderFiles(found, options);
  if (verbosity >= 1) write(`Found ${files.length} test file${files.length === 1 ? "" : "s"}.\n`);
  if (seed !== undefined) write(`Using shuffle seed: ${seed}\n`);
  const clock = new Clock(options);
  const aliases = Object.keys(settings.databases);
  const wanted = options.parallel === "auto" ? availableParallelism() : options.parallel;
  const count = Math.max(1, Math.min(wanted, files.length));
  const say = (verb: string): void => {
    if (verbosity < 1) return;
    for (const alias of aliases) write(`${verb} test database for alias '${alias}'...\n`);
  };
  say(options.keepdb ? "Using existing" : "Creating");
  const databases = await clock.time("Database creation", () =>
    setupDatabases({ keepdb: options.keepdb, suffix: "", lastingOnly: true }),
  );
  let report: TestReport;
  try {
    const clones = await clock.time("Cloning of databases", () =>
      cloneDatabases(aliases, { count, keepdb: options.keepdb }),
    );
    try {
      const plans = dealFiles(files, count).map((hand, index) => ({
        ...planFor(hand, options),
        databases: clones.sets[index] ?? {},
      }));
      report = await clock.time("Tests", () => runPlans(plans, options));
    } finally {
      await clones[Symbol.asyncDispose]();
    }
  } finally {
    say(options.keepdb ? "Preserving" : "Destroying");
    await clock.time("Removal of databases", async () => databases[Symbol.asyncDispose]());
  }
  clock.print();
  return report.failed;
}

function planFor(
  files: readonly string[],
  options: RunTestsOptions,
): Omit<WorkerPlan, "databases"> {
  const { failfast, buffer, debugSql, debugMode, root } = options;
  return {
    files,
    labels: files.map((file) => labelOf(file, root)),
    namePattern: namePattern(options),
    skipPattern: skipPattern(options),
    failfast,
    buffer,
    debugSql,
    debugMode,
  };
}

async function runPlans(
  plans: readonly WorkerPlan[],
  { program, args, failfast, ...options }: RunTestsOptions,
): Promise<TestReport> {
  const report = new TestReport(options);
  const workers: WorkerProcess[] = [];
  let isStopped = false;
  const onMessage = (message: WorkerMessage): void => {
    if (isStopped) return;
    if (message.type === "failed") report.problem(message.error);
    else report.add(message.outcome);
    if (!failfast || report.failed === 0) return;
    isStopped = true;
    for (const worker of workers) worker.stop();
  };
  const interrupt = (): void => {
    report.problem("The run was interrupted.");
    isStopped = true;
    for (const worker of workers) worker.stop();
  };
  process.once("SIGINT", interrupt);
  try {
    for (const plan of plans.filter(({ files }) => files.length > 0)) {
      workers.push(new WorkerProcess(plan, { program, args, onMessage }));
    }
    await Promise.all(workers.map(({ ended }) => ended));
  } finally {
    process.off("SIGINT", interrupt);
  }
  report.finish();
  return report;
}

/** Measures the parts of a run, when asked to. */
class Clock {
  readonly #lines: string[] = [];
  readonly #options: Pick<RunTestsOptions, "timing" | "write">;

  constructor(options: Pick<RunTestsOptions, "timing" | "write">) {
    this.#options = options;
  }

  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      const seconds = (performance.now() - start) / 1_000;
      this.#lines.push(`  ${name} took ${seconds.toFixed(3)}s\n`);
    }
  }

  print(): void {
    if (this.#options.timing) this.#options.write(["Timing:\n", ...this.#lines].join(""));
  }
}
