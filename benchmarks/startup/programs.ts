import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A program of Node's and where it runs. */
export interface Program {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a program without the condition that leads to the sources: what a user of the packages runs. */
export function start({ folder, args, env }: Program): ChildProcess {
  return spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
}

/** Runs a program to its end. @throws when its exit status is not 0 */
export async function runToEnd(program: Program): Promise<void> {
  const child = start(program);
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}`);
}

/** Milliseconds that a program takes from start to end. */
export async function timeOf(program: Program): Promise<number> {
  const begin = performance.now();
  await runToEnd(program);
  return performance.now() - begin;
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** The page at `url`; undefined while nobody answers. @throws when the answer is an error */
export async function pageAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return text;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Milliseconds until the page at `url` has `text`. @throws when the server ends before */
export async function untilPage(url: string, text: string, server: ChildProcess): Promise<number> {
  const begin = performance.now();
  while (!(await pageAt(url))?.includes(text)) {
    if (server.exitCode !== null)
      throw new Error(`The server ended: ${server.spawnargs.join(" ")}`);
    if (performance.now() - begin > 60_000) throw new Error(`${url} never had "${text}".`);
    await sleep(2);
  }
  return performance.now() - begin;
}

/** Ends a program that was started. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}
