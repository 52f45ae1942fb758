/**
 * What ORMs add to the raw driver on SQLite. Contestants take turns in every round, in one process;
 * each figure is the median over the rounds of its time divided by the raw driver's in the same round.
 *
 * `npm run bench orm -- [--json FILE] [--rounds N] [--only NAME,NAME] [--task KEY,KEY]`
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { type Contestant } from "./contestant.ts";
import { contestants } from "./contestants.ts";
import { Workshop } from "./data.ts";
import { calibrate, median, timeBatch } from "./measure.ts";
import { type Bench, type Task, tasks } from "./tasks.ts";
import { type Line, printTable, toJson } from "./table.ts";
import { verify } from "./verify.ts";

interface Entry {
  readonly contestant: Contestant;
  readonly bench: Bench;
}

async function enter(contestant: Contestant, folder: string): Promise<Entry> {
  const file = path.join(folder, `${contestant.name.replaceAll(/\W/g, "-")}.sqlite3`);
  const workshop = new Workshop(file, contestant.dates);
  workshop.seed();
  const bench = { session: await contestant.open(file), workshop };
  await verify(contestant, bench);
  return { contestant, bench };
}

function wanted(option: string | undefined, name: string): boolean {
  return option === undefined || option.split(",").includes(name);
}

async function runTask(task: Task, entries: readonly Entry[], rounds: number): Promise<Line> {
  const able = entries.filter(({ contestant }) => !(contestant.skips ?? []).includes(task.key));
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
  return { task, baseMicroseconds: median(base) * 1_000, ratios: new Map(ratios) };
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "11" },
    only: { type: "string" },
    task: { type: "string" },
  },
});
const folder = await mkdtemp(path.join(tmpdir(), "bench-orm-"));
try {
  const [raw, ...others] = contestants;
  const entries: Entry[] = [];
  for (const contestant of [raw, ...others.filter(({ name }) => wanted(values.only, name))])
    if (contestant !== undefined) entries.push(await enter(contestant, folder));
  const lines: Line[] = [];
  for (const task of tasks.filter(({ key }) => wanted(values.task, key)))
    lines.push(await runTask(task, entries, Number(values.rounds)));
  const names = entries.map(({ contestant }) => contestant.name);
  printTable(lines, names);
  if (values.json !== undefined) await writeFile(values.json, toJson(lines));
  for (const { bench } of entries) {
    await bench.session.close();
    bench.workshop[Symbol.dispose]();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
