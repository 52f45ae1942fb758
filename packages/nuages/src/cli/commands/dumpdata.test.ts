import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defineApp, setup, shutdown } from "../../apps/index.ts";
import { configure, overrideSettings } from "../../conf/index.ts";
import { createTables } from "../../db/index.ts";
import { Author, Book, Genre, Note } from "../../serializers/fixtures/shop/models.ts";
import { FixtureError, loadFixtures } from "../../serializers/index.ts";
import { callCommand } from "../call-command.ts";
import { CommandError } from "../errors.ts";

const shop = join(import.meta.dirname, "../../serializers/fixtures/shop");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dumpdata-"));
  configure({
    databases: {
      default: { engine: "sqlite", name: ":memory:" },
      other: { engine: "sqlite", name: ":memory:" },
    },
    timeZone: "UTC",
    installedApps: [defineApp({ label: "shop", root: shop })],
  });
  await setup();
  await createTables();
  await createTables({ using: "other" });
});

afterAll(async () => {
  await shutdown();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  for (const using of ["default", "other"]) await clear(using);
  const author = await Author.objects.create({ id: 7, firstName: "Michael", lastName: "Ende" });
  const book = await Book.objects.create({ id: 1, title: "Momo", author });
  await book.genres.add(await Genre.objects.create({ id: 3, name: "fantasy" }));
  await Book.objects.create({ id: 2, title: "Jim Knopf", author });
});

async function clear(using: string): Promise<void> {
  for (const model of [Book, Author, Genre]) await model.objects.using(using).delete();
}

