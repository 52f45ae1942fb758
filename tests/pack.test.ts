import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildPackages, publishFolder } from "../scripts/lib/build-packages.ts";
import { root } from "../scripts/lib/packages.ts";

const run = promisify(execFile);
const RUNTIMES = [
  ["Node 26", path.join(root, "node_modules/node/bin/node")],
  ["Node 24", path.join(root, "node_modules/node-24/bin/node")],
] as const;

/** Environment of somebody's machine: nothing of this repository's Node options. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return { ...environment, NO_COLOR: "1" };
}

describe("the packed package", () => {
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(path.join(tmpdir(), "packed-"));
    const packages = await buildPackages();
    const nuages = packages.find(({ manifest }) => manifest.name === "nuages");
    if (nuages === undefined) throw new Error("packages/nuages is not there");
    const { stdout } = await run("npm", ["pack", "--pack-destination", project, "--json"], {
      cwd: publishFolder(nuages),
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await cp(path.join(import.meta.dirname, "fixtures/packed-site"), project, { recursive: true });
    await writeFile(
      path.join(project, "package.json"),
      JSON.stringify({
        private: true,
        type: "module",
        dependencies: { nuages: `file:./${filename}` },
      }),
    );
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: project });
  }, 240_000);

  afterAll(async () => {
    await rm(project, { recursive: true, force: true });
  });

  it("holds no sources, tests or conditions that lead to them", async () => {
    const folder = path.join(project, "node_modules/nuages");
    const manifest = await readFile(path.join(folder, "package.json"), "utf8");
    const { stdout } = await run("find", [folder, "-name", "*.ts", "-not", "-name", "*.d.ts"]);

    expect(manifest).not.toContain("@nuages/source");
    expect(
      stdout
        .split("\n")
        .filter((file) => file !== "" && !file.includes("/node_modules/nuages/node_modules/")),
    ).toEqual([]);
  });

  it("gives a site its types", async () => {
    const tsc = path.join(root, "node_modules/.bin/tsc");
    const typeRoots = path.join(root, "node_modules/@types");

    const { stdout } = await run(tsc, ["-p", project, "--typeRoots", typeRoots]);

    expect(stdout).toBe("");
  });

  it.each(RUNTIMES)("runs a small site on %s", async (_name, node) => {
    const data = await mkdtemp(path.join(tmpdir(), "packed-data-"));
    const options = {
      cwd: project,
      env: { ...plainEnvironment(), DATABASE_URL: `sqlite:///${path.join(data, "db.sqlite3")}` },
    };
    const check = await run(node, ["manage.ts", "check"], options);
    await run(node, ["manage.ts", "makemigrations", "notes", "--no-header"], options);
    const migrated = await run(node, ["manage.ts", "migrate"], options);
    await run(node, ["manage.ts", "addnote", "Minor Swing"], options);
    const server = spawn(node, ["manage.ts", "runserver", "127.0.0.1:0", "--noreload"], options);
    let output = "";
    for (const stream of [server.stdout, server.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    while (!/http:\/\/127\.0\.0\.1:\d+\//.test(output))
      await Promise.race([
        once(server.stdout, "data"),
        once(server, "close").then(() => {
          throw new Error(output);
        }),
      ]);
    const [address = ""] = /http:\/\/127\.0\.0\.1:\d+\//.exec(output) ?? [];

    const text = await (await fetch(address)).text();

    server.kill("SIGTERM");
    await once(server, "close");
    await rm(data, { recursive: true });
    expect(check.stdout).toContain("no issues");
    expect(migrated.stdout).toContain("Applying auth.0012_alter_user_first_name_max_length... OK");
    expect(migrated.stdout).toContain("Applying notes.0001_initial... OK");
    expect(text).toContain("<li>Minor Swing</li>");
  });
});
