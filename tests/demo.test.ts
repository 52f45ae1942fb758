import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type DemoSite, finished, Output, spawnDemo, startDemo } from "./lib/demo-site.ts";

describe("npm start", () => {
  let site: DemoSite;

  beforeAll(async () => {
    site = await startDemo();
  });

  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });

  it("loads at least 300 books and serves the home page", async () => {
    const response = await fetch(`${site.address}/catalog/`);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(Number(/(\d+) works by/.exec(text)?.[1])).toBeGreaterThanOrEqual(300);
  });

  it("has the home page at the root, too", async () => {
    const response = await fetch(`${site.address}/`, { redirect: "manual" });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain("What would you like to read?");
  });

  it("serves its style sheet", async () => {
    const response = await fetch(`${site.address}/static/locallibrary/site.css`);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/css/);
  });

  it("answers a book that is not there with 404 and goes on", async () => {
    expect((await fetch(`${site.address}/catalog/book/999999/`)).status).toBe(404);
    expect((await fetch(`${site.address}/catalog/book/1/`)).status).toBe(200);
  });

  it("shows a search as text, whatever was typed", async () => {
    const query = `"><script>alert(1)</script>`;
    const response = await fetch(`${site.address}/catalog/books/?q=${encodeURIComponent(query)}`);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;");
  });
});

describe("npm start, again", () => {
  it("keeps the data of the first start", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "demo-"));
    const url = { DATABASE_URL: `sqlite:///${path.join(folder, "kept.sqlite3")}` };
    {
      await using first = await startDemo(url);
      expect(first.output.text).toMatch(/Loaded \d+ books/);
    }

    await using second = await startDemo(url);

    expect(second.output.text).not.toContain("Loaded");
    expect((await fetch(`${second.address}/catalog/`)).status).toBe(200);
    await rm(folder, { recursive: true });
  });

  it("says what to do when the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const folder = await mkdtemp(path.join(tmpdir(), "demo-"));

    const { code, text } = await finished(spawnDemo(folder, { PORT: String(port) }));

    other.close();
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(text).toContain(`${port}`);
    expect(text).toMatch(/in use/i);
    expect(text).not.toMatch(/^\s+at /m);
  });
});

describe("npm start, ended", () => {
  it("leaves no server behind when the shell that started it is killed", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "demo-"));
    const script = path.join(import.meta.dirname, "../scripts/start.mjs");
    const shell = spawn("sh", ["-c", '"$0" "$1"; true', process.execPath, script], {
      env: {
        ...process.env,
        PORT: "0",
        DATABASE_URL: `sqlite:///${path.join(folder, "db.sqlite3")}`,
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = new Output(shell);
    const [, address = ""] = await output.waitFor(/(http:\/\/127\.0\.0\.1:\d+)\//);

    // The pipes close when the last process that writes to them is gone.
    const closed = once(shell, "close");
    shell.kill("SIGKILL");
    await closed;

    await expect(fetch(address)).rejects.toThrow("fetch failed");
    await rm(folder, { recursive: true });
  });

  it("takes an empty PORT for none", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "demo-"));
    const site = spawnDemo(folder, { PORT: "" });
    const output = new Output(site);

    // The usual port may be taken on this machine: its message names it too.
    const [, port] = await output.waitFor(/(?:127\.0\.0\.1:|port )(\d+)/);

    const closed = once(site, "close");
    site.kill("SIGTERM");
    await closed;
    await rm(folder, { recursive: true });
    expect(port).toBe("8000");
  });
});