interface Item {
  readonly model: string;
  readonly pk?: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

async function output(...args: Parameters<typeof callCommand>): Promise<string> {
  let text = "";
  const sink = { write: (part: string) => (text += part) };
  await callCommand(...args, { stdout: sink, stderr: sink });
  return text;
}

async function dump(...args: string[]): Promise<Item[]> {
  return JSON.parse(await output("dumpdata", ...args)) as Item[];
}

const names = (items: readonly Item[]): string[] =>
  items.map(({ model, pk }) => `${model} ${String(pk)}`);

describe("dumpdata", () => {
  it("writes all rows, each model's by key [CLI-33]", async () => {
    expect(names(await dump())).toEqual([
      "shop.author 7",
      "shop.genre 3",
      "shop.book 1",
      "shop.book 2",
    ]);
    expect((await dump("shop.Book"))[0]?.fields["genres"]).toEqual([3]);
  });

  it("writes what is named, and not what is left out [CLI-33]", async () => {
    expect(names(await dump("shop.Genre"))).toEqual(["shop.genre 3"]);
    expect(names(await dump("shop", "--exclude", "shop.Book", "-e", "shop.Author"))).toEqual([
      "shop.genre 3",
    ]);
    expect(await dump("-e", "shop")).toEqual([]);
    expect(names(await dump("shop.Book", "--pks", "2"))).toEqual(["shop.book 2"]);
  });

  it("writes natural keys, with rows first that others name [CLI-33, SER-14]", async () => {
    const items = await dump(
      "shop.Book",
      "shop.Author",
      "shop.Genre",
      "--natural-foreign",
      "--natural-primary",
    );

    expect(items.map(({ model }) => model)).toEqual([
      "shop.author",
      "shop.genre",
      "shop.book",
      "shop.book",
    ]);
    expect(items[0]).toEqual({
      model: "shop.author",
      fields: { first_name: "Michael", last_name: "Ende", mentor: null },
    });
    expect(items[2]?.fields).toMatchObject({ author: ["Michael", "Ende"], genres: [["fantasy"]] });
  });

  it("takes the base managers with --all [CLI-33, SER-14]", async () => {
    await Note.objects.create({ text: "seen" });
    await Note.objects.create({ text: "hidden", hidden: true });

    expect((await dump("shop.Note")).map(({ fields }) => fields["text"])).toEqual(["seen"]);
    expect((await dump("shop.Note", "--all")).map(({ fields }) => fields["text"])).toEqual([
      "seen",
      "hidden",
    ]);
    await Note.meta.baseRows().delete();
  });

  it("warns of a proxy without its base [SER-14]", async () => {
    expect(await output("dumpdata", "shop.Bestseller")).toContain(
      "shop.Bestseller is a proxy model and won't be serialized.",
    );
  });

  it("writes other formats, indented [CLI-33]", async () => {
    expect(await output("dumpdata", "shop.Genre", "--format", "xml", "--indent", "1")).toContain(
      '\n <object model="shop.genre" pk="3">\n',
    );
    expect(await output("dumpdata", "shop.Genre", "--format", "jsonl")).toBe(
      '{"model": "shop.genre","pk": 3,"fields": {"name": "fantasy"}}\n',
    );
    expect(await output("dumpdata", "shop.Genre", "--format", "yaml")).toContain(
      "- model: shop.genre\n",
    );
  });

  it("reads one of several databases, and what routers have there [CLI-33, SER-16]", async () => {
    expect(await dump("--database", "other")).toEqual([]);
    using _ = overrideSettings({
      databaseRouters: [{ allowMigrate: (_alias, _app, { modelName }) => modelName !== "book" }],
    });
    expect(names(await dump())).toEqual(["shop.author 7", "shop.genre 3"]);
  });

  it.each([
    [["nope"], "No installed app with label 'nope'"],
    [["shop.Nope"], "App 'shop' doesn't have a 'Nope' model."],
    [["-e", "shop.Nope"], "App 'shop' doesn't have a 'Nope' model."],
    [["--pks", "1"], "You can only use --pks option with one model."],
    [["shop", "--pks", "1"], "You can only use --pks option with one model."],
    [["--format", "xls"], "Unknown serialization format: xls"],
    [["-o", "books.zip"], "A zip archive cannot be written"],
    [["-o", "/missing/books.json"], "/missing/books.json cannot be written: "],
  ])("refuses %j [CLI-33]", async (args, message) => {
    const dumped = output("dumpdata", ...args);

    await expect(dumped).rejects.toThrow(CommandError);
    await expect(dumped).rejects.toThrow(message);
  });

  it("leaves no half file behind", async () => {
    const path = join(folder, "half.xml");
    await Genre.objects.create({ name: "a\u0001" });

    await expect(output("dumpdata", "--format", "xml", "-o", path)).rejects.toThrow(
      "Unable to serialize database: Genre.name",
    );
    expect(existsSync(path)).toBe(false);
  });

  it("shows progress on a terminal when it writes a file [CLI-33]", async () => {
    let text = "";
    const terminal = { write: (part: string) => (text += part), isTTY: true };
    const path = join(folder, "progress.json");
    await callCommand("dumpdata", { output: path, stdout: terminal });

    expect(text.split("\r").at(-1)).toBe(`[${".".repeat(75)}]\n`);
  });
});

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

describe("compressed fixtures", () => {
  const packed = [
    ["gz", true],
    ["zst", true],
    ["bz2", has("bzip2")],
    ["xz", has("xz")],
    ["lzma", has("xz")],
  ] as const;

  for (const [ending, isThere] of packed) {
    it.skipIf(!isThere)(`are written and loaded: .${ending} [CLI-33, SER-13]`, async () => {
      const path = join(folder, `all.json.${ending}`);
      await callCommand("dumpdata", { output: path });
      expect(readFileSync(path).subarray(0, 1).toString()).not.toBe("[");
      const before = await dump();
      await clear("default");

      expect(await output("loaddata", path)).toBe("Installed 4 object(s) from 1 fixture(s)\n");
      expect(await dump()).toEqual(before);
    });

    it.skipIf(!isThere)(`say that they are damaged: .${ending} [SER-13]`, async () => {
      const path = join(folder, `damaged.json.${ending}`);
      writeFileSync(path, "no compressed data");

      await expect(loadFixtures([path])).rejects.toThrow(
        `damaged.json.${ending} cannot be unpacked: `,
      );
    });
  }

  it("are those of the common programs [SER-13]", async () => {
    for (const [ending, unpack] of [
      ["gz", gunzipSync],
      ["zst", zstdDecompressSync],
    ] as const) {
      const path = join(folder, `plain.json.${ending}`);
      await callCommand("dumpdata", "shop.Genre", { output: path });
      expect(unpack(readFileSync(path)).toString()).toContain('"fantasy"');
    }
  });

  it("name the package of a program that is not installed [SER-13]", async () => {
    const path = join(folder, "missing.json.xz");
    writeFileSync(path, "x");
    const { PATH } = process.env;
    process.env["PATH"] = folder;
    try {
      await expect(loadFixtures([path])).rejects.toThrow(
        'The program "xz" is needed and is not installed.\n  Install it (on Debian: apt install xz-utils)',
      );
      await expect(output("dumpdata", "-o", path)).rejects.toThrow('"xz" is needed');
    } finally {
      process.env["PATH"] = PATH;
    }
  });

  it("may be zip archives with one file [SER-13]", async () => {
    const plain = join(folder, "zipped.json");
    await callCommand("dumpdata", "shop.Genre", { output: plain });
    const archive = join(folder, "one.json.zip");
    const two = join(folder, "two.json.zip");
    writeFileSync(archive, zipOf([["zipped.json", readFileSync(plain)]]));
    writeFileSync(
      two,
      zipOf([
        ["a", Buffer.from("[]")],
        ["b", Buffer.from("[]")],
      ]),
    );

    expect((await loadFixtures([archive])).loaded).toBe(1);
    await expect(loadFixtures([two])).rejects.toThrow(
      "it has 2 files; a zip with a fixture has one",
    );
  });
});

/** A zip archive without compression. */
function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const script =
    "import sys, zipfile, json, base64\nz = zipfile.ZipFile(sys.stdout.buffer, 'w')\n" +
    "for name, data in json.loads(sys.argv[1]): z.writestr(name, base64.b64decode(data))\nz.close()";
  const given = JSON.stringify(files.map(([name, data]) => [name, data.toString("base64")]));
  return execFileSync("python3", ["-c", script, given]);
}

