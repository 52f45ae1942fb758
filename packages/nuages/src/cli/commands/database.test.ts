import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { databaseClient } from "../database-client.ts";

const project = join(import.meta.dirname, "../fixtures/library");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "database-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(
  argv: readonly string[],
  path = process.env["PATH"],
): { status: number | null; output: string } {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", ...argv],
    {
      cwd: project,
      encoding: "utf8",
      env: {
        ...inherited,
        PATH: path,
        DATABASE_URL: `sqlite:///${folder}/db.sqlite3`,
        NODE_NO_WARNINGS: "1",
      },
    },
  );
  return { status, output: stdout + stderr };
}

/** Puts a program that shows its arguments in the place of `sqlite3`. */
function fakeClient(status = 0): string {
  const file = join(folder, "sqlite3");
  writeFileSync(file, `#!/bin/sh\necho "called with $*"\nexit ${status}\n`);
  chmodSync(file, 0o755);
  return `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
}

describe("inspectdb", () => {
  it("prints models of the tables that are named [CLI-31]", () => {
    run(["migrate", "--run-syncdb", "-v0"]);

    const { status, output } = run(["inspectdb", "shelf_tag"]);

    expect(status).toBe(0);
    expect(output).toContain("export class ShelfTag extends models.Model<ShelfTag>()(");
    expect(output).not.toContain("ShelfBook");
  });

  it("names the nearest table for one that does not exist [CLI-31]", () => {
    run(["migrate", "--run-syncdb", "-v0"]);

    expect(run(["inspectdb", "shelf_tags"]).output).toContain('Did you mean "shelf_tag"?');
  });
});

describe("sqlflush", () => {
  it("prints the SQL that empties the tables, rows that point at others first [CLI-30]", () => {
    run(["migrate", "--run-syncdb", "-v0"]);

    expect(run(["sqlflush"]).output).toBe(
      'DELETE FROM "shelf_book_tags";\nDELETE FROM "shelf_tag";\nDELETE FROM "shelf_book";\n' +
        'DELETE FROM "shelf_author";\n' +
        "UPDATE \"sqlite_sequence\" SET \"seq\" = 0 WHERE \"name\" IN ('shelf_book_tags', 'shelf_tag', 'shelf_book', 'shelf_author');\n",
    );
  });

  it("says so when there are no tables [CLI-30]", () => {
    expect(run(["sqlflush"])).toEqual({ status: 0, output: "No tables found.\n" });
  });
});

describe("dbshell", () => {
  it("opens the file of the settings, with further arguments [CLI-21]", () => {
    expect(run(["dbshell", "--", "-readonly", ".tables"], fakeClient())).toEqual({
      status: 0,
      output: `called with ${folder}/db.sqlite3 -readonly .tables\n`,
    });
  });

  it("ends with the status of the program [CLI-21]", () => {
    const { status, output } = run(["dbshell"], fakeClient(3));

    expect(status).toBe(3);
    expect(output).toContain('"sqlite3" returned non-zero exit status 3.');
  });

  it("says which program is missing [CLI-21]", () => {
    expect(run(["dbshell"], folder).output).toContain(
      "You appear not to have the 'sqlite3' program installed or on your path.",
    );
  });
});

describe("databaseClient()", () => {
  const server = { name: "shop", user: "ann", password: "secret", host: "db.local", port: 6000 };

  it("gives the password of PostgreSQL by the environment [CLI-21]", () => {
    expect(databaseClient("default", { engine: "postgresql", ...server }, ["-c", "x"])).toEqual({
      program: "psql",
      args: ["-U", "ann", "-h", "db.local", "-p", "6000", "-c", "x", "shop"],
      env: { PGPASSWORD: "secret" },
    });
  });

  it("gives the password of MariaDB by the environment, and a socket by its own flag [CLI-21]", () => {
    const config = { engine: "mysql", ...server, host: "/run/mysqld.sock" } as const;

    expect(databaseClient("default", config)).toEqual({
      program: "mariadb",
      args: ["--user", "ann", "--socket", "/run/mysqld.sock", "--port", "6000", "shop"],
      env: { MYSQL_PWD: "secret" },
    });
  });

  it("makes a relative file of SQLite absolute [CLI-21]", () => {
    expect(databaseClient("default", { engine: "sqlite", name: "-x.db" }).args).toEqual([
      resolve("-x.db"),
    ]);
  });
});
