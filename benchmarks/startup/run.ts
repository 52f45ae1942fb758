/**
 * How fast a command and the demo site are there, from the built packages, against an empty
 * `node -e 0`; and what the demo server holds in memory. The processes take turns in every round; each
 * figure is the median over the rounds of its ratio to the empty process of the same round. Then an empty
 * project of ours against those of others: a command, the first page, a page after a change.
 *
 * `npm run bench startup -- [--json FILE] [--rounds N] [--no-build]`
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildPackages } from "../../scripts/lib/build-packages.ts";
import { median } from "../statistics.ts";
import { comparePeers } from "./compare-peers.ts";
import {
  freePort,
  pageAt,
  type Program,
  runToEnd,
  start,
  stop,
  timeOf,
  untilPage,
} from "./programs.ts";

const SITE = path.resolve(import.meta.dirname, "../../examples/locallibrary");
const PAGES = ["/catalog/", "/catalog/books/", "/catalog/authors/", "/catalog/books/?page=2"];
const REQUESTS = 200;

interface Budget {
  readonly check: number;
  readonly answer: number;
  readonly megabytes: number;
}

const BUDGET: Budget = { check: 6, answer: 7, megabytes: 100 };

/** Milliseconds from the start of the demo server to its first page, and its memory after some more. */
async function measureServer(
  env: NodeJS.ProcessEnv,
  requests: number,
): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = start(site(env, "runserver", "--noreload", `127.0.0.1:${port}`));
  try {
    const milliseconds = await untilPage(`${origin}/catalog/`, "<h1", server);
    for (let index = 0; index < requests; index += 1) {
      await pageAt(origin + (PAGES[index % PAGES.length] ?? ""));
    }
    return { milliseconds, megabytes: await residentMegabytes(server.pid ?? 0) };
  } finally {
    await stop(server);
  }
}

/** A command of the demo site. */
function site(env: NodeJS.ProcessEnv, ...args: readonly string[]): Program {
  return { folder: SITE, args: ["manage.ts", ...args], env };
}

async function residentMegabytes(pid: number): Promise<number> {
  if (process.platform !== "linux") return Number.NaN;
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly budget: number;
}

function print(lines: readonly Line[], empty: number): void {
  console.log(`an empty node -e 0: ${empty.toFixed(1)} ms`);
  for (const { name, value, unit, ratio, budget } of lines) {
    const judged = ratio ?? value;
    const multiple = ratio === undefined ? "" : `  ${ratio.toFixed(2)} ×`;
    const verdict = judged <= budget ? `within ${budget}` : `OVER ${budget}`;
    console.log(`${name.padEnd(36)}${value.toFixed(1).padStart(8)} ${unit}${multiple}  ${verdict}`);
  }
}

async function run(rounds: number, env: NodeJS.ProcessEnv): Promise<[Line[], number]> {
  const empty: number[] = [];
  const check: number[] = [];
  const answer: number[] = [];
  await timeOf(site(env, "check"));
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await timeOf({ folder: SITE, args: ["-e", "0"], env }));
    check.push(await timeOf(site(env, "check")));
    answer.push((await measureServer(env, 0)).milliseconds);
  }
  const { megabytes } = await measureServer(env, REQUESTS);
  const ratio = (times: readonly number[]): number =>
    median(times.map((time, round) => time / (empty[round] ?? Number.NaN)));
  const lines: Line[] = [
    {
      name: "nuages check",
      value: median(check),
      unit: "ms",
      ratio: ratio(check),
      budget: BUDGET.check,
    },
    {
      name: "the demo server answers",
      value: median(answer),
      unit: "ms",
      ratio: ratio(answer),
      budget: BUDGET.answer,
    },
    {
      name: `memory after ${REQUESTS} requests`,
      value: megabytes,
      unit: "MB",
      budget: BUDGET.megabytes,
    },
  ];
  return [lines, median(empty)];
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "11" },
    build: { type: "boolean", default: true },
  },
  allowNegative: true,
});
if (values.build) await buildPackages();
const folder = await mkdtemp(path.join(tmpdir(), "nuages-startup-"));
try {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    DATABASE_URL: `sqlite:///${path.join(folder, "db.sqlite3")}`,
    NODE_COMPILE_CACHE: path.join(folder, "cache"),
  };
  await runToEnd(site(env, "preparedemo"));
  const [lines, empty] = await run(Number(values.rounds), env);
  print(lines, empty);
  const peers = await comparePeers({ env, rounds: Math.ceil(Number(values.rounds) / 2) });
  if (values.json !== undefined) {
    const result = { benchmark: "startup", emptyMilliseconds: empty, lines, peers };
    await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
