import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
      ".dockerignore",
      ".editorconfig",
      ".env.example",
      ".gitignore",
      ".vscode",
      ".vscode/extensions.json",
      ".vscode/settings.json",
      "Dockerfile",
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
      "Created the project library. Next:\n\n  cd library\n  npm install\n  npx nuages migrate\n  npm start\n",
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

describe("--template", () => {
  function source(name: string, text: string): void {
    mkdirSync(join(folder, "source", name, ".."), { recursive: true });
    writeFileSync(join(folder, "source", name), text);
  }

  beforeEach(() => {
    source("appName/model-appName.ts", "class {{ camelCaseAppName }} {} // {{ docsVersion }}");
    source("README.md", "{{ appName|upper }}");
    source("notes.txt", "{{ appName }}");
    source("data.bin.tpl", "{% for letter in appName|make_list %}{{ letter }}.{% endfor %}");
    source(".hidden/secret.ts", "1");
    source("drafts/draft.ts", "1");
  });

  it("fills files of the endings and names asked for, and copies the others [CLI-14]", async () => {
    const template = join(folder, "source");

    await start(
      "startapp",
      "my_blog",
      "--template",
      template,
      "-e",
      "ts,md",
      "-n",
      "other",
      "-x",
      "drafts",
    );

    const files = readdirSync(join(folder, "my_blog"), { recursive: true }).map(String).sort();
    expect(files).toEqual([
      "README.md",
      "data.bin",
      "my_blog",
      "my_blog/model-my_blog.ts",
      "notes.txt",
    ]);
    expect(read("my_blog/my_blog/model-my_blog.ts")).toMatch(/^class MyBlog \{\} \/\/ \d+\.\d+$/u);
    expect(read("my_blog/README.md")).toBe("MY_BLOG");
    expect(read("my_blog/notes.txt")).toBe("{{ appName }}");
    expect(read("my_blog/data.bin")).toBe("m.y._.b.l.o.g.");
  });

  it("takes an archive, without the folder around all [CLI-14]", async () => {
    execFileSync("tar", ["-czf", join(folder, "source.tgz"), "-C", folder, "source"]);

    await start("startapp", "blog", "--template", join(folder, "source.tgz"), "-n", "notes.txt");

    expect(read("blog/notes.txt")).toBe("blog");
    expect(existsSync(join(folder, "blog/blog/model-blog.ts"))).toBe(true);
  });

  it("takes the address of an archive [CLI-14]", async () => {
    execFileSync("tar", ["-cf", join(folder, "source.tar"), "-C", folder, "source"]);
    const server = createServer((request, response) => {
      if (request.url === "/source.tar") response.end(readFileSync(join(folder, "source.tar")));
      else response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    await start("startproject", "blog", "--template", `${address}/source.tar`);
    const missing = start("startproject", "other", "--template", `${address}/other.tar`);

    await expect(missing).rejects.toThrow(
      `couldn't download ${address}/other.tar: the answer is 404.`,
    );
    expect(existsSync(join(folder, "blog/notes.txt"))).toBe(true);
    server.close();
    server.closeAllConnections();
  });

  it("makes the target folder that is named [CLI-14]", async () => {
    const said = await start("startapp", "blog", join(folder, "apps/deep"));

    expect(existsSync(join(folder, "apps/deep/app.ts"))).toBe(true);
    expect(said).toContain('import blog from "../apps/deep/app.ts";');
  });

  it("says that there is nothing of that name [CLI-14]", async () => {
    await expect(start("startapp", "blog", "--template", "/nowhere")).rejects.toThrow(
      "couldn't handle template /nowhere: there is no such folder or file.",
    );
  });

  it("writes nothing of an archive that leads out of the folder [ADV-098]", async () => {
    const file = join(folder, "evil.tar");
    execFileSync("tar", [
      "-cPf",
      file,
      "--transform",
      "s,notes.txt,../../evil.txt,",
      "-C",
      join(folder, "source"),
      "README.md",
      "notes.txt",
    ]);

    await expect(start("startapp", "blog", "--template", file)).rejects.toThrow(
      "Archive contains invalid path: '../../evil.txt'",
    );
    expect(existsSync(join(folder, "blog"))).toBe(false);
  });
});
