import type { TestOutcome } from "./worker-plan.ts";

/** Paints text by what it is for; `Style` of commands fits. */
export interface ReportStyle {
  readonly SUCCESS: (text: string) => string;
  readonly WARNING: (text: string) => string;
  readonly ERROR: (text: string) => string;
}

/** Options of {@link TestReport}. */
export interface TestReportOptions {
  readonly verbosity: number;
  /** How many of the slowest tests are listed. */
  readonly durations: number;
  readonly style: ReportStyle;
  readonly write: (text: string) => void;
}

const RULE = "=".repeat(70);
const LINE = "-".repeat(70);

const MARKS = {
  pass: ".",
  fail: "F",
  error: "E",
  skip: "s",
  todo: "t",
} as const satisfies Record<TestOutcome["kind"], string>;

const WORDS = {
  pass: "ok",
  fail: "FAIL",
  error: "ERROR",
  skip: "skipped",
  todo: "todo",
} as const satisfies Record<TestOutcome["kind"], string>;

/** Shows how tests end, and sums up. */
export class TestReport {
  readonly #options: TestReportOptions;
  readonly #outcomes: TestOutcome[] = [];
  readonly #problems: string[] = [];
  readonly #startedAt = performance.now();

  constructor(options: TestReportOptions) {
    this.#options = options;
  }

  add(outcome: TestOutcome): void {
    this.#outcomes.push(outcome);
    const { verbosity, write } = this.#options;
    const paint = this.#paint(outcome.kind);
    if (verbosity === 1) write(paint(MARKS[outcome.kind]));
    if (verbosity < 2) return;
    const reason = outcome.reason === undefined ? "" : ` "${outcome.reason}"`;
    write(`${outcome.path.join(" > ")} … ${paint(WORDS[outcome.kind])}${reason}\n`);
  }

  /** Something went wrong outside of a test. */
  problem(text: string): void {
    this.#problems.push(text);
  }

  get failed(): number {
    const bad = this.#outcomes.filter(({ kind }) => kind === "fail" || kind === "error");
    return bad.length + this.#problems.length;
  }

  get count(): number {
    return this.#outcomes.length;
  }

  /** Writes what failed, the slowest tests, and the figures. */
  finish(): void {
    const { verbosity, write, durations, style } = this.#options;
    const seconds = ((performance.now() - this.#startedAt) / 1_000).toFixed(3);
    if (verbosity === 1) write("\n");
    for (const outcome of this.#outcomes) {
      if (outcome.kind === "fail" || outcome.kind === "error") write(failureText(outcome));
    }
    for (const text of this.#problems) write(`${RULE}\nERROR\n${LINE}\n${text}\n`);
    if (durations > 0) write(durationsText(this.#outcomes, durations));
    const tests = `${this.count} test${this.count === 1 ? "" : "s"}`;
    write(`${LINE}\nRan ${tests} in ${seconds}s\n\n`);
    const verdict = this.#verdict();
    write(`${this.failed === 0 ? style.SUCCESS(verdict) : style.ERROR(verdict)}\n`);
  }

  #verdict(): string {
    const number = (kind: TestOutcome["kind"]): number =>
      this.#outcomes.filter((outcome) => outcome.kind === kind).length;
    const figures = [
      ["failures", number("fail")],
      ["errors", number("error") + this.#problems.length],
      ["skipped", number("skip")],
      ["todo", number("todo")],
    ] as const;
    const shown = figures.filter(([, count]) => count > 0).map(([name, n]) => `${name}=${n}`);
    const rest = shown.length === 0 ? "" : ` (${shown.join(", ")})`;
    return `${this.failed === 0 ? "OK" : "FAILED"}${rest}`;
  }

  #paint(kind: TestOutcome["kind"]): (text: string) => string {
    const { style } = this.#options;
    if (kind === "pass") return style.SUCCESS;
    return kind === "fail" || kind === "error" ? style.ERROR : style.WARNING;
  }
}

function failureText({ kind, path, place, error, output, statements }: TestOutcome): string {
  const sql = statements.map((statement, index) => `${index + 1}. ${statement}`);
  const parts = [
    RULE,
    `${WORDS[kind]}: ${path.join(" > ")}${place === "" ? "" : ` (${place})`}`,
    LINE,
    error ?? "",
    ...(sql.length === 0 ? [] : ["", "Statements:", ...sql]),
    ...(output === undefined || output === "" ? [] : ["", "Output:", output.trimEnd()]),
    "",
  ];
  return `${parts.join("\n")}\n`;
}

function durationsText(outcomes: readonly TestOutcome[], count: number): string {
  const slowest = outcomes.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, count);
  const lines = slowest.map(
    ({ milliseconds, path }) => `${(milliseconds / 1_000).toFixed(3)}s  ${path.join(" > ")}`,
  );
  return ["Slowest test durations", LINE, ...lines, "", ""].join("\n");
}
