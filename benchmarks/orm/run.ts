/**
 * What ORMs add to the raw driver. Contestants take turns in every round, in one process; each figure is
 * the median over the rounds of its time divided by the raw driver's in the same round.
 *
 * `npm run bench orm -- [--db sqlite|postgresql] [--json FILE] [--rounds N] [--only NAME,NAME] [--task KEY,KEY]`
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import type { Arena, Bench, Contestant } from "./contestant.ts";
import { calibrate, median, timeBatch } from "./measure.ts";
import { type Kind, type Task, tasks } from "./tasks.ts";
import { type Line, printTable, toJson } from "./table.ts";
import { verify } from "./verify.ts";

const ARENAS: Readonly<Record<Kind, () => Promise<Arena>>> = {
  sqlite: async () => (await import("./sqlite/arena.ts")).sqliteArena(),
  postgresql: async () => (await import("./postgresql/arena.ts")).postgresqlArena(),
};

interface Entry {
  readonly contestant: Contestant;
  readonly bench: Bench;
}

async function enter(contestant: Contestant): Promise<Entry> {
  const bench = await contestant.enter();
  try {
    await verify(contestant, bench);
  } catch (error) {
    await bench.session.close();
    throw error;
  }
  return { contestant, bench };
}

function wanted(option: string | undefined, name: string): boolean {
  return option === undefined || option.split(",").includes(name);
}

function canDo({ contestant, bench }: Entry, { key }: Task): boolean {
  return contestant.skips?.includes(key) !== true && bench.session[key] !== undefined;
}

async function runTask(
  task: Task,
  entries: readonly Entry[],
  { kind, rounds }: { readonly kind: Kind; readonly rounds: number },
): Promise<Line> {
  const able = entries.filter((entry) => canDo(entry, task));
  const calls = new Map<Entry, number>();
  for (const entry of able) calls.set(entry, await calibrate(task, entry.bench));
  const times = new Map(able.map((entry) => [entry, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < able.length; turn += 1) {
      const entry = able[(turn + round) % able.length];
      if (entry === undefined) continue;
      const count = calls.get(entry) ?? 1;
      times.get(entry)?.push((await timeBatch(task, entry.bench, count)) / count);
    }
  }
  const [first] = able;
  const base = first === undefined ? [] : (times.get(first) ?? []);
  const ratios = able.map((entry) => {
    const own = times.get(entry) ?? [];
    const ratio = median(own.map((time, round) => time / (base[round] ?? NaN)));
    return [entry.contestant.name, ratio] as const;
  });
  return { task, kind, baseMicroseconds: median(base) * 1_000, ratios: new Map(ratios) };
}

const { values } = parseArgs({
  options: {
    db: { type: "string", default: "sqlite" },
    json: { type: "string" },
    rounds: { type: "string", default: "11" },
    only: { type: "string" },
    task: { type: "string" },
  },
});
const kind = Object.keys(ARENAS).find((name): name is Kind => name === values.db);
if (kind === undefined)
  throw new Error(`--db is "${values.db}". Known: ${Object.keys(ARENAS).join(", ")}.`);
await using arena = await ARENAS[kind]();
const [raw, ...others] = arena.contestants;
const entries: Entry[] = [];
try {
  for (const contestant of [raw, ...others.filter(({ name }) => wanted(values.only, name))])
    if (contestant !== undefined) entries.push(await enter(contestant));
  const lines: Line[] = [];
  for (const task of tasks) {
    if (task.budgets[kind] === undefined || !wanted(values.task, task.key)) continue;
    lines.push(await runTask(task, entries, { kind, rounds: Number(values.rounds) }));
  }
  printTable(
    lines,
    entries.map(({ contestant }) => contestant.name),
  );
  if (values.json !== undefined) await writeFile(values.json, toJson(lines));
} finally {
  for (const { bench } of entries) {
    await bench.session.close();
    await bench.workshop.close();
  }
}
