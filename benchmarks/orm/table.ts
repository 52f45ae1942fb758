import type { Kind, Task } from "./tasks.ts";

/** The figures of one task. */
export interface Line {
  readonly kind: Kind;
  readonly task: Task;
  /** What the raw driver takes for one call. */
  readonly baseMicroseconds: number;
  /** Time of each contestant as a multiple of the raw driver's. */
  readonly ratios: ReadonlyMap<string, number>;
}

const OURS = "Nuages";
const FASTER_THAN = ["Drizzle", "Prisma", "MikroORM", "TypeORM"] as const;

function microseconds(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(2)} ms` : `${value.toFixed(1)} µs`;
}

function ratioText(ratio: number | undefined): string {
  if (ratio === undefined) return "–";
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}

/** Whether our figure is within its budget and before those that it has to beat. */
export function verdict({ task, kind, ratios }: Line): string {
  const ours = ratios.get(OURS);
  const budget = task.budgets[kind];
  if (ours === undefined || budget === undefined) return "";
  const rivals = task.plainRows === true ? [] : FASTER_THAN;
  const slower = rivals.filter((name) => (ratios.get(name) ?? Infinity) <= ours);
  if (ours > budget) return `over ${budget}`;
  return slower.length === 0 ? `within ${budget}` : `slower than ${slower.join(", ")}`;
}

/** Prints a line a task: the raw driver's time, then each contestant's multiple of it. */
export function printTable(lines: readonly Line[], names: readonly string[]): void {
  const [base = "", ...others] = names;
  const width = Math.max(...lines.map(({ task }) => task.title.length), 4);
  const columns = others.map((name) => Math.max(name.length, 6));
  const header = others.map((name, index) => name.padStart(columns[index] ?? 0)).join("  ");
  console.log(`${"".padEnd(width)}  ${base.padStart(11)}  ${header}`);
  for (const line of lines) {
    const { task, baseMicroseconds, ratios } = line;
    const cells = others.map((name, index) =>
      ratioText(ratios.get(name)).padStart(columns[index] ?? 0),
    );
    console.log(
      `${task.title.padEnd(width)}  ${microseconds(baseMicroseconds).padStart(11)}  ${cells.join("  ")}  ${verdict(line)}`,
    );
  }
}

export function toJson(lines: readonly Line[]): string {
  const tasks = lines.map(({ task, kind, baseMicroseconds, ratios }) => [
    task.key,
    {
      title: task.title,
      budget: task.budgets[kind],
      baseMicroseconds,
      ratios: Object.fromEntries(ratios),
    },
  ]);
  return `${JSON.stringify({ tasks: Object.fromEntries(tasks) }, null, 1)}\n`;
}
