import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { servers, type TestDatabase, testDatabase } from "./lib/servers.ts";

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = path.resolve(import.meta.dirname, "../..");

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** A project that somebody changes step by step. */
class Project implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A new project with an app, as the commands make them. */
  static async start(database: TestDatabase): Promise<Project> {
    const parent = await mkdtemp(path.join(tmpdir(), "walk-"));
    const project = new Project(path.join(parent, "library"));
    const nuages = path.join(root, "packages/nuages/src/cli/main.ts");
    const command = `import { main } from ${JSON.stringify(nuages)}; await main();`;
    const made = await run(parent, [
      "--input-type=module",
      "-e",
      command,
      "--",
      "nuages",
      "startproject",
      "library",
    ]);
    if (made.status !== 0) throw new Error(made.output);
    await symlink(path.join(root, "node_modules"), path.join(project.folder, "node_modules"));
    const app = await run(project.folder, ["manage.ts", "startapp", "catalog"]);
    if (app.status !== 0) throw new Error(app.output);
    await project.write(
      "walk-settings.ts",
      `import { defineSettings } from "nuages/conf";
      import catalog from "./catalog/app.ts";
      export default defineSettings({
        secretKey: "walk",
        installedApps: [catalog],
        databases: {
          default: ${JSON.stringify(database.settings)},
          other: { engine: "sqlite", name: ":memory:" },
        },
      });`,
    );
    await project.write("step.ts", STEP);
    return project;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(path.dirname(this.folder), { recursive: true, force: true });
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(path.join(this.folder, name), text);
  }

  /**
   * Takes new models; makes the migrations, applies them, and looks whether anything is left, on this
   * database and on another; then runs `work` with the models.
   */
  async step(models: string, work: string, hints = "{}"): Promise<StepResult> {
    await this.write(
      "catalog/models.ts",
      `import { models, F, Lower, Q } from "nuages/db";\n${models}`,
    );
    await this.write(
      "catalog/migrations/_hints.ts",
      `import { defineMigrationHints } from "nuages/migrations";
      export default defineMigrationHints(${hints});`,
    );
    return this.work(work, "makemigrations");
  }

  /** Runs `work` with the models; after making and applying migrations, where `first` says so. */
  async work(work: string, first = ""): Promise<StepResult> {
    await this.write(
      "work.ts",
      `import * as m from "./catalog/models.ts";\nexport default async () => { ${work} };\nvoid m;`,
    );
    const { status, output } = await run(this.folder, ["step.ts", first]);
    const line = output.split("\n").find((text) => text.startsWith("{"));
    if (line === undefined) throw new Error(`${String(status)}: ${output}`);
    return JSON.parse(line) as StepResult;
  }

  manage(...argv: string[]): Promise<Ran> {
    return run(this.folder, ["manage.ts", ...argv, "--settings", "walk-settings.ts"]);
  }
}

/** What a step leaves. */
interface StepResult {
  readonly made: string;
  readonly applied: string;
  /** What a second makemigrations says. */
  readonly again: string;
  readonly error?: string;
  readonly result?: unknown;
}

const STEP = `
import { callCommand } from "nuages/cli";
import { setup, shutdown } from "nuages/apps";
await setup({ settings: () => import("./walk-settings.ts"), root: import.meta.dirname });
const say = async (...args) => {
  let text = "";
  const sink = { write: (part) => { text += part; } };
  await callCommand(...args, { stdout: sink, stderr: sink });
  return text;
};
const left = { made: "", applied: "", again: "" };
try {
  if (process.argv[2] === "makemigrations") {
    left.made = await say("makemigrations", "--no-input");
    left.applied = await say("migrate", "--no-input");
    left.again = await say("makemigrations", "--no-input");
  }
  left.result = await (await import("./work.ts")).default();
} catch (error) {
  left.error = String(error);
}
console.log(JSON.stringify(left));
await shutdown();
`;

async function run(cwd: string, argv: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, ["--conditions=@nuages/source", ...argv], {
    cwd,
    env: {
      ...process.env,
      FORCE_COLOR: "0",
      NODE_NO_WARNINGS: "1",
      NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compiled"),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += String(data);
    });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}

