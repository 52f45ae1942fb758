/**
 * Servers under load, one process each, the load from another process: a JSON hello, and the list of books
 * of the Local Library from SQLite through a template. The servers take turns in every round; each share is
 * the median over the rounds of the ratio to another server in the same round.
 *
 * `npm run bench http -- [--only hello|page] [--json FILE] [--rounds N] [--seconds N] [--connections N]`
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { median } from "../statistics.ts";
import type { Announcement, Usage } from "./announce.ts";
import { type Contest, type Contestant, CONTESTS } from "./contests.ts";
import type { LoadOrder, LoadResult } from "./load.ts";

interface Server {
  readonly contestant: Contestant;
  readonly process: ChildProcess;
  readonly port: number;
  readonly rates: number[];
  readonly cpu: number[];
}

function start(file: string, args: readonly string[] = []): ChildProcess {
  return fork(path.join(import.meta.dirname, file), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
}

/** The next message; an error when the process ends without one. */
async function next<Message>(child: ChildProcess): Promise<Message> {
  const stop = new AbortController();
  const { signal } = stop;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.join(" ")} ended with ${code}.`);
  });
  try {
    const [message] = (await Promise.race([once(child, "message", { signal }), ended])) as [
      Message,
    ];
    return message;
  } finally {
    ended.catch(() => undefined);
    stop.abort();
  }
}

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  return next<Answer>(child);
}

/** Waits for the port. A framework may say other things before. */
async function announced(child: ChildProcess): Promise<number> {
  for (;;) {
    const message = await next<Partial<Announcement>>(child);
    if (message.announcedPort !== undefined) return message.announcedPort;
  }
}

async function open(contestant: Contestant, library: string): Promise<Server> {
  const file = path.join("servers", contestant.file);
  const child = start(file, [library, ...(contestant.args ?? [])]);
  const port = await announced(child);
  return { contestant, process: child, port, rates: [], cpu: [] };
}

interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly connections: number;
}

async function measure(server: Server, client: ChildProcess, order: LoadOrder): Promise<void> {
  const before = await ask<Usage>(server.process, {});
  const result = await ask<LoadResult>(client, order);
  const after = await ask<Usage>(server.process, {});
  server.rates.push(result.requests / result.seconds);
  server.cpu.push((after.cpu - before.cpu) / result.requests);
}

/** Warms the servers up, and sees that all answer alike. */
async function verify(
  contest: Contest,
  servers: readonly Server[],
  answer: (server: Server) => Promise<string>,
): Promise<void> {
  let expected: string | undefined;
  for (const server of servers) {
    const essence = contest.essence(await answer(server));
    expected ??= essence;
    if (essence !== expected) {
      throw new Error(`${server.contestant.name} answered ${essence}\ninstead of ${expected}`);
    }
  }
}

async function compare(
  contest: Contest,
  servers: readonly Server[],
  options: Options,
): Promise<void> {
  const client = start("load.ts");
  const order = (server: Server, milliseconds: number): LoadOrder => ({
    port: server.port,
    path: contest.path,
    connections: options.connections,
    milliseconds,
  });
  try {
    await verify(contest, servers, async (server) => {
      const { sample } = await ask<LoadResult>(client, order(server, 1_000));
      return Buffer.from(sample, "latin1").toString();
    });
    for (let round = 0; round < options.rounds; round += 1) {
      for (let turn = 0; turn < servers.length; turn += 1) {
        const server = servers[(turn + round) % servers.length];
        if (server !== undefined) {
          await measure(server, client, order(server, options.milliseconds));
        }
      }
    }
  } finally {
    client.disconnect();
  }
}

interface Figures {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly microsecondsOfCpu: number;
  /** Share of the requests of other servers, and the goal. */
  readonly shares: readonly {
    readonly of: string;
    readonly share: number;
    readonly goal: number;
  }[];
}

function figures(server: Server, servers: readonly Server[]): Figures {
  const shareOf = (name: string): number => {
    const other = servers.find(({ contestant }) => contestant.name === name);
    return median(server.rates.map((rate, round) => rate / (other?.rates[round] ?? Number.NaN)));
  };
  const { name, goals = {} } = server.contestant;
  return {
    name,
    requestsPerSecond: median(server.rates),
    microsecondsOfCpu: median(server.cpu),
    shares: Object.entries(goals).map(([of, goal]) => ({ of, share: shareOf(of), goal })),
  };
}

function print(contest: Contest, rows: readonly Figures[]): void {
  console.log(`${contest.name.padEnd(24)}${"requests/s".padStart(11)}${"µs CPU".padStart(9)}`);
  for (const row of rows) {
    const cells = [
      `  ${row.name}`.padEnd(24),
      row.requestsPerSecond.toFixed(0).padStart(11),
      row.microsecondsOfCpu.toFixed(1).padStart(9),
    ];
    const shares = row.shares.map(
      ({ of, share, goal }) =>
        `  ${share.toFixed(2)} × ${of} (goal ${goal.toFixed(2)}${share >= goal ? "" : ": MISSED"})`,
    );
    console.log(cells.join("") + shares.join(""));
  }
}

/** A file with the books of the demo. */
async function prepareLibrary(folder: string): Promise<string> {
  const file = path.join(folder, "library.sqlite3");
  const [code] = (await once(start("page/prepare.ts", [file]), "exit")) as [number];
  if (code !== 0) throw new Error("The database of the page could not be prepared.");
  return file;
}

async function run(contest: Contest, library: string, options: Options): Promise<Figures[]> {
  const servers: Server[] = [];
  try {
    for (const contestant of contest.contestants) servers.push(await open(contestant, library));
    await compare(contest, servers, options);
  } finally {
    for (const server of servers) server.process.disconnect();
  }
  return servers.map((server) => figures(server, servers));
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    json: { type: "string" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "1.5" },
    connections: { type: "string", default: "32" },
  },
});
const options: Options = {
  rounds: Number(values.rounds),
  milliseconds: Number(values.seconds) * 1000,
  connections: Number(values.connections),
};
const folder = await mkdtemp(path.join(tmpdir(), "nuages-bench-"));
try {
  const library = await prepareLibrary(folder);
  const results: { contest: string; rows: Figures[] }[] = [];
  for (const contest of CONTESTS) {
    if (values.only !== undefined && values.only !== contest.name) continue;
    const rows = await run(contest, library, options);
    print(contest, rows);
    results.push({ contest: contest.name, rows });
  }
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ benchmark: "http", results }, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true });
}
