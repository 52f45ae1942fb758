import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { median } from "../statistics.ts";
import { freePort, type Program, runToEnd, start, stop, timeOf, untilPage } from "./programs.ts";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
const NEXT = path.join(REPOSITORY, "node_modules/next/dist/bin/next");

/** How {@link comparePeers} measures. */
export interface CompareOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly rounds: number;
}

/** What takes a developer's time, of ours and of another, in milliseconds. */
export interface Comparison {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  /** Median of ours divided by theirs, round by round. */
  readonly ratio: number;
}

/** A server for development whose page changes with a file. */
interface DevServer {
  readonly program: (port: number) => Program;
  readonly file: string;
  readonly text: string;
}

/** Milliseconds to the first page, and from a change of a file to the changed page. */
async function measure({
  program,
  file,
  text,
}: DevServer): Promise<[first: number, again: number]> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const before = await readFile(file, "utf8");
  const server = start(program(port));
  try {
    const first = await untilPage(url, text, server);
    await writeFile(file, before.replace(text, "a changed page"));
    const again = await untilPage(url, "a changed page", server);
    return [first, again];
  } finally {
    await stop(server);
    await writeFile(file, before);
  }
}

/** An empty project of ours that a view of its own answers, so that a change means a restart. */
async function makeProject(env: NodeJS.ProcessEnv): Promise<string> {
  // Inside of the repository, where the packages are found.
  const project = path.join(import.meta.dirname, ".project");
  await rm(project, { recursive: true, force: true });
  const args = [
    path.join(REPOSITORY, "packages/nuages/bin/nuages.js"),
    "startproject",
    "empty",
    project,
  ];
  await runToEnd({ folder: REPOSITORY, args, env });
  await writeFile(
    path.join(project, "empty/urls.ts"),
    'import { HttpResponse } from "nuages/http";\nimport { path } from "nuages/urls";\n\n' +
      'export const urlpatterns = [path("", () => new HttpResponse("the first page"))] as const;\n',
  );
  return project;
}

/** An empty project of ours against AdonisJS's command line and Next.js's development server. */
export async function comparePeers({ env, rounds }: CompareOptions): Promise<Comparison[]> {
  const project = await makeProject(env);
  const next = path.join(import.meta.dirname, "peers/next");
  const ace = path.join(import.meta.dirname, "peers/ace");
  const nextEnv = { ...env, NEXT_TELEMETRY_DISABLED: "1" };
  const servers = {
    ours: {
      program: (port) => ({
        folder: project,
        args: ["manage.ts", "runserver", `127.0.0.1:${port}`],
        env,
      }),
      file: path.join(project, "empty/urls.ts"),
      text: "the first page",
    },
    theirs: {
      program: (port) => ({
        folder: next,
        args: [NEXT, "dev", "-H", "127.0.0.1", "-p", String(port)],
        env: nextEnv,
      }),
      file: path.join(next, "app/page.jsx"),
      text: "the first page",
    },
  } satisfies Record<string, DevServer>;
  const check = { folder: project, args: ["manage.ts", "check"], env };
  const list = { folder: ace, args: ["bin/console.js", "list"], env };
  const commands: [number, number][] = [];
  const first: [number, number][] = [];
  const again: [number, number][] = [];
  try {
    // The first run of each fills its caches.
    await timeOf(check);
    await timeOf(list);
    await measure(servers.ours);
    await measure(servers.theirs);
    for (let round = 0; round < rounds; round += 1) {
      commands.push([await timeOf(check), await timeOf(list)]);
      const [ours, theirs] = [await measure(servers.ours), await measure(servers.theirs)];
      first.push([ours[0], theirs[0]]);
      again.push([ours[1], theirs[1]]);
    }
  } finally {
    await rm(project, { recursive: true, force: true });
    await rm(path.join(next, ".next"), { recursive: true, force: true });
  }
  const restart = median(again.map(([ours]) => ours)) / median(first.map(([ours]) => ours));
  const lines = [
    comparison("nuages check, against ace list", commands),
    comparison("first page, against next dev", first),
    comparison("page after a change, against next dev", again),
  ];
  for (const { name, ours, theirs, ratio } of lines)
    console.log(
      `${name.padEnd(40)}${ours.toFixed(0).padStart(6)} ms${theirs.toFixed(0).padStart(6)} ms  ${ratio.toFixed(2)} ×`,
    );
  console.log(`a restart after a change takes ${restart.toFixed(2)} × the first start; budget 2`);
  return lines;
}

function comparison(name: string, pairs: readonly (readonly [number, number])[]): Comparison {
  return {
    name,
    ours: median(pairs.map(([ours]) => ours)),
    theirs: median(pairs.map(([, theirs]) => theirs)),
    ratio: median(pairs.map(([ours, theirs]) => ours / theirs)),
  };
}
