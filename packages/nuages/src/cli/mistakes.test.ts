import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const repository = join(import.meta.dirname, "../../../..");
const project = join(import.meta.dirname, "fixtures/mistakes");

interface Mistake {
  readonly name: string;
  /** What is changed in the project: file, what stands there, what takes its place. */
  readonly edits?: readonly (readonly [file: string, from: string, to: string])[];
  readonly run: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in the output; `FOLDER` is the project's. */
  readonly says: string;
}

/** Makes a copy of the project with the mistake in it, runs the command and gives what it prints. */
async function outputOf({ edits = [], run, env = {} }: Mistake): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mistake-"));
  try {
    await cp(project, folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    for (const [file, from, to] of edits) {
      const text = await readFile(join(folder, file), "utf8").catch(() => "");
      expect(text).toContain(from);
      await writeFile(
        join(folder, file),
        text.replace(from, () => to),
      );
    }
    const { FORCE_COLOR: _, NODE_OPTIONS: __, ...inherited } = process.env;
    const child = spawn(process.execPath, ["--conditions=@nuages/source", ...run], {
      cwd: folder,
      env: { ...inherited, NO_COLOR: "1", ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    return output.replaceAll(folder, "FOLDER");
  } finally {
    await rm(folder, { recursive: true });
  }
}

const check = ["manage.ts", "check"];
const visit = ["visit.ts"];
const migrate = ["manage.ts", "migrate"];

const mistakes: readonly Mistake[] = [
  {
    name: "a bracket that is missing in a model",
    edits: [
      [
        "shelf/models.ts",
        "title: models.CharField({ maxLength: 100 }),",
        "title: models.CharField({ maxLength: 100 ),",
      ],
    ],
    run: check,
    says: "AppImportError: shelf/models.ts of the app \"shelf\" could not be loaded: it has a syntax error: Expected ',', got ')' (shelf/models.ts:8).\n  Mend the syntax at that place; `npx tsc --noEmit` finds all such places.\n",
  },
  {
    name: "an import without the file's ending",
    edits: [["shelf/views.ts", "./models.ts", "./models"]],
    run: check,
    says: "A module could not be loaded: shelf/models, which it imports, does not exist (shelf/views.ts:4).\n  Imports name the file with its ending, such as .ts. Create the file or correct the import.\n",
  },
  {
    name: "an import of a name that is not exported",
    edits: [["shelf/views.ts", "import { Book }", "import { Bok as Book }"]],
    run: check,
    says: "A module could not be loaded: the requested module './models.ts' does not provide an export named 'Bok' (shelf/views.ts:4).\n  Export that name there, import the right one, or write `import type` for a type.\n",
  },
  {
    name: "an app without default export",
    edits: [["shelf/app.ts", "export default", "export const app ="]],
    run: check,
    says: "SettingsFileError: The settings file settings.ts could not be loaded: the requested module './shelf/app.ts' does not provide an export named 'default' (settings.ts:4).\n  Export that name there, import the right one, or write `import type` for a type.\n",
  },
  {
    name: "a field that the class body declares again",
    edits: [["shelf/models.ts", "CASCADE }),\n}) {}", "CASCADE }),\n}) {\n  title!: string;\n}"]],
    run: check,
    says: 'InvalidUse: The class body of Book declares a property "title", which would wipe the field of that name in every instance.\n  Write "declare title: …" to give it a type only, or leave the line out.\n',
  },
  {
    name: "a relation to a model that is not there",
    edits: [["shelf/models.ts", "() => Author", '"shelf.Auther"']],
    run: check,
    says: "shelf.Book.author: (fields.E300) Field defines a relation with model 'shelf.Auther', which is either not installed, or is abstract.\n\tHINT: Did you mean 'shelf.Author'?\n",
  },
  {
    name: "two relations to one model",
    edits: [
      [
        "shelf/models.ts",
        "title:",
        "editor: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),\n  title:",
      ],
    ],
    run: check,
    says: "shelf.Book.editor: (fields.E304) Reverse accessor 'Author.bookSet' for 'shelf.Book.editor' clashes with reverse accessor for 'shelf.Book.author'.\n\tHINT: Add or change a relatedName argument to the definition for 'shelf.Book.editor' or 'shelf.Book.author'.\n",
  },
  {
    name: "an option of a field that is misspelt",
    edits: [["shelf/models.ts", "CharField({ maxLength", "CharField({ maxLenght"]],
    run: check,
    says: "shelf.Author.name: (fields.W901) The option 'maxLenght' has no effect: no field has one of that name.\n\tHINT: Did you mean maxLength?\n",
  },
  {
    name: "a middleware given by its name",
    edits: [["settings.ts", "middleware: [CommonMiddleware]", 'middleware: ["CommonMiddleware"]']],
    run: check,
    says: 'settings.middleware: (middleware.E001) middleware[0] is the string "CommonMiddleware", no middleware.\n\tHINT: List the classes or functions themselves: import { CommonMiddleware } from "nuages/middleware"; … middleware: [CommonMiddleware].\n',
  },
  {
    name: "a module of URLs without urlpatterns",
    edits: [["urls.ts", "urlpatterns", "urlPatterns"]],
    run: check,
    says: "BadUrlPattern: The URL patterns are not a list but an object with urlPatterns.\n  include() and rootUrlconf take the array urlpatterns, or a module that exports it under that name.",
  },
  {
    name: "a folder of the database that is not there",
    run: migrate,
    env: { DATABASE_URL: "sqlite:///nowhere/db.sqlite3" },
    says: 'DatabaseUnreachable: The database "default" cannot be opened: the folder FOLDER/nowhere does not exist.\n  databases.default in the settings names the file FOLDER/nowhere/db.sqlite3. Name another, or make its folder one that this user may write to.\n',
  },
  {
    name: "a folder of the database that may not be written to",
    run: migrate,
    env: { DATABASE_URL: "sqlite:////proc/db.sqlite3" },
    says: "  databases.default in the settings names the file /proc/db.sqlite3. Name another, or make its folder one that this user may write to.\n",
  },
  {
    name: "a database server that does not answer",
    run: migrate,
    env: { DATABASE_URL: "postgres://me:secret@127.0.0.1:1/library" },
    says: 'DatabaseUnreachable: The database "default" (PostgreSQL at 127.0.0.1:1) cannot be reached: connect ECONNREFUSED 127.0.0.1:1.\n  Start the server, or correct databases.default in the settings.\n',
  },
  {
    name: "an address of a database with a misspelt scheme",
    run: check,
    env: { DATABASE_URL: "postgress://me:secret@127.0.0.1/library" },
    says: "DATABASE_URL is no such URL: its scheme is none of postgres, postgresql, psql, pgsql, mysql, mysql2, mariadb, sqlite, sqlite3 (settings.ts:14:29)\n",
  },
  {
    name: "a variable of the environment with a wrong value",
    run: check,
    env: { DEBUG: "maybe" },
    says: "  DEBUG must be true or false (settings.ts:7:14)\n  Set them in the environment, or in a .env file that the settings read with env.load(…).\n",
  },
  {
    name: "a misspelt command",
    run: ["manage.ts", "runsever"],
    says: "CommandError: Unknown command: 'runsever'. Did you mean runserver?\n  Type 'manage.ts help' for usage.\n",
  },
  {
    name: "a misspelt option of a command",
    run: ["manage.ts", "migrate", "--databse", "default"],
    says: "manage.ts migrate: error: unrecognized arguments: --databse. Did you mean --database?\n",
  },
  {
    name: "a table that was never made",
    run: visit,
    says: "OperationalError: no such table: shelf_book.\n  Make the tables of new models: ",
  },
  {
    name: "a field that is misspelt in a query",
    edits: [["shelf/views.ts", "title__contains", "titel__contains"]],
    run: visit,
    says: 'FieldError: shelf.Book has no field or relation "titel".\n  Did you mean "title"? Known: author, authorId, id, title.\n',
  },
  {
    name: "a lookup that is misspelt in a query",
    edits: [["shelf/views.ts", "title__contains", "title__contians"]],
    run: visit,
    says: 'FieldError: shelf.Book.title has no lookup or transform "contians".\n  Did you mean "contains" or "icontains"? Known lookups: contains, ',
  },
  {
    name: "a template that is not there",
    edits: [
      ["shelf/views.ts", 'await Book.objects.filter({ title__contains: "a" })', "[]"],
      ["shelf/views.ts", "index.html", "indx.html"],
    ],
    run: visit,
    says: 'TemplateDoesNotExist: There is no template "shelf/indx.html".\n  Did you mean "shelf/index.html"? Templates: shelf/index.html.\n  Tried:\n    FOLDER/shelf/templates/shelf/indx.html (is not there)\n',
  },
  {
    name: "a template tag that is misspelt",
    edits: [
      ["shelf/views.ts", 'await Book.objects.filter({ title__contains: "a" })', "[]"],
      ["shelf/templates/shelf/index.html", "{% for", "{% fro"],
    ],
    run: visit,
    says: 'TemplateSyntaxError: shelf/index.html:2:1: There is no tag "fro".\n  Did you mean "for"? Tags: ',
  },
  {
    name: "a URL's name that is misspelt",
    edits: [
      ["shelf/views.ts", 'await Book.objects.filter({ title__contains: "a" })', "[]"],
      ["shelf/templates/shelf/index.html", "'index'", "'indx'"],
    ],
    run: visit,
    says: "NoReverseMatch: Reverse for 'indx' not found. 'indx' is not a valid view function or pattern name.\n  Did you mean \"index\"? Known names: index.\n",
  },
  {
    name: "a view without return",
    edits: [
      ["shelf/views.ts", "return render", "render"],
      ["shelf/views.ts", 'await Book.objects.filter({ title__contains: "a" })', "[]"],
    ],
    run: visit,
    says: "NoResponse: The view index didn't return an HttpResponse object. It returned undefined instead.\n  Is a `return` missing? A branch without one gives undefined.\n",
  },
  {
    name: "a field without default for rows that are there",
    edits: [["shelf/models.ts", "title:", "pages: models.IntegerField(),\n  title:"]],
    run: ["manage.ts", "makemigrations", "--no-input"],
    says:
      "CommandError: The new field shelf.book.pages may not be null and has no default: which value do the rows get that are there?\n" +
      "  Give the field a default or null: true; run makemigrations where it can ask; or write the value into migrations/_hints.ts: defineMigrationHints({ values: { book: { pages: … } } }).\n",
  },
  {
    name: "a migration that is not there",
    run: ["manage.ts", "migrate", "shelf", "0009"],
    says:
      "CommandError: Cannot find a migration matching '0009' from app 'shelf'.\n" +
      "  Migrations: shelf.0001_initial.\n",
  },
  {
    name: "an app that is misspelt",
    run: ["manage.ts", "migrate", "shlf"],
    says: "CommandError: No installed app with label 'shlf'.\n  Did you mean \"shelf\"? Installed: shelf.\n",
  },
  {
    name: "a mail server that does not answer",
    edits: [["settings.ts", "secretKey", 'emailHost: "127.0.0.1",\n  emailPort: 1,\n  secretKey']],
    run: ["manage.ts", "sendtestemail", "ada@example.org"],
    says:
      "MailError: The mail server 127.0.0.1:1 did not take the message: connect ECONNREFUSED 127.0.0.1:1.\n" +
      '  Correct emailHost, emailPort and what else begins with email in the settings; emailBackend: "console" prints mail instead.\n',
  },
];

describe("the message for a mistake says what, where and how to mend it", () => {
  it.concurrent.each(mistakes)("$name", async (mistake) => {
    expect(await outputOf(mistake)).toContain(mistake.says);
  });

  it("a port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    const run = ["manage.ts", "runserver", "--noreload", String(port)];
    const output = await outputOf({ name: "", run, says: "" });

    server.close();
    expect(output).toContain(
      `CommandError: The port ${port} of 127.0.0.1 is already in use.\n` +
        `  Stop the program that uses it, or choose another port, for instance ${port + 1}.\n`,
    );
  });
});
