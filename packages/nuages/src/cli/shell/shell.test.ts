import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { memoryDatabase } from "../../db/testing/database.ts";
import { models } from "../../db/index.ts";
import { describeImports } from "./auto-imports.ts";
import { startPrompt } from "./start-prompt.ts";

const library = join(import.meta.dirname, "../fixtures/library");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shell-"));
  nuages(["migrate", "--run-syncdb"]);
  nuages(["loaddata", "books"]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the fixture's project. */
function nuages(argv: readonly string[], input = ""): Outcome {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, ...env } = process.env;
  return spawnSync(process.execPath, ["--conditions=@nuages/source", "manage.ts", ...argv], {
    cwd: library,
    encoding: "utf8",
    input,
    env: { ...env, DATABASE_URL: `sqlite:///${join(folder, "db.sqlite3")}` },
  });
}

describe("shell", () => {
  it("runs a line of TypeScript with the models at hand [CLI-19, CLI-20]", () => {
    const code = "const count: number = await Book.objects.count(); console.log(count > 0)";

    expect(nuages(["shell", "-c", code])).toMatchObject({
      status: 0,
      stdout: "true\n",
      stderr: "",
    });
  });

  it("runs code from standard input, whose imports are seen from the project [CLI-20]", () => {
    const code = 'import { Book as Own } from "./shelf/models.ts";\nconsole.log(Own === Book);\n';

    expect(nuages(["shell"], code)).toMatchObject({ status: 0, stdout: "true\n", stderr: "" });
  });

  it("lets code declare a name that was imported by itself", () => {
    const code = 'const Book = "mine"; console.log(Book, typeof settings.debug);';

    expect(nuages(["shell", "-c", code]).stdout).toBe("mine boolean\n");
  });

  it("imports nothing with --no-imports [CLI-20]", () => {
    const { stdout } = nuages(["shell", "--no-imports", "-c", "console.log(typeof Book)"]);

    expect(stdout).toBe("undefined\n");
  });

  it("shows where code fails, and what it cannot import", () => {
    const failing = nuages(["shell", "-c", "\nthrow new RangeError('no')"]);
    const importing = nuages(["shell", "-c", 'import "./nothing.ts"']);

    expect(failing).toMatchObject({ status: 1, stdout: "" });
    expect(failing.stderr).toMatch(/^RangeError: no\n\s+at .*shell\.ts\?shell=1:2:7/u);
    expect(importing.stderr).toBe(
      "A module could not be loaded: nothing.ts, which it imports, does not exist.\n" +
        "  Create the file or correct the import.\n",
    );
  });
});

describe("describeImports()", () => {
  it("counts, and names all when asked [CLI-19]", () => {
    expect(describeImports({ Book: 1 }, false)).toBe(
      "1 object imported automatically (use -v 2 for details).",
    );
    expect(describeImports({ b: 1, a: 2 }, true)).toBe(
      "2 objects imported automatically:\n\n  a\n  b\n",
    );
  });
});

class Page extends models.Model<Page>()(
  { number: models.IntegerField() },
  { appLabel: "shell", ordering: ["number"] },
) {}

/** What the prompt prints for these lines. */
async function typed(lines: readonly string[]): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = "";
  output.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = startPrompt({ names: { Page }, history: undefined, input, output });
  for (const line of lines) {
    const before = text.length;
    input.write(`${line}\n`);
    // The next line is typed when the prompt is there again.
    await expect.poll(() => text.slice(before)).toMatch(/(?:> |\| )$/u);
  }
  input.end();
  await ended;
  return text;
}

describe("the prompt", () => {
  it("takes types and await, and shows the rows of a queryset [CLI-19]", async () => {
    await using _ = await memoryDatabase(Page);

    const text = await typed([
      "const one: number = 1",
      "await Page.objects.create({ number: one })",
      "Page.objects.all()",
      "Page.objects.filter({ number: 2 })",
      "Page.objects.filter({ nmuber: 2 })",
    ]);

    expect(text).toMatch(/QuerySet \[\n {2}Page \{ id: 1, number: 1 \},?.*\n\]/su);
    expect(text).toContain("QuerySet []");
    expect(text).toContain('has no field or relation "nmuber"');
  });

  it("shows twenty rows at most", async () => {
    await using _ = await memoryDatabase(Page);
    await Page.objects.bulkCreate(Array.from({ length: 30 }, (__, number) => new Page({ number })));

    const text = await typed(["Page.objects.all()"]);

    expect(text.match(/number: \d+/gu)).toHaveLength(20);
    expect(text).toContain("… (remaining rows left out)");
  });

  it("has the names again after .clear, and goes on with a line that is not whole", async () => {
    const text = await typed([".clear", "typeof Page", "[1,", "2].length"]);

    expect(text).toContain("'function'");
    expect(text).toMatch(/2\n> $/u);
  });

  it("keeps what was typed [CLI-19]", async () => {
    const file = join(folder, "history");
    const [input, screen] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
    screen.resume();

    const ended = startPrompt({ names: {}, history: file, input, output: screen });
    input.write("1 + 41\n");

    await expect.poll(() => readFileSync(file, "utf8")).toContain("1 + 41");
    input.end(".exit\n");
    await ended;
  });
});
