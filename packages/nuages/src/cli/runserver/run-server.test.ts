import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

let site: string;
let children: ChildProcess[];

beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), "running-"));
  cpSync(join(import.meta.dirname, "../fixtures/site"), site, { recursive: true });
  symlinkSync(join(import.meta.dirname, "../../../../../node_modules"), join(site, "node_modules"));
  writeFileSync(join(site, "package.json"), '{ "type": "module" }');
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(site, { recursive: true });
});

/** A command in a process of its own, and what it said so far. */
class Running {
  readonly child: ChildProcess;
  output = "";
  readonly #looks = new Set<() => void>();

  constructor(...argv: string[]) {
    this.child = spawn(
      process.execPath,
      ["--conditions=@nuages/source", "manage.ts", "runserver", ...argv],
      {
        cwd: site,
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NODE_NO_WARNINGS: "1" },
      },
    );
    children.push(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.output += String(data);
        for (const look of this.#looks) look();
      });
    }
  }

  /** Resolves with what a pattern finds in the output, once it does. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(this.output);
        if (found === null) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("runserver", () => {
  it("says what it does, serves, and logs each request [CLI-15, CLI-18]", async () => {
    const port = await freePort();
    const running = new Running(String(port));
    await running.says(/WARNING: This is a development server\. Do not use it/u);

    const response = await fetch(`http://127.0.0.1:${port}/`);
    await running.says(/"GET \/ HTTP\/1\.1" 200/u);

    expect(await response.text()).toBe("one");
    expect(running.output).toMatch(
      new RegExp(
        "^Performing system checks\\.\\.\\.\\n\\nSystem check identified no issues \\(0 silenced\\)\\.\\n" +
          ".*\\nNuages version \\d.*, using settings 'settings\\.ts'\\n" +
          `Starting development server at http://127\\.0\\.0\\.1:${port}/\\n` +
          "Quit the server with CONTROL-C\\.\\n",
        "u",
      ),
    );
  });

  it("restarts on the same port, survives broken code, and ends when told [CLI-16]", async () => {
    const port = await freePort();
    const running = new Running(String(port));
    await running.says(/Quit the server/u);

    running.output = "";
    writeFileSync(join(site, "text.ts"), 'export const text = "two;\n');
    await running.says(/text\.ts was changed: restarting the server\./u);
    await running.says(
      /has a syntax error: .* \(text\.ts:1\)\.(.|\n)*Waiting for a change, then the server starts again\./u,
    );

    running.output = "";
    writeFileSync(join(site, "text.ts"), 'export const text = "three";\n');
    await running.says(/Quit the server/u);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    running.child.kill("SIGTERM");
    const [status] = (await once(running.child, "exit")) as [number];

    expect(await response.text()).toBe("three");
    expect(status).toBe(0);
  });

  it("says that the port is in use, and ends [CLI-18]", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;

    const running = new Running(String(port));
    const [status] = (await once(running.child, "exit")) as [number];
    other.close();

    expect(status).toBe(1);
    expect(running.output).toContain(
      `CommandError: The port ${port} of 127.0.0.1 is already in use.\n` +
        `  Stop the program that uses it, or choose another port, for instance ${port + 1}.\n`,
    );
  });

  it("serves in one process with --noreload, without the warning when told so [CLI-16, CLI-18]", async () => {
    process.env["NUAGES_RUNSERVER_HIDE_WARNING"] = "true";
    const running = new Running("--noreload", "--skip-checks", "0");
    delete process.env["NUAGES_RUNSERVER_HIDE_WARNING"];

    const [, url = ""] = await running.says(/server at (http\S+)\n/u);
    const response = await fetch(url);

    expect(await response.text()).toBe("one");
    expect(running.output).not.toMatch(/WARNING|Performing/u);
  });
});
