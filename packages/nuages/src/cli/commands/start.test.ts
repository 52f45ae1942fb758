import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { callCommand } from "../index.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
  vi.spyOn(process, "cwd").mockReturnValue(folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs a command in the temporary folder; gives what it says. */
async function start(...args: string[]): Promise<string> {
  const [command = "", ...rest] = args;
  let text = "";
  await callCommand(command, ...rest, {
    stdout: { write: (part: string) => void (text += part) },
  });
  return text;
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

describe("startproject", () => {
  it("creates settings, URLs, a page, a test and manage.ts [CLI-12]", async () => {
    const said = await start("startproject", "library");

    const files = readdirSync(join(folder, "library"), { recursive: true }).map(String).sort();
    expect(files).toEqual([
      ".env.example",
      ".gitignore",
      "README.md",
      "library",
      "library/project.test.ts",
      "library/settings.ts",
      "library/urls.ts",
      "manage.ts",
      "package.json",
      "templates",
      "templates/home.html",
      "tsconfig.json",
    ]);
    expect(read("library/manage.ts")).toContain('import("./library/settings.ts")');
    expect(said).toBe(
      "Created the project library. Next:\n\n  cd library\n  npm install\n  npm start\n",
    );
  });

  it("gives each project a key of its own that says it is insecure [CLI-12]", async () => {
    await start("startproject", "one");
    await start("startproject", "two");

    const key = /"(nuages-insecure-[^"]{50})"/u;
    const [, first] = key.exec(read("one/one/settings.ts")) ?? [];
    const [, second] = key.exec(read("two/two/settings.ts")) ?? [];
    expect(first).toBeDefined();
    expect(first).not.toBe(second);
  });

  it("keeps secrets out of the repository [ENV-12]", async () => {
    await start("startproject", "library");

    expect(read("library/.gitignore")).toMatch(/^\.env\n\.env\.\*\n!\.env\.example$/mu);
  });

  it("leaves no placeholder", async () => {
    await start("startproject", "library");

    const texts = readdirSync(join(folder, "library"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect(texts.filter((text) => text.includes("{{"))).toEqual([]);
  });

  it("puts the project into the folder that is named [CLI-12]", async () => {
    mkdirSync(join(folder, "site"));

    await start("startproject", "library", join(folder, "site"));

    expect(existsSync(join(folder, "site/library/settings.ts"))).toBe(true);
  });

  it.each(["my-site", "1site", "a b", "../x", ""])("refuses the name %j [CLI-12]", async (name) => {
    await expect(start("startproject", "--", name)).rejects.toThrow(
      `'${name}' is not a valid project name.\n  Please make sure the name is a valid identifier`,
    );
  });

  it.each(["http", "nuages"])("refuses %j, the name of a module", async (name) => {
    await expect(start("startproject", name)).rejects.toThrow(
      `'${name}' conflicts with the name of an existing module and cannot be used as a project name.`,
    );
  });

  it("refuses a folder that exists [CLI-12]", async () => {
    mkdirSync(join(folder, "library"));

    await expect(start("startproject", "library")).rejects.toThrow("'library' already exists.");
  });

  it("replaces no file, and then writes none", async () => {
    writeFileSync(join(folder, "manage.ts"), "mine");

    await expect(start("startproject", "library", folder)).rejects.toThrow(
      "manage.ts already exists.\n  Overlaying a project or app into an existing directory",
    );
    expect(readdirSync(folder)).toEqual(["manage.ts"]);
  });

  it("asks for a name", async () => {
    await expect(start("startproject")).rejects.toThrow("required: name");
  });
});

describe("startapp", () => {
  it("creates models, views, URLs, a test and a folder for migrations [CLI-13]", async () => {
    const said = await start("startapp", "blog");

    expect(readdirSync(join(folder, "blog"), { recursive: true }).map(String).sort()).toEqual([
      "app.test.ts",
      "app.ts",
      "migrations",
      "migrations/README.md",
      "models.ts",
      "urls.ts",
      "views.ts",
    ]);
    expect(read("blog/app.ts")).toContain(
      'defineApp({ label: "blog", root: import.meta.dirname })',
    );
    expect(said).toBe(
      "Created the app blog in blog. Next, in the settings:\n\n" +
        '  import blog from "../blog/app.ts";\n  … installedApps: [blog]\n',
    );
  });

  it("refuses names that are no identifiers, and those of modules [CLI-13]", async () => {
    await expect(start("startapp", "my-blog")).rejects.toThrow(
      "'my-blog' is not a valid app name.",
    );
    await expect(start("startapp", "http")).rejects.toThrow(
      "'http' conflicts with the name of an existing module and cannot be used as an app name.",
    );
  });

  it("refuses words of the language, which no import can bind [CLI-13]", async () => {
    await expect(start("startapp", "class")).rejects.toThrow(
      "'class' is not a valid app name: it is a word of the language.",
    );
  });

  it("refuses a folder that exists [CLI-13]", async () => {
    mkdirSync(join(folder, "blog"));

    await expect(start("startapp", "blog")).rejects.toThrow("'blog' already exists.");
  });
});
