import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

let project: string;
let child: ChildProcess | undefined;

const files = {
  "package.json": '{ "type": "module" }',
  "manage.ts":
    'import { execute } from "nuages/cli";\nawait execute({ root: import.meta.dirname, settings: "settings.ts" });\n',
  "settings.ts": `import { defineSettings } from "nuages/conf";
    import { HttpResponse } from "nuages/http";
    import { path } from "nuages/urls";
    import zoo from "./zoo/app.ts";
    import { Animal } from "./zoo/models.ts";
    export default defineSettings({
      debug: true,
      secretKey: "k".repeat(50),
      installedApps: [zoo],
      rootUrlconf: [path("", async () => new HttpResponse((await Animal.objects.all()).map((a) => a.name).join()))],
      databases: { default: { engine: "sqlite", name: "/nowhere/at/all.sqlite3" } },
    });`,
  "zoo/app.ts":
    'import { defineApp } from "nuages/apps";\nexport default defineApp({ label: "zoo", root: import.meta.dirname });\n',
  "zoo/models.ts": `import { models } from "nuages/db";
    export class Animal extends models.Model<Animal>()({ name: models.CharField({ maxLength: 20 }) }) {}`,
  "zoo/fixtures/animals.json": '[{ "model": "zoo.animal", "pk": 1, "fields": { "name": "Ape" } }]',
};

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "testserver-"));
  symlinkSync(
    join(import.meta.dirname, "../../../../../node_modules"),
    join(project, "node_modules"),
  );
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), text);
  }
});

afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(project, { recursive: true });
});

function start(...argv: string[]): { says(pattern: RegExp): Promise<RegExpExecArray> } {
  const started = spawn(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", "testserver", ...argv],
    {
      cwd: project,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "", NODE_NO_WARNINGS: "1" },
    },
  );
  child = started;
  let output = "";
  let look = (): void => undefined;
  for (const stream of [started.stdout, started.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += String(data);
      look();
    });
  }
  return {
    says: (pattern) =>
      new Promise((resolve) => {
        look = () => {
          const found = pattern.exec(output);
          if (found !== null) resolve(found);
        };
        look();
      }),
  };
}

describe("testserver", { timeout: 120_000 }, () => {
  it("serves a database of its own with the data of fixtures [CLI-22]", async () => {
    const server = start("animals", "--addrport", "0");

    await server.says(/Creating test database for alias 'default'\.\.\.\n/u);
    await server.says(/Installed 1 object\(s\) from 1 fixture\(s\)\n/u);
    const [, url = ""] = await server.says(/Starting development server at (\S+)/u);
    expect(await (await fetch(url)).text()).toBe("Ape");
  });

  it("says when there is no such fixture [CLI-22]", async () => {
    const server = start("plants", "--addrport", "0");

    const [text] = await server.says(/CommandError: .*\n/u);
    expect(text).toBe("CommandError: No fixture named 'plants' found.\n");
  });
});
