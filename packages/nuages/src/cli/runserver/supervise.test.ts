import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { makeOutput } from "../output.ts";
import { superviseServer } from "./supervise.ts";

// Stands for a server: says that it runs, or fails as its source says.
const server = `
  import { readFileSync } from "node:fs";
  const source = readFileSync("site.ts", "utf8");
  if (source === "port in use") {
    process.send({ kind: "stop" });
    process.on("disconnect", () => process.exit(0));
    setImmediate(() => process.exit(1));
  } else if (source === "ends") process.exit(0);
  else if (source === "broken") process.exit(1);
  else {
    process.send({ kind: "watch", folders: [process.env.OTHER_FOLDER ?? "."] });
    process.on("disconnect", () => process.exit(0));
    writeStarted(source);
  }
  function writeStarted(text) { import("node:fs").then((fs) => fs.appendFileSync("started.log", text + "\\n")); }
  setInterval(() => undefined, 1000);
`;

let folder: string;
let output: string;
let listeners: Set<() => void>;
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "supervise-"));
  writeFileSync(join(folder, "server.mjs"), server);
  writeFileSync(join(folder, "started.log"), "");
  output = "";
  listeners = new Set();
  stop = new AbortController();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(source: string): void {
  writeFileSync(join(folder, "site.ts"), source);
}

function supervise(): Promise<number> {
  const write = (text: string): void => {
    output += text;
    for (const listener of listeners) listener();
  };
  const script = `process.chdir(${JSON.stringify(folder)}); await import(${JSON.stringify(join(folder, "server.mjs"))});`;
  return superviseServer({
    root: folder,
    argv: ["--input-type=module", "-e", script],
    output: makeOutput({ write }),
    signal: stop.signal,
  });
}

/** Resolves when the output has a text; the runner's limit ends a wait in vain. */
function said(text: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!output.includes(text)) return;
      listeners.delete(look);
      resolve();
    };
    listeners.add(look);
    look();
  });
}

/** Resolves when the server has started with these sources, one after another. */
async function started(...sources: string[]): Promise<void> {
  const wanted = sources.map((source) => `${source}\n`).join("");
  while (readFileSync(join(folder, "started.log"), "utf8") !== wanted) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("superviseServer()", () => {
  it("starts the server anew when a file changes, and says which [CLI-16, DEP-11]", async () => {
    write("one");
    const ended = supervise();
    await started("one");

    write("two");
    await started("one", "two");
    stop.abort();

    expect(await ended).toBe(0);
    expect(output).toBe(`${join(folder, "site.ts")} was changed: restarting the server.\n`);
  });

  it("waits for a change while the code is broken [CLI-16, DEP-11]", async () => {
    write("broken");
    const ended = supervise();
    await said("Waiting for a change, then the server starts again.\n");

    write("mended");
    await started("mended");
    stop.abort();

    expect(await ended).toBe(0);
  });

  it("can be stopped while it waits", async () => {
    write("broken");
    const ended = supervise();
    await said("Waiting for a change");

    stop.abort();

    expect(await ended).toBe(0);
  });

  it("ends where another start would fail as well [CLI-18]", async () => {
    write("port in use");

    expect(await supervise()).toBe(1);
  });

  it("ends with a server that ends by itself", async () => {
    write("ends");

    expect(await supervise()).toBe(0);
  });
});
