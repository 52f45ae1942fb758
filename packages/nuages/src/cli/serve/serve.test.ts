import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent, get as httpGet, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

let site: string;
let children: ChildProcess[];

const settingsSource = `
  import { defineSettings } from "nuages/conf";
  export default defineSettings({
    debug: process.env.SITE_DEBUG === "1",
    secretKey: "k".repeat(60),
    allowedHosts: ["127.0.0.1", "localhost"],
    rootUrlconf: () => import("./urls.ts"),
  });
`;
const urlsSource = (version: string): string => `
  import { setTimeout as sleep } from "node:timers/promises";
  import { HttpResponse } from "nuages/http";
  import { getLogger } from "nuages/logging";
  import { path } from "nuages/urls";
  export const urlpatterns = [
    path("", () => new HttpResponse("${version} " + process.pid)),
    path("slow/", async () => { await sleep(20); return new HttpResponse("${version} " + process.pid); }),
    path("slower/", async () => { await sleep(400); return new HttpResponse("slower"); }),
    path("die/", () => process.exit(3)),
    path("log/", () => { getLogger("nuages.server").info("seen"); return new HttpResponse(""); }),
  ];
`;

beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), "serving-"));
  symlinkSync(join(import.meta.dirname, "../../../../../node_modules"), join(site, "node_modules"));
  write("package.json", '{ "type": "module" }');
  write(
    "manage.ts",
    `import { execute } from "nuages/cli";
     await execute({ root: import.meta.dirname, settings: () => import("./settings.ts") });`,
  );
  write("settings.ts", settingsSource);
  write("urls.ts", urlsSource("one"));
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(site, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(site, name), text);
}

/** The command in a process of its own, and what it said so far. */
class Serving {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  output = "";
  readonly #looks = new Set<() => void>();

  constructor(argv: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(
      process.execPath,
      ["--conditions=@nuages/source", "manage.ts", "serve", ...argv],
      {
        cwd: site,
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NODE_NO_WARNINGS: "1", ...env },
      },
    );
    children.push(this.child);
    this.ended = once(this.child, "close");
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.output += String(data);
        for (const look of this.#looks) look();
      });
    }
  }

  says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.output);
        if (found === null) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      this.child.once("exit", () =>
        setTimeout(() => reject(new Error(`ended without ${pattern}:\n${this.output}`)), 100),
      );
      look();
    });
  }

  /** Where it serves, once all workers do. */
  async url(): Promise<string> {
    const [, url = ""] = await this.says(/serves (http:\S+\/) with/u);
    return url;
  }
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request, never sent twice. */
function get(url: string, options: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpGet(url, { agent: false, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, text }),
      );
    }).on("error", reject);
  });
}

/** Visitors who ask one thing after another, each on its own connection, until the site closes it. */
class Load {
  readonly failures: unknown[] = [];
  readonly texts = new Set<string>();
  answered = 0;
  isLast = false;
  readonly done: Promise<unknown>;

