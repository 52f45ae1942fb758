import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { packageManager } from "./package-manager.ts";

const bin = join(import.meta.dirname, "../bin/create-nuages.js");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "create-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm create nuages` without npm around it. */
function create(...argv: string[]): Outcome {
  const { NODE_OPTIONS: _, npm_config_user_agent: __, ...env } = process.env;
  return spawnSync(process.execPath, ["--conditions=@nuages/source", bin, ...argv], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
}

/** The same with programs of our own in the place of npm and npx, which write down how they are called. */
function createWith(ending: string, ...argv: string[]): Outcome & { readonly calls: string[] } {
  const bins = join(folder, "bin");
  mkdirSync(bins);
  for (const name of ["npm", "npx"])
    writeFileSync(
      join(bins, name),
      `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${ending}\n`,
      {
        mode: 0o755,
      },
    );
  const before = process.env["PATH"];
  process.env["PATH"] = `${bins}${delimiter}${before ?? ""}`;
  const outcome = create(...argv);
  process.env["PATH"] = before;
  return { ...outcome, calls: read("calls").trimEnd().split("\n") };
}

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

describe("create-nuages", () => {
  it("makes a site with an app, and says how to go on", () => {
    const { status, stdout, stderr } = create("library", "--no-install");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      "Creating the site in library\n\nThe site is ready. Next:\n\n" +
        "  cd library\n  npm install\n  npx nuages migrate\n  npx nuages loaddata welcome\n  npm start\n\n",
    );
    expect(read("library/library/settings.ts")).toContain("installedApps: [news]");
    expect(existsSync(join(folder, "library/news/migrations/0001_initial.ts"))).toBe(true);
  });

  it("needs no name", () => {
    create("--no-install");

    expect(existsSync(join(folder, "mysite/mysite/settings.ts"))).toBe(true);
  });

  it("makes a small site with --template minimal", () => {
    const { stdout } = create("tiny", "--template", "minimal", "--no-install");

    expect(stdout).not.toContain("loaddata");
    expect(existsSync(join(folder, "tiny/news"))).toBe(false);
    expect(existsSync(join(folder, "tiny/templates/home.html"))).toBe(true);
  });

  it("takes a folder in other folders, and a name with hyphens", () => {
    create("sites/my-shop", "--no-install");

    expect(existsSync(join(folder, "sites/my-shop/my_shop/settings.ts"))).toBe(true);
    expect(JSON.parse(read("sites/my-shop/package.json"))).toMatchObject({ name: "my_shop" });
  });

  it("begins a repository with --git", () => {
    writeFileSync(join(folder, "gitconfig"), "[user]\n  name = me\n  email = me@example.org\n");
    process.env["GIT_CONFIG_GLOBAL"] = join(folder, "gitconfig");
    const { status } = create("library", "--no-install", "--git");
    delete process.env["GIT_CONFIG_GLOBAL"];

    const log = spawnSync("git", ["log", "--format=%s"], {
      cwd: join(folder, "library"),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(log.stdout).toBe("Start the site\n");
  });

  it("installs, makes the database, loads the first article and starts the site", () => {
    const { stdout, calls } = createWith("exit 0", "library", "--start");

    expect(calls).toEqual([
      "npm install",
      "npx nuages migrate",
      "npx nuages loaddata welcome",
      "npm start",
    ]);
    expect(stdout).toContain(
      "The site starts now; Ctrl+C stops it. Later:\n\n  cd library\n  npm start\n",
    );
  });

  it("does not start the site where no terminal is", () => {
    const { calls } = createWith("exit 0", "library", "--template", "minimal");

    expect(calls).toEqual(["npm install", "npx nuages migrate"]);
  });

  it("says which step failed, and how to go on", () => {
    const { status, stderr, calls } = createWith("exit 7", "library");

    expect([status, calls]).toEqual([1, ["npm install"]]);
    expect(stderr).toBe(
      'The site\'s files are written, but "npm install" ended with status 7.\n' +
        "  Mend what it says, then go on in library with: npm install\n",
    );
  });

  it.each([
    ["1site", "'1site' is not a valid project name.\n  Please make sure the name is a valid"],
    ["class", "'class' is not a valid project name: it is a word of the language.\n"],
    ["http", "'http' conflicts with the name of an existing module"],
  ])("refuses the name %s with the reason", (name, message) => {
    const { status, stderr } = create(name, "--no-install");

    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, name))).toBe(false);
  });

  it("refuses a folder with files", () => {
    mkdirSync(join(folder, "library"));
    writeFileSync(join(folder, "library/mine.txt"), "");

    expect(create("library", "--no-install")).toMatchObject({
      status: 1,
      stderr:
        "The folder library is there already and has files in it.\n" +
        "  Name another folder: npm create nuages FOLDER. A project in a folder with files: npx nuages startproject NAME .\n",
    });
  });

  it.each([
    [["a", "b"], 'One folder is made at a time; "b" is one too many.\n'],
    [["--templte", "site"], "Unknown option '--templte'.\n  See: npm create nuages -- --help\n"],
    [["a", "--template", "nowhere", "--no-install"], "couldn't handle template nowhere: "],
  ])("says what is wrong with %j", (argv, message) => {
    const { status, stderr } = create(...argv);

    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it("shows how it is used", () => {
    expect(create("--help").stdout).toContain("Usage: npm create nuages [FOLDER] [-- OPTIONS]");
  });
});

describe("packageManager()", () => {
  it.each([
    ["npm/11.0.0 node/v26.0.0 linux x64", "npm"],
    ["pnpm/10.0.0 npm/? node/v26.0.0 linux x64", "pnpm"],
    ["yarn/4.0.0 npm/? node/v26.0.0", "yarn"],
    ["bun/1.3.0", "bun"],
    [undefined, "npm"],
    ["other/1.0", "npm"],
  ])("for %j is %s", (agent, name) => {
    expect(packageManager(agent ?? "").name).toBe(name);
  });
});
