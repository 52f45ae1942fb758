/**
 * A JSON hello: raw node:http, Fastify and Nuages, one process each, the load from another process.
 * The servers take turns in every round; each figure is the median over the rounds of its ratio to raw
 * node:http in the same round.
 *
 * `npm run bench http -- [--json FILE] [--rounds N] [--seconds N] [--connections N]`
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { median } from "../statistics.ts";
import type { Usage } from "./announce.ts";
import type { LoadOrder, LoadResult } from "./load.ts";

interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  /** Least share of raw node:http, and of Fastify, that it is to reach. */
  readonly budget?: { readonly raw: number; readonly fastify: number };
}

const CONTESTANTS: readonly Contestant[] = [
  { name: "node:http", file: "raw.ts" },
  { name: "Fastify", file: "fastify.ts" },
  { name: "Nuages", file: "nuages.ts", budget: { raw: 0.88, fastify: 0.92 } },
  { name: "Nuages, 500 routes", file: "nuages.ts", args: ["routes"] },
  { name: "Nuages, 3 middleware", file: "nuages.ts", args: ["middleware"] },
];

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
  });
}

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  const [answer] = (await once(child, "message")) as [Answer];
  return answer;
}

async function open(contestant: Contestant): Promise<Server> {
  const child = start(path.join("servers", contestant.file), contestant.args);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
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
  if (!/"hello": ?"world"/.test(result.sample)) {
    throw new Error(`${server.contestant.name} answered ${result.sample}`);
  }
  server.rates.push(result.requests / result.seconds);
  server.cpu.push((after.cpu - before.cpu) / result.requests);
}

async function compare(servers: readonly Server[], options: Options): Promise<void> {
  const client = start("load.ts");
  const order = (server: Server, milliseconds: number): LoadOrder => ({
    port: server.port,
    path: "/json/",
    connections: options.connections,
    milliseconds,
  });
  for (const server of servers) await ask(client, order(server, 1_000));
  for (let round = 0; round < options.rounds; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      const server = servers[(turn + round) % servers.length];
      if (server !== undefined) await measure(server, client, order(server, options.milliseconds));
    }
  }
  client.disconnect();
}

interface Figures {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly microsecondsOfCpu: number;
  readonly ofRaw: number;
  readonly ofFastify: number;
  readonly verdict: string;
}

function figures(server: Server, servers: readonly Server[]): Figures {
  const share = (name: string): number => {
    const other = servers.find(({ contestant }) => contestant.name === name);
    return median(server.rates.map((rate, round) => rate / (other?.rates[round] ?? Number.NaN)));
  };
  const { name, budget } = server.contestant;
  const ofRaw = share("node:http");
  const ofFastify = share("Fastify");
  const kept = budget === undefined || (ofRaw >= budget.raw && ofFastify >= budget.fastify);
  return {
    name,
    requestsPerSecond: median(server.rates),
    microsecondsOfCpu: median(server.cpu),
    ofRaw,
    ofFastify,
    verdict:
      budget === undefined
        ? ""
        : `${kept ? "within" : "OVER"} the budget of ${budget.raw} and ${budget.fastify}`,
  };
}

function print(rows: readonly Figures[]): void {
  console.log(
    `${"".padEnd(22)}${"requests/s".padStart(11)}${"µs CPU".padStart(9)}${"× raw".padStart(8)}${"× Fastify".padStart(11)}`,
  );
  for (const row of rows) {
    const cells = [
      row.name.padEnd(22),
      row.requestsPerSecond.toFixed(0).padStart(11),
      row.microsecondsOfCpu.toFixed(1).padStart(9),
      row.ofRaw.toFixed(2).padStart(8),
      row.ofFastify.toFixed(2).padStart(11),
    ];
    console.log(`${cells.join("")}  ${row.verdict}`);
  }
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "1.5" },
    connections: { type: "string", default: "32" },
  },
});
const servers: Server[] = [];
for (const contestant of CONTESTANTS) servers.push(await open(contestant));
try {
  await compare(servers, {
    rounds: Number(values.rounds),
    milliseconds: Number(values.seconds) * 1000,
    connections: Number(values.connections),
  });
} finally {
  for (const server of servers) server.process.disconnect();
}
const rows = servers.map((server) => figures(server, servers));
print(rows);
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ benchmark: "http", rows }, null, 2)}\n`);
}