const AUTHOR = (more = "", options = "{}"): string => `
export class Author extends models.Model<Author>()({
  name: models.CharField({ maxLength: 20 }), ${more}
}, ${options}) {}`;
const BOOK = (fields: string, { name = "Book", options = "{}" } = {}): string => `
export class ${name} extends models.Model<${name}>()({ ${fields} }, ${options}) {}`;
const LINK = "author: models.ForeignKey(() => Author, { onDelete: models.CASCADE })";

describe.each(servers)("a project and its migrations on $label", (server) => {
  describe.skipIf(!server.isThere)("walk", () => {
    let database: TestDatabase;
    let project: Project;

    beforeAll(async () => {
      database = await testDatabase(server);
      project = await Project.start(database);
    });

    afterAll(async () => {
      await project[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    });

    /** The step wrote and applied something, and nothing is left. */
    function expectSettled({ made, applied, again, error }: StepResult, does: string): void {
      expect([made, error]).toEqual([made, undefined]);
      expect(made).toContain(does);
      expect(applied).toContain("... OK");
      expect(again).toBe("No changes detected\n");
    }

    it("makes the first tables [CLI-12] [CLI-13] [MIG-08] [MIG-17]", async () => {
      const step = await project.step(
        AUTHOR() +
          BOOK(`title: models.CharField({ maxLength: 20 }), pages: models.IntegerField(), ${LINK}`),
        `const ann = await m.Author.objects.create({ name: "Ann" });
         await m.Book.objects.create({ title: "Emma", pages: 300, author: ann });
         await m.Book.objects.create({ title: "Ivy", pages: 40000, author: ann });
         return m.Book.objects.count();`,
      );

      expectSettled(step, "Create model Book");
      expect(step.result).toBe(2);
    });

    it("adds columns to rows: with null, a default, an answer [MIG-09] [MIG-18] [MIG-32]", async () => {
      const step = await project.step(
        AUTHOR("born: models.IntegerField({ null: true }), ") +
          BOOK(
            `title: models.CharField({ maxLength: 20 }), pages: models.IntegerField(),
             isbn: models.CharField({ maxLength: 13, default: "?" }), shelf: models.IntegerField(), ${LINK}`,
          ),
        `return m.Book.objects.orderBy("id").values("isbn", "shelf", "author__born");`,
        "{ values: { Book: { shelf: 7 } } }",
      );

      expectSettled(step, "Add field shelf to book");
      expect(step.result).toEqual([
        { isbn: "?", shelf: 7, author__born: null },
        { isbn: "?", shelf: 7, author__born: null },
      ]);
    });

    it("changes types and keeps the values [MIG-09] [MIG-32]", async () => {
      const step = await project.step(
        AUTHOR("born: models.IntegerField({ null: true }), ") +
          BOOK(
            `title: models.TextField(), pages: models.CharField({ maxLength: 9 }),
             isbn: models.CharField({ maxLength: 30, default: "?" }), shelf: models.BigIntegerField({ null: true }), ${LINK}`,
          ),
        `return m.Book.objects.orderBy("id").values("title", "pages", "shelf");`,
      );

      expectSettled(step, "Alter field pages on book");
      expect(step.result).toEqual([
        { title: "Emma", pages: "300", shelf: 7 },
        { title: "Ivy", pages: "40000", shelf: 7 },
      ]);
    });

    it("renames a field and a model, as the hints say [MIG-08] [MIG-09] [MIG-18]", async () => {
      const step = await project.step(
        AUTHOR("born: models.IntegerField({ null: true }), ") +
          BOOK(
            `name: models.TextField(), pages: models.CharField({ maxLength: 9 }),
             isbn: models.CharField({ maxLength: 30, default: "?" }), shelf: models.BigIntegerField({ null: true }), ${LINK}`,
            { name: "Volume" },
          ),
        `return m.Volume.objects.orderBy("id").values("name", "author__name");`,
        '{ models: { Book: "Volume" }, fields: { Volume: { title: "name" }, Book: { title: "name" } } }',
      );

      expectSettled(step, "Rename model Book to Volume");
      expect(step.made).toContain("Rename field title on volume to name");
      expect(step.result).toEqual([
        { name: "Emma", author__name: "Ann" },
        { name: "Ivy", author__name: "Ann" },
      ]);
    });

    const VOLUME = (
      more = "",
      options = "{}",
      shelf = "shelf: models.BigIntegerField({ null: true })",
    ): string =>
      BOOK(
        `name: models.CharField({ maxLength: 60 }), pages: models.CharField({ maxLength: 9 }),
         isbn: models.CharField({ maxLength: 30, default: "?" }), ${shelf}, ${LINK}, ${more}`,
        { name: "Volume", options },
      );
    const BORN = "born: models.IntegerField({ null: true }), ";

    it("adds a foreign key to a table with rows [MIG-09] [MIG-32]", async () => {
      const step = await project.step(
        AUTHOR(BORN) +
          VOLUME(
            "reader: models.ForeignKey(() => Author, { onDelete: models.SET_NULL, null: true, relatedName: 'read' })",
          ),
        `const ann = await m.Author.objects.get();
         await m.Volume.objects.filter({ name: "Ivy" }).update({ reader: ann });
         return m.Volume.objects.filter({ reader__name: "Ann" }).count();`,
      );

      expectSettled(step, "Add field reader to volume");
      expect(step.result).toBe(1);
    });

    const READER =
      "reader: models.ForeignKey(() => Author, { onDelete: models.SET_NULL, null: true, relatedName: 'read' }), ";

    it("refuses uniqueness over rows that are equal, and names them [MIG-09]", async () => {
      const unique = "shelf: models.BigIntegerField({ null: true, unique: true })";
      const refused = await project.step(AUTHOR(BORN) + VOLUME(READER, "{}", unique), "return 0;");

      expect(refused.error).toContain(
        'The column "shelf" of table "catalog_volume" cannot be made unique: several rows have the same value: 7',
      );
      const mended = await project.work(
        `await m.Volume.objects.filter({ name: "Ivy" }).update({ shelf: 8 }); return 1;`,
      );
      expect(mended.error).toBeUndefined();
      expect((await project.manage("migrate")).output).toContain("... OK");
      expect((await project.manage("makemigrations")).output).toBe("No changes detected\n");
    });

    const UNIQUE = "shelf: models.BigIntegerField({ null: true, unique: true })";

    it("adds relations to many, plain and through a model [MIG-08] [MIG-21]", async () => {
      const step = await project.step(
        AUTHOR(BORN) +
          BOOK("word: models.CharField({ maxLength: 20 })", { name: "Tag" }) +
          VOLUME(
            `${READER} tags: models.ManyToManyField(() => Tag),
             loans: models.ManyToManyField(() => Author, { through: () => Loan, relatedName: "borrowed" })`,
            "{}",
            UNIQUE,
          ) +
          BOOK(
            `volume: models.ForeignKey(() => Volume, { onDelete: models.CASCADE }),
             author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }), days: models.IntegerField()`,
            { name: "Loan" },
          ),
        `const emma = await m.Volume.objects.get({ name: "Emma" });
         await emma.tags.add(await m.Tag.objects.create({ word: "novel" }));
         await m.Loan.objects.create({ volume: emma, author: await m.Author.objects.get(), days: 3 });
         return m.Volume.objects.filter({ tags__word: "novel", loans__name: "Ann" }).count();`,
      );

      expectSettled(step, "Create model Loan");
      expect(step.result).toBe(1);
    });

    const TAG = BOOK("word: models.CharField({ maxLength: 20 })", { name: "Tag" });
    const MANY = `${READER} tags: models.ManyToManyField(() => Tag),
      loans: models.ManyToManyField(() => Author, { through: () => Loan, relatedName: "borrowed" })`;
    const LOAN = BOOK(
      `volume: models.ForeignKey(() => Volume, { onDelete: models.CASCADE }),
       author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }), days: models.IntegerField()`,
      { name: "Loan" },
    );
    const GUARDED = `{
      ordering: ["name"],
      indexes: [new models.Index({ fields: ["name", "-pages"], name: "volume_name" })],
      constraints: [
        new models.UniqueConstraint({ fields: ["name", "author"], name: "volume_once" }),
        new models.CheckConstraint({ condition: Q({ shelf__gte: 0 }).or(Q({ shelf: null })), name: "volume_shelf" }),
      ],
    }`;

    it("adds an index and constraints [MIG-10] [MIG-17]", async () => {
      const step = await project.step(
        AUTHOR(BORN) + TAG + VOLUME(MANY, GUARDED, UNIQUE) + LOAN,
        `const ann = await m.Author.objects.get();
         const failed = [];
         for (const values of [{ name: "Emma" }, { name: "New", shelf: -1 }])
           await m.Volume.objects.create({ pages: "1", author: ann, ...values }).catch((e) => failed.push(e.name));
         return failed;`,
      );

      expectSettled(step, "Create index volume_name on field(s) name, -pages of model volume");
      expect(step.result).toEqual(["IntegrityError", "IntegrityError"]);
    });

    const COMIC = `
      export class Comic extends models.Model<Comic>().extends(Volume)({
        panels: models.IntegerField({ default: 0 }),
      }) {}
      export class Classic extends models.Model<Classic>().extends(Volume)({}, { proxy: true }) {}`;

    it("adds a child model with a table of its own, and a proxy [MIG-08] [MIG-22]", async () => {
      const step = await project.step(
        AUTHOR(BORN) + TAG + VOLUME(MANY, GUARDED, UNIQUE) + LOAN + COMIC,
        `const ann = await m.Author.objects.get();
         await m.Comic.objects.create({ name: "Tintin", pages: "62", author: ann, shelf: 9, panels: 700 });
         return [await m.Volume.objects.count(), await m.Classic.objects.count(), (await m.Comic.objects.get()).panels];`,
      );

      expectSettled(step, "Create model Comic");
      expect(step.made).toContain("Create proxy model Classic");
      expect(step.result).toEqual([3, 3, 700]);
    });

    it("takes them away again; the parents' rows stay [MIG-08] [MIG-10]", async () => {
      const step = await project.step(
        AUTHOR(BORN) + VOLUME("", "{}", UNIQUE),
        `return m.Volume.objects.orderBy("id").valuesList("name", { flat: true });`,
      );

      expectSettled(step, "Delete model Comic");
      expect(step.result).toEqual(["Emma", "Ivy", "Tintin"]);
    });

    it("goes back to the second migration and forward again: rows that should survive do [MIG-25]", async () => {
      const back = await project.manage("migrate", "catalog", "0002");
      expect(back.output).not.toContain("Error");
      const forward = await project.manage("migrate");
      expect(forward.output).not.toContain("Error");

      const { result } = await project.work(
        `return m.Volume.objects.orderBy("id").values("name", "pages", "shelf", "author__name");`,
      );

      expect(result).toEqual([
        { name: "Emma", pages: "300", shelf: 7, author__name: "Ann" },
        { name: "Ivy", pages: "40000", shelf: 8, author__name: "Ann" },
        { name: "Tintin", pages: "62", shelf: 9, author__name: "Ann" },
      ]);
    });

    it("goes back to zero and forward to the same models [MIG-25]", async () => {
      const zero = await project.manage("migrate", "catalog", "zero");
      expect(zero.output).toContain("Unapplying catalog.0001_initial... OK");
      expect((await project.manage("showmigrations")).output).not.toContain("[X]");

      expect((await project.manage("migrate")).output).not.toContain("Error");

      const { result } = await project.work(
        `const ann = await m.Author.objects.create({ name: "Ann" });
         await m.Volume.objects.create({ name: "Emma", pages: "300", author: ann });
         return m.Volume.objects.count();`,
      );
      expect(result).toBe(1);
    });

    it("sees no changes from another kind of database [MIG-22]", async () => {
      const settings = path.join(project.folder, "walk-settings.ts");
      const text = await readFile(settings, "utf8");
      await writeFile(settings, text.replace("default:", "first:").replace("other:", "default:"));

      expect((await project.manage("makemigrations", "--check")).output).toBe(
        "No changes detected\n",
      );
      expect(
        (await readdir(path.join(project.folder, "catalog/migrations"))).length,
      ).toBeGreaterThan(9);
    });
  });
});