describe("loadFixtures()", () => {
  afterEach(async () => {
    await clear("default");
  });

  it("finds objects that come later in the data, by natural key [SER-06, SER-11, SER-12]", async () => {
    await clear("default");

    expect(await loadFixtures(["shop"])).toMatchObject({ fixtures: 1, found: 3, loaded: 3 });
    const book = await Book.objects.selectRelated("author").get({ pk: 1 });
    expect(book.author?.lastName).toBe("Ende");
    expect(await book.genres.count()).toBe(1);
  });

  it("loads into another database, what routers have there [SER-16]", async () => {
    const genres = JSON.stringify([
      { model: "shop.genre", pk: 1, fields: { name: "a" } },
      { model: "shop.author", pk: 1, fields: { first_name: "a", last_name: "b" } },
    ]);
    using _ = overrideSettings({
      databaseRouters: [{ allowMigrate: (_alias, _app, { modelName }) => modelName !== "author" }],
    });
    const data = { data: genres, format: "json", source: "text" };

    expect(await loadFixtures([data], { using: "other" })).toMatchObject({ found: 2, loaded: 1 });
    expect(await Genre.objects.using("other").count()).toBe(1);
    expect(await Genre.objects.filter({ name: "a" }).exists()).toBe(false);
  });

  it("refuses foreign keys that lead nowhere, and loads nothing then [SER-12]", async () => {
    const path = join(folder, "dangling.json");
    const book = { model: "shop.book", pk: 9, fields: { title: "x", author: 99 } };
    const genre = { model: "shop.genre", pk: 9, fields: { name: "kept" } };
    writeFileSync(path, JSON.stringify([genre, book]));

    await expect(loadFixtures([path])).rejects.toThrow(
      'points at a row of "shop_author" that does not exist',
    );
    expect(await Genre.objects.filter({ name: "kept" }).exists()).toBe(false);
  });

  it("prefers a fixture for one database, and refuses two of a name [SER-11, SER-13]", async () => {
    const genre = (name: string) => JSON.stringify([{ model: "shop.genre", fields: { name } }]);
    writeFileSync(join(folder, "named.other.json"), genre("for other"));

    expect((await loadFixtures([join(folder, "named")], { using: "other" })).loaded).toBe(1);
    await expect(loadFixtures([join(folder, "named")])).rejects.toThrow(
      "No fixture named '" + join(folder, "named") + "' found.",
    );
    writeFileSync(join(folder, "named.jsonl"), "");
    await expect(loadFixtures([join(folder, "named")], { using: "other" })).rejects.toThrow(
      /Multiple fixtures named 'named' in .*\. Aborting\.\n {2}Name one with its ending, such as named\.jsonl\./u,
    );
  });

  it("looks in the folders of the setting, each once [SER-11, SER-15]", async () => {
    writeFileSync(join(folder, "own.jsonl"), '{"model":"shop.genre","fields":{"name":"own"}}');
    {
      using _ = overrideSettings({ fixtureDirs: [folder] });
      expect((await loadFixtures(["own"])).loaded).toBe(1);
      expect((await loadFixtures(["own"], { app: "shop" })).loaded).toBe(1);
    }
    {
      using _ = overrideSettings({ fixtureDirs: [folder, folder] });
      await expect(loadFixtures(["own"])).rejects.toThrow("The setting fixtureDirs has ");
    }
    {
      using _ = overrideSettings({ fixtureDirs: [join(shop, "fixtures")] });
      await expect(loadFixtures(["own"])).rejects.toThrow(
        'is the fixture folder of the app "shop" and cannot be in fixtureDirs.',
      );
    }
  });

  it("refuses to leave out what does not exist [CLI-34]", async () => {
    await expect(loadFixtures(["shop"], { exclude: ["nope"] })).rejects.toThrow(FixtureError);
    await expect(loadFixtures(["shop"], { exclude: ["shop.Nope"] })).rejects.toThrow(
      "App 'shop' doesn't have a 'Nope' model.",
    );
  });

  it("warns of a fixture without objects, and tells each at -v 2 [CLI-34]", async () => {
    const path = join(folder, "empty.json");
    writeFileSync(path, "[]");

    expect(await output("loaddata", path, "-v2")).toBe(
      `Installing json fixture ${path}.\n` +
        `No fixture data found for ${path}. (The file format may be invalid.)\n` +
        "Installed 0 object(s) from 1 fixture(s)\n",
    );
  });
});
