/** Environment variable that makes `nuages test` one of its own workers; holds a {@link WorkerPlan}. */
export const WORKER_VARIABLE = "NUAGES_TEST_WORKER";

/** What one process of a test run does. */
export interface WorkerPlan {
  /** The files to run, in order: paths. */
  readonly files: readonly string[];
  /** How each is called in names of tests. */
  readonly labels: readonly string[];
  /** Names of the databases by alias. */
  readonly databases: Readonly<Record<string, string>>;
  /** Source of the expression that full names of tests must match. */
  readonly namePattern: string | undefined;
  /** Source of the expression that they must not match. */
  readonly skipPattern: string | undefined;
  readonly failfast: boolean;
  /** Whether what a test prints is kept, and shown when it fails. */
  readonly buffer: boolean;
  /** Whether statements are kept, and shown when a test fails. */
  readonly debugSql: boolean;
  /** The setting `debug` while tests run. */
  readonly debugMode: boolean;
}

/** How a test has ended. */
export interface TestOutcome {
  readonly kind: "pass" | "fail" | "error" | "skip" | "todo";
  /** The names of file, suites and test, outermost first. */
  readonly path: readonly string[];
  /** Where it stands: `tests/books.test.ts:12`. */
  readonly place: string;
  readonly milliseconds: number;
  /** Why it was skipped. */
  readonly reason: string | undefined;
  /** What it threw, as text. */
  readonly error: string | undefined;
  /** What it printed. */
  readonly output: string | undefined;
  /** The statements that it sent. */
  readonly statements: readonly string[];
}

/** What a worker tells. */
export type WorkerMessage =
  | { readonly type: "outcome"; readonly outcome: TestOutcome }
  | { readonly type: "failed"; readonly error: string };
