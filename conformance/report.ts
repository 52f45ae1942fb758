import { inspect } from "node:util";

import type { Outcome, Vector } from "./adapter.ts";

const SHOWN_FAILURES = 20;

/** Figures of one area. */
export class Score {
  passed = 0;
  failed = 0;
  noAdapter = 0;
  readonly failures: string[] = [];
  readonly #details: string[] = [];

  /** Counts a wrong answer and keeps both answers for the printout. */
  fail(vector: Vector, outcome: Outcome): void {
    this.failed += 1;
    this.failures.push(vector.id);
    if (this.#details.length < SHOWN_FAILURES) {
      const { id, expect, ...input } = vector;
      const show = (value: unknown): string =>
        inspect(value, { depth: 8, breakLength: Infinity, compact: true, maxStringLength: 300 });
      this.#details.push(
        `${id}\n    input    ${show(input)}\n    expected ${show(expect)}\n    got      ${show(outcome)}`,
      );
    }
  }

  get details(): readonly string[] {
    return this.#details;
  }
}

export type Report = Record<string, Score>;

function share({ passed, failed }: Score): string {
  const answered = passed + failed;
  return answered === 0 ? "    –   " : `${((100 * passed) / answered).toFixed(2).padStart(6)} %`;
}

/** Prints a line an area and, if wanted, the first failures of each. */
export function printReport(report: Report, verbose: boolean): void {
  const areas = Object.entries(report);
  const width = Math.max(4, ...areas.map(([area]) => area.length));
  console.log(`${"area".padEnd(width)}   passed   failed  no adapter     share`);
  for (const [area, score] of areas) {
    const figures = [
      String(score.passed).padStart(8),
      String(score.failed).padStart(8),
      String(score.noAdapter).padStart(11),
    ];
    console.log(`${area.padEnd(width)} ${figures.join(" ")}  ${share(score)}`);
  }
  if (!verbose) return;
  for (const [area, score] of areas)
    for (const detail of score.details) console.log(`\n[${area}] ${detail}`);
}
