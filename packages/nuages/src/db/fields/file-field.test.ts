import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ContentFile, FileNotAccessible, FileSystemStorage } from "../../files/index.ts";
import { SuspiciousFileOperation } from "../../utils/suspicious-file-operation.ts";
import { InvalidValue, models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

let root = "";
const media = () => new FileSystemStorage({ location: root, baseUrl: "/media/" });

class Report extends models.Model<Report>()(
  {
    title: models.CharField({ maxLength: 50, default: "x" }),
    text: models.FileField({ uploadTo: "reports/%Y", storage: media, blank: true }),
    copy: models.FileField({
      uploadTo: (report: { title: string }, name: string) => `copies/${report.title}/${name}`,
      storage: media,
      blank: true,
      maxLength: 40,
    }),
  },
  { appLabel: "files" },
) {}

let database: AsyncDisposable;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "media-"));
  database = await memoryDatabase(Report);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const year = new Date().getUTCFullYear();
const hello = () => new ContentFile("Hello", "hello there.txt");

describe("FileField", () => {
  it("stores the file when the object is saved, and its name in the column [MOD-17] [FILE-03]", async () => {
    const report = new Report({ text: hello() });
    expect(await readdir(root)).toEqual([]);

    await report.save();

    const name = `reports/${year}/hello_there.txt`;
    expect(report.text.name).toBe(name);
    expect(await Report.objects.valuesList("text", { flat: true })).toEqual([name]);
    const found = await Report.objects.get({ text: name });
    expect(await (await found.text.open()).text()).toBe("Hello");
    expect([found.text.url, found.text.path, await found.text.size()]).toEqual([
      `/media/${name}`,
      join(root, name),
      5,
    ]);
  });

  it("makes the path with a function of the object and the name [MOD-17] [FILE-10]", async () => {
    const report = await Report.objects.create({ title: "tides", copy: hello() });

    expect(report.copy.name).toBe("copies/tides/hello_there.txt");
  });

  it("keeps names within maxLength [MOD-17]", async () => {
    const report = await Report.objects.create({
      copy: new ContentFile("x", `${"long".repeat(20)}.txt`),
    });

    expect(report.copy.name).toHaveLength(40);
    expect(report.copy.name).toMatch(/\.txt$/);
  });

  it("has a null name without a file, and refuses what needs one [FILE-03]", async () => {
    const report = await Report.objects.create({});

    expect(report.text.name).toBeNull();
    expect(String(report.text)).toBe("");
    expect(() => report.text.url).toThrow(FileNotAccessible);
    expect(() => report.text.path).toThrow(FileNotAccessible);
    await expect(report.text.size()).rejects.toThrow(FileNotAccessible);
    await expect(report.text.open()).rejects.toThrow(FileNotAccessible);
  });

  it("saves with save(), and the object only where that is wanted [FILE-04]", async () => {
    const report = await Report.objects.create({});

    const none = await statementsOf(() => report.text.save("a.txt", hello(), { save: false }));
    await report.text.save("b.txt", hello());

    expect(none).toEqual([]);
    expect(await Report.objects.valuesList("text", { flat: true })).toEqual([
      `reports/${year}/b.txt`,
    ]);
  });

  it("deletes the file with delete(), but not with the row [FILE-03] [FILE-04]", async () => {
    const report = await Report.objects.create({ text: hello() });
    const kept = await Report.objects.create({ text: hello() });
    const path = kept.text.path;

    await report.text.delete();
    await kept.delete();

    expect(report.text.name).toBeNull();
    expect(await Report.objects.valuesList("text", { flat: true })).toEqual([""]);
    expect(await readdir(join(path, ".."))).toHaveLength(1);
  });

  it("takes another file by set(), the name of a stored one, or none [MOD-17]", async () => {
    const report = await Report.objects.create({ text: hello() });

    report.text.set(new ContentFile("Bye", "bye.txt"));
    report.copy.set("somewhere/else.txt");
    await report.save();
    const again = await Report.objects.get();
    again.text.set(null);

    expect([again.copy.name, again.text.name]).toEqual(["somewhere/else.txt", null]);
    expect(report.text.name).toBe(`reports/${year}/bye.txt`);
  });

  it("stores files of bulkCreate() [MOD-17]", async () => {
    await Report.objects.bulkCreate([new Report({ text: hello() }), new Report({ text: hello() })]);

    const names = await Report.objects.valuesList("text", { flat: true });

    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
    expect(await readdir(join(root, "reports", String(year)))).toHaveLength(2);
  });

  it("stores only the files that updateFields names [MOD-17]", async () => {
    const report = await Report.objects.create({});
    report.text.set(hello());

    await report.save({ updateFields: ["title"] });

    expect(await readdir(root)).toEqual([]);
  });

  it("is read when it is asked for after defer() [MOD-17]", async () => {
    await Report.objects.create({ text: hello() });
    const report = await Report.objects.defer("text").get();

    const file: unknown = report.text;
    await (file as Promise<unknown>);

    expect(report.text.name).toBe(`reports/${year}/hello_there.txt`);
  });

  it.each(["../x.txt", "a/b.txt", "/x", "c:\\x", "..", "a\\..\\b"])(
    "refuses a file called %j [ADV-057]",
    async (name) => {
      const report = new Report({ text: new ContentFile("x", name) });

      await expect(report.save()).rejects.toThrow(SuspiciousFileOperation);
      expect(await readdir(root)).toEqual([]);
    },
  );

  it("refuses what uploadTo makes of a hostile value [ADV-057]", async () => {
    const report = new Report({ title: "../..", copy: hello() });

    await expect(report.save()).rejects.toThrow(SuspiciousFileOperation);
  });

  it("refuses files without a name and values that are no files", async () => {
    const nameless = new Report({ text: new ContentFile("x") });

    await expect(nameless.save()).rejects.toThrow(InvalidValue);
    expect(() => new Report({ text: { name: "x" } as never })).toThrow(InvalidValue);
    expect(() => Report.objects.filter({ text: 7 as never })).toThrow(InvalidValue);
  });

  it("needs a file in fullClean() unless it may be blank [MOD-17]", async () => {
    const field = models.FileField() as unknown as models.Field;
    const empty = new Report({}).text;

    await expect(field.clean(empty)).rejects.toThrow("This field cannot be blank.");
  });

  it("says its options when it is written down [MOD-17]", () => {
    const field = models.FileField({ uploadTo: "a" }) as unknown as models.Field;

    expect(field.deconstruct()).toEqual({
      name: "",
      type: "FileField",
      args: [],
      options: { uploadTo: "a" },
    });
  });

  it("finds absolute folders and primary keys [MOD-17]", () => {
    const field = models.FileField({ uploadTo: "/a", primaryKey: true }) as unknown as models.Field;

    expect(field.check().map(({ id }) => id)).toEqual(["fields.E201", "fields.E202"]);
  });
});
