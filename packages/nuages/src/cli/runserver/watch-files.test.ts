import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type FileChange, type FileWatch, watchFiles } from "./watch-files.ts";

let folder: string;
let watching: FileWatch;
let seen: FileChange[];
let wake: (() => void) | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "watch-"));
  mkdirSync(join(folder, "shelf"));
  mkdirSync(join(folder, "node_modules"));
  write("shelf/models.ts", "1");
  write("node_modules/index.js", "1");
  seen = [];
  watching = watchFiles([folder], (changes) => {
    seen.push(...changes);
    wake?.();
  });
});

afterEach(() => {
  watching.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** Waits for the next changes; a change that never comes fails by the runner's own limit. */
async function change(work: () => void): Promise<string[]> {
  const next = new Promise<void>((resolve) => {
    wake = resolve;
  });
  work();
  await next;
  return seen.splice(0).map(({ path, kind }) => `${kind} ${path.slice(folder.length + 1)}`);
}

describe("watchFiles()", () => {
  it("sees changed, added and removed files [DEP-11]", async () => {
    expect(await change(() => write("shelf/models.ts", "22"))).toEqual(["changed shelf/models.ts"]);
    expect(await change(() => write("shelf/views.ts", "1"))).toEqual(["added shelf/views.ts"]);
    expect(await change(() => rmSync(join(folder, "shelf/views.ts")))).toEqual([
      "removed shelf/views.ts",
    ]);
  });

  it("sees a file that an editor puts in place of another", async () => {
    write("shelf/models.ts.tmp", "22");

    const changes = await change(() =>
      renameSync(join(folder, "shelf/models.ts.tmp"), join(folder, "shelf/models.ts")),
    );

    expect(changes).toEqual(["changed shelf/models.ts"]);
  });

  it("sees files of new folders", async () => {
    mkdirSync(join(folder, "fresh"));
    await change(() => write("marker.ts", "1"));

    expect(await change(() => write("fresh/models.ts", "1"))).toEqual(["added fresh/models.ts"]);
  });

  it("does not see installed packages, data, or files that did not change", async () => {
    const changes = await change(() => {
      write("node_modules/index.js", "22");
      write("db.sqlite3", "1");
      write("page.html", "1");
      write("translation.mo", "1");
    });

    expect(changes).toEqual(["added translation.mo"]);
  });

  it("sees a .env file, and another folder once it is added [DEP-11]", async () => {
    expect(await change(() => write(".env", "A=1"))).toEqual(["added .env"]);

    const other = mkdtempSync(join(tmpdir(), "other-"));
    watching.add(other);
    await change(() => writeFileSync(join(other, "app.ts"), "1"));
    rmSync(other, { recursive: true });
  });

  it("takes a new time for a change", async () => {
    const path = join(folder, "shelf/models.ts");

    expect(await change(() => utimesSync(path, new Date(1), new Date(1)))).toEqual([
      "changed shelf/models.ts",
    ]);
  });
});
