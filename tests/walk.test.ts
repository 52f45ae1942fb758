import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Output } from "./lib/demo-site.ts";
import { type LocalRegistry, startRegistry } from "./lib/local-registry.ts";
import { edited, matches, readTranscript, type RunStep, type Step } from "./lib/transcript.ts";

const root = path.resolve(import.meta.dirname, "..");
const PAGE = path.join(root, "docs/getting-started.md");
/** The address that the page names; here a port that is free stands for it. */
const SHOWN = "127.0.0.1:8000";
/** Milliseconds in which the site restarts after a change. */
const PATIENCE = 30_000;
const RUNTIMES = [
  ["Node 26", path.join(root, "node_modules/node/bin")],
  ["Node 24", path.join(root, "node_modules/node-24/bin")],
] as const;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** Somebody who does what the page says, in a folder of his own. */
class Reader implements AsyncDisposable {
  #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  /** What was not as the page shows it. */
  readonly #differences: string[] = [];
  #server: ChildProcess | undefined;

  constructor(folder: string, env: NodeJS.ProcessEnv, port: number) {
    this.#folder = folder;
    this.#env = env;
    this.#port = port;
  }

  get differences(): readonly string[] {
    return this.#differences;
  }

  async follow(step: Step): Promise<void> {
    if (step.kind === "run") await this.#run(step);
    else {
      const file = path.join(this.#folder, step.file);
      const text = step.kind === "write" ? step.text : edited(await readFile(file, "utf8"), step);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }

  async #run({ command, output }: RunStep): Promise<void> {
    const [program, argument = ""] = command.split(" ");
    if (program === "cd") this.#folder = path.join(this.#folder, argument);
    else if (command === "npm start") await this.#startServer();
    else if (program === "curl") await this.#expectPage(argument, output);
    else {
      const { stdout, all, code } = await this.#printed(command);
      if (code !== 0 || !matches(stdout, output))
        this.#differences.push(`$ ${command}\n${all}\n(exit status ${code})`);
    }
  }

  /** The site restarts after a change; until then it may answer as before. */
  async #expectPage(url: string, lines: readonly string[]): Promise<void> {
    const address = url.replace(SHOWN, `127.0.0.1:${this.#port}`);
    const fetched = async (): Promise<string> =>
      await fetch(address).then(
        (response) => response.text(),
        (error: unknown) => String(error),
      );
    const end = Date.now() + PATIENCE;
    let page = await fetched();
    while (!matches(page, lines) && Date.now() < end) {
      await sleep(100);
      page = await fetched();
    }
    if (!matches(page, lines)) this.#differences.push(`$ curl ${url}\n${page}`);
  }

  #spawn(command: string): ChildProcess {
    // A group of its own: what the command starts is ended with it.
    return spawn(command, { cwd: this.#folder, env: this.#env, shell: true, detached: true });
  }

  async #printed(command: string): Promise<{ stdout: string; all: string; code: number | null }> {
    const child = this.#spawn(command);
    let stdout = "";
    child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const output = new Output(child);
    child.stdin?.end();
    const [code] = (await once(child, "close")) as [number | null];
    return { stdout, all: output.text, code };
  }

  async #startServer(): Promise<void> {
    this.#server = this.#spawn(`npm start -- ${this.#port}`);
    await new Output(this.#server).waitFor(/http:\/\/127\.0\.0\.1:\d+\//);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server?.pid === undefined) return;
    const ended = once(this.#server, "close");
    process.kill(-this.#server.pid, "SIGINT");
    await ended;
  }
}

describe("whoever does what the page for newcomers says", () => {
  let folder: string;
  let registry: LocalRegistry;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "walk-"));
    registry = await startRegistry(folder);
  }, 120_000);

  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(RUNTIMES)(
    "sees on %s what it shows [CLI-12, CLI-13, CLI-23, CLI-25]",
    async (name, bin) => {
      const home = path.join(folder, name.replace(" ", "-"));
      await mkdir(home);
      const { NODE_OPTIONS: _, npm_config_user_agent: __, ...inherited } = process.env;
      const env = {
        ...inherited,
        PATH: `${bin}${path.delimiter}${inherited["PATH"] ?? ""}`,
        NO_COLOR: "1",
        npm_config_registry: registry.url,
        // What npx installed before under the same version would be taken again.
        npm_config_cache: path.join(folder, "npm"),
        npm_config_yes: "true",
      };
      await using reader = new Reader(home, env, await freePort());

      for (const step of readTranscript(await readFile(PAGE, "utf8"))) {
        await reader.follow(step);
        expect(reader.differences).toEqual([]);
      }
    },
    300_000,
  );
});