  constructor(url: string, visitors: number) {
    this.done = Promise.all(Array.from({ length: visitors }, () => this.#visit(url)));
  }

  async more(requests: number): Promise<void> {
    const goal = this.answered + requests;
    while (this.answered < goal && this.failures.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #visit(url: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) {
        const { status, headers, text } = await get(url, { agent });
        this.answered += 1;
        this.texts.add(text);
        if (status !== 200) this.failures.push(status);
        if (this.isLast && headers.connection === "close") return;
      }
    } catch (error) {
      this.failures.push(error);
    } finally {
      agent.destroy();
    }
  }
}

describe("serve", () => {
  it("loses no request while it reloads its code, nor when it stops [DEP-08, DEP-10]", async () => {
    const serving = new Serving(["0", "--workers", "2", "--no-access-log"]);
    const load = new Load(`${await serving.url()}slow/`, 20);
    await load.more(100);

    write("urls.ts", urlsSource("two"));
    serving.child.kill("SIGHUP");
    await serving.says(/Reloaded\./u);
    await load.more(200);
    load.isLast = true;
    serving.child.kill("SIGTERM");
    await load.done;
    await serving.ended;

    expect(load.failures).toEqual([]);
    expect(new Set([...load.texts].map((text) => text.split(" ")[0]))).toEqual(
      new Set(["one", "two"]),
    );
    expect(load.texts.size).toBe(4);
    expect(serving.child.exitCode).toBe(0);
  });

  it("answers what is under way when it is stopped, and takes nothing new [DEP-08]", async () => {
    const serving = new Serving(["0", "--workers", "1"]);
    const url = await serving.url();
    const under = get(`${url}slower/`);
    await get(url);

    serving.child.kill("SIGINT");

    expect(await under).toMatchObject({ status: 200, text: "slower" });
    await serving.ended;
    await expect(get(url)).rejects.toThrow("ECONNREFUSED");
  });

  it("cuts off what does not end in the time of grace", async () => {
    const serving = new Serving(["0", "--workers", "1", "--grace", "0"]);
    const under = get(`${await serving.url()}slower/`);
    const failed = under.catch((error: unknown) => String(error));
    await new Promise((resolve) => setTimeout(resolve, 100));

    serving.child.kill("SIGTERM");

    expect(await failed).toContain("socket hang up");
    await serving.ended;
    expect(serving.child.exitCode).toBe(0);
  });

  it("starts another worker for one that ended, while the others answer", async () => {
    const serving = new Serving(["0", "--workers", "2", "--no-access-log"]);
    const url = await serving.url();

    await expect(get(`${url}die/`)).rejects.toThrow("socket hang up");
    // Until the end is noticed, Node may still hand a connection to the worker that is gone.
    await serving.says(/Worker \d+ ended with status 3: another is started\./u);
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(url)));
    const pids = new Set<string>();
    while (pids.size < 2) pids.add((await get(url)).text);

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it("goes on with the old code when the new does not start", async () => {
    const serving = new Serving(["0", "--workers", "1", "--no-access-log"]);
    const url = await serving.url();

    write("urls.ts", "export const urlpatterns = nothing;");
    serving.child.kill("SIGHUP");
    await serving.says(/The new code does not start: the workers before it go on\./u);

    expect((await get(url)).text).toMatch(/^one /u);
    expect(serving.output).toContain("nothing is not defined");
  });

  it("ends when the site cannot start, whatever timers it started", async () => {
    write("urls.ts", "setInterval(() => undefined, 1_000);\nexport const urlpatterns = nothing;");
    const serving = new Serving(["0", "--workers", "2"]);

    await serving.ended;

    expect(serving.child.exitCode).toBe(1);
    expect(serving.output.match(/nothing is not defined/gu)?.length).toBeGreaterThan(0);
  });

  it("does not serve with debug on, unless it is told to [DEP-04]", async () => {
    const refused = new Serving(["0", "--workers", "1"], { SITE_DEBUG: "1" });
    await refused.ended;
    const allowed = new Serving(["0", "--workers", "1", "--allow-debug"], { SITE_DEBUG: "1" });

    expect(refused.child.exitCode).toBe(1);
    expect(refused.output).toContain("debug is on: error pages would show code and settings");
    expect((await get(await allowed.url())).status).toBe(200);
  });

  it("does not serve without allowedHosts [DEP-05]", async () => {
    write("settings.ts", settingsSource.replace(/allowedHosts: .*/u, ""));
    const serving = new Serving(["0", "--workers", "1"]);
    await serving.ended;

    expect(serving.child.exitCode).toBe(1);
    expect(serving.output).toContain("You must set allowedHosts if debug is false.");
  });

  it("sums up what check --deploy finds, once [DEP-04]", async () => {
    const serving = new Serving(["0", "--workers", "2"]);
    await serving.url();

    expect(serving.output.match(/System check: .*/gu)).toEqual([
      expect.stringMatching(
        /^System check: \d issues \(security\.W001, .*\)\. See: manage\.ts check --deploy$/u,
      ),
    ]);
  });

  it("says how it is, with any host, and logs that nowhere [DEP-16]", async () => {
    const serving = new Serving(["0", "--workers", "1", "--health", "/status"]);
    const url = await serving.url();
    const headers = { host: "10.0.0.7:80" };

    const live = await get(`${url}status/live`, { headers });
    const ready = await get(`${url}status/ready?x=1`, { headers });
    const other = await get(`${url}status/`);
    await serving.says(/GET \/status\/ HTTP/u);

    expect([live.status, live.text, ready.status, other.status]).toEqual([200, "ok", 200, 404]);
    expect(serving.output).not.toMatch(/status\/(?:live|ready)/u);
  });

  it("names each request in its answer and in the line of the log", async () => {
    const serving = new Serving(["0", "--workers", "1"]);
    const url = await serving.url();

    const given = await get(url, { headers: { "X-Request-ID": "deploy-7.1_a" } });
    const own = await get(url, { headers: { "X-Request-ID": 'a" 200 forged' } });
    const [, id] = await serving.says(
      /deploy-7\.1_a\n[^\n]*127\.0\.0\.1 "GET \/ HTTP\/1\.1" 200 \d+ \d+ms ([\w-]{36})\n/u,
    );

    expect(given.headers["x-request-id"]).toBe("deploy-7.1_a");
    expect(own.headers["x-request-id"]).toBe(id);
  });

  it("listens on a Unix socket, in place of one that was left behind", async () => {
    const socketPath = join(site, "site.sock");
    const killed = new Serving(["--socket", socketPath, "--workers", "1"]);
    await killed.says(/serves unix:/u);
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(existsSync(socketPath)).toBe(true);

    const serving = new Serving(["--socket", socketPath, "--workers", "2"]);
    await serving.says(/serves unix:/u);
    const answer = await get("http://localhost/", { socketPath });
    const second = new Serving(["--socket", socketPath, "--workers", "1"]);
    await second.ended;

    expect(answer.status).toBe(200);
    expect(second.output).toContain(`The socket ${socketPath} is in use.`);
  });

  it("says that the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const serving = new Serving([String(port), "--workers", "2"]);

    await serving.ended;
    other.close();

    expect(serving.child.exitCode).toBe(1);
    expect(serving.output).toContain(`The port ${port} of 127.0.0.1 is already in use.`);
  });
});
