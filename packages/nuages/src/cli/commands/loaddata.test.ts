import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

const project = join(import.meta.dirname, "../fixtures/library");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "loaddata-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(argv: readonly string[], input = ""): { status: number | null; output: string } {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", ...argv],
    {
      cwd: project,
      encoding: "utf8",
      input,
      env: { ...inherited, DATABASE_URL: `sqlite:///${folder}/db.sqlite3`, NODE_NO_WARNINGS: "1" },
    },
  );
  return { status, output: stdout + stderr };
}

describe("migrate --run-syncdb", () => {
  it("creates the missing tables, and only those [CLI-26]", () => {
    const before =
      "Operations to perform:\n  Synchronize unmigrated apps: shelf\n  Apply all migrations: (none)\n" +
      "Synchronizing apps without migrations:\n  Creating tables...\n";
    const after = "Running migrations:\n  No migrations to apply.\n";
    expect(run(["migrate", "--run-syncdb"])).toEqual({
      status: 0,
      output:
        `${before}    Creating table shelf_author\n    Creating table shelf_book\n` +
        `    Creating table shelf_tag\n    Creating table shelf_book_tags\n${after}`,
    });
    expect(run(["migrate", "--run-syncdb"]).output).toBe(`${before}${after}`);
    expect(run(["migrate", "--run-syncdb", "-v0"]).output).toBe("");
  });
});

describe("loaddata", () => {
  beforeEach(() => {
    run(["migrate", "--run-syncdb", "-v0"]);
  });

  it("loads an app's fixture in one transaction, with references forward [CLI-34, SER-11, SER-12]", () => {
    expect(run(["loaddata", "books"])).toEqual({
      status: 0,
      output: "Installed 5 object(s) from 1 fixture(s)\n",
    });
    expect(run(["loaddata", "books.json", "-v0"]).output).toBe("");
  });

  it("takes paths, several at once, and standard input [CLI-34, SER-11]", () => {
    const path = join(folder, "tags.jsonl");
    const tag = (slug: string) => JSON.stringify({ model: "shelf.tag", pk: slug, fields: {} });
    writeFileSync(path, `${tag("a")}\n${tag("b")}\n`);

    expect(run(["loaddata", path, "books", "-e", "shelf.Book"]).output).toBe(
      "Installed 5 object(s) (of 7) from 2 fixture(s)\n",
    );
    expect(run(["loaddata", "-", "--format", "json"], `[${tag("c")}]`).output).toBe(
      "Installed 1 object(s) from 1 fixture(s)\n",
    );
    expect(run(["loaddata", "-"]).output).toContain(
      "CommandError: --format must be specified when reading from stdin.",
    );
  });

  it("says where it looked for a fixture that is not there [CLI-34, SER-11]", () => {
    expect(run(["loaddata", "boks"])).toMatchObject({
      status: 1,
      output: expect.stringContaining(
        "CommandError: No fixture named 'boks' found.\n  Looked in shelf/fixtures, ",
      ) as unknown,
    });
    expect(run(["loaddata", "books.xls"]).output).toContain(
      "CommandError: Problem installing fixture 'books': xls is not a known serialization format.\n" +
        "  Formats: json, jsonl, xml, yaml.",
    );
  });

  it("loads nothing when one object is wrong [SER-12]", () => {
    const path = join(folder, "half.json");
    writeFileSync(
      path,
      JSON.stringify([
        { model: "shelf.tag", pk: "kept", fields: {} },
        { model: "shelf.author", pk: "x", fields: {} },
      ]),
    );

    const { status, output } = run(["loaddata", path]);

    expect(status).toBe(1);
    expect(output).toContain(
      `${path}, object 2 (shelf.author, pk "x"), field "pk": "x" is not possible: `,
    );
    expect(run(["loaddata", "books", "-e", "shelf"]).status).toBe(0);
  });

  it("asks for a fixture", () => {
    expect(run(["loaddata"])).toMatchObject({
      status: 2,
      output: expect.stringContaining("No database fixture specified.") as unknown,
    });
  });
});
