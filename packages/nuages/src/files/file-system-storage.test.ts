import { lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { SuspiciousFileOperation } from "../utils/suspicious-file-operation.ts";
import {
  ContentFile,
  FileNotAccessible,
  FileSystemStorage,
  StoredFileNotFound,
  validateFileName,
} from "./index.ts";

configure({});

let outside: string;
let root: string;
let storage: FileSystemStorage;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), "storage-"));
  root = join(outside, "media");
  await mkdir(root);
  storage = new FileSystemStorage({ location: root, baseUrl: "/media/" });
});

afterEach(() => rm(outside, { recursive: true }));

const hello = new ContentFile("Hello", "hello.txt");

describe("FileSystemStorage", () => {
  it("stores, reads and deletes files in folders that it makes [FILE-06] [FILE-08]", async () => {
    const name = await storage.save("a/b/hello.txt", hello);

    expect(name).toBe("a/b/hello.txt");
    expect(await storage.exists(name)).toBe(true);
    expect(await (await storage.open(name)).text()).toBe("Hello");
    expect(await storage.size(name)).toBe(5);
    await storage.delete(name);
    await storage.delete(name);
    expect(await storage.exists(name)).toBe(false);
    await expect(storage.open(name)).rejects.toThrow(StoredFileNotFound);
  });

  it("gives a taken name seven random characters before all of its ending [FILE-06]", async () => {
    await storage.save("a.tar.gz", hello);

    expect(await storage.save("a.tar.gz", hello)).toMatch(/^a_[A-Za-z0-9]{7}\.tar\.gz$/);
  });

  it("gives two writers of one name two files [FILE-07]", async () => {
    const names = await Promise.all([1, 2, 3, 4].map(() => storage.save("same.txt", hello)));

    expect(new Set(names).size).toBe(4);
  });

  it("shortens the root of names that are too long, or gives up [FILE-09]", async () => {
    const short = await storage.save("abcdefghijklmnop.txt", hello, { maxLength: 16 });

    expect(short).toMatch(/^abcd_[A-Za-z0-9]{7}\.txt$/);
    await expect(storage.save("abcdefgh.text", hello, { maxLength: 12 })).rejects.toThrow(
      "Storage can not find an available filename",
    );
  });

  it.each(["../x", "a/../../x", "/x", "..", "a/..", "", "a/", "..\\x", "c:\\x", "a\0b"])(
    "writes nothing under %j [ADV-058]",
    async (name) => {
      await expect(storage.save(name, hello)).rejects.toThrow(SuspiciousFileOperation);
      expect(await readdir(outside, { recursive: true })).toEqual(["media"]);
    },
  );

  it.each(["../x", "/x", "a/../../x"])(
    "checks the changed name %j again [ADV-058]",
    async (name) => {
      class Odd extends FileSystemStorage {
        override async getAvailableName() {
          return name;
        }
      }

      const odd = new Odd({ location: root });

      await expect(odd.save("fine.txt", hello)).rejects.toThrow(SuspiciousFileOperation);
      expect(await readdir(outside, { recursive: true })).toEqual(["media"]);
    },
  );

  it("checks what an own generateFilename() made [ADV-062]", async () => {
    class Careless extends FileSystemStorage {
      override generateFilename(name: string) {
        return name;
      }
    }
    const careless = new Careless({ location: root });

    const name = careless.generateFilename("../x");

    await expect(careless.save(name, hello)).rejects.toThrow(SuspiciousFileOperation);
  });

  it("neither reads nor deletes outside of its folder [ADV-058]", async () => {
    await writeFile(join(outside, "secret"), "x");
    await writeFile(`${root}-sibling`, "x");

    await expect(storage.open("../secret")).rejects.toThrow(SuspiciousFileOperation);
    await expect(storage.delete("../media-sibling")).rejects.toThrow(SuspiciousFileOperation);
    expect(() => storage.path("../media-sibling")).toThrow(SuspiciousFileOperation);
  });

  it("does not write through a link that leads nowhere [ADV-058]", async () => {
    await symlink(join(outside, "target"), join(root, "link.txt"));

    expect(await storage.save("link.txt", hello)).toMatch(/^link_\w{7}\.txt$/);
    expect(await storage.exists("../media/link.txt")).toBe(true);
    expect((await readdir(outside)).toSorted()).toEqual(["media"]);
  });

  it("makes valid names: spaces, odd characters, backslashes [FILE-09]", () => {
    expect(storage.generateFilename("2026/my  report (1)?.txt")).toBe("2026/my__report_1.txt");
    expect(storage.generateFilename("a\\b.txt")).toBe("a/b.txt");
    expect(() => storage.generateFilename("../b.txt")).toThrow(SuspiciousFileOperation);
  });

  it("gives addresses with special characters quoted [FILE-12]", () => {
    expect(storage.url("a/b c?#é.txt")).toBe("/media/a/b%20c%3F%23%C3%A9.txt");
    expect(() => new FileSystemStorage({ location: root, baseUrl: null }).url("a")).toThrow(
      FileNotAccessible,
    );
  });

  it("gives files and every new folder exactly their modes [ADV-055] [ADV-064]", async () => {
    const strict = new FileSystemStorage({
      location: root,
      filePermissionsMode: 0o666,
      directoryPermissionsMode: 0o777,
    });

    await Promise.all([strict.save("a/b/c.txt", hello), strict.save("a/b/d.txt", hello)]);

    const modes = await Promise.all(
      ["a", "a/b", "a/b/c.txt"].map(async (name) => (await stat(join(root, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o777, 0o777, 0o666]);
  });

  it("gives streamed files the same modes as those from memory [FILE-19]", async () => {
    const strict = new FileSystemStorage({ location: root, filePermissionsMode: 0o640 });
    const streamed = {
      async *chunks() {
        yield new Uint8Array(70_000);
        yield new Uint8Array(70_000);
      },
    };

    const names = [await strict.save("memory", hello), await strict.save("stream", streamed)];

    for (const name of names) expect((await stat(join(root, name))).mode & 0o777).toBe(0o640);
  });

  it("puts a file in the place of another where it may, and leaves no rest of it [ADV-106]", async () => {
    const replacing = new FileSystemStorage({ location: root, allowOverwrite: true });
    await replacing.save("a.txt", new ContentFile("long and old"));

    expect(await replacing.save("a.txt", new ContentFile("new"))).toBe("a.txt");
    expect(await (await replacing.open("a.txt")).text()).toBe("new");
    await symlink(join(root, "elsewhere"), join(root, "link"));
    await replacing.save("link", new ContentFile("not there"));
    expect(await readdir(root)).toEqual(["a.txt", "link"]);
    expect((await lstat(join(root, "link"))).isSymbolicLink()).toBe(false);
  });

  it.each([true, false])(
    "leaves the old file when the new one fails: %j",
    async (allowOverwrite) => {
      const replacing = new FileSystemStorage({ location: root, allowOverwrite });
      await replacing.save("a.txt", new ContentFile("old"));
      const broken = {
        async *chunks() {
          yield new Uint8Array(10);
          throw new RangeError("cut off");
        },
      };

      await expect(replacing.save("a.txt", broken)).rejects.toThrow("cut off");
      expect(await (await replacing.open("a.txt")).text()).toBe("old");
      expect(await readdir(root)).toEqual(["a.txt"]);
    },
  );

  it("leaves nothing of a file whose content fails", async () => {
    const broken = {
      async *chunks() {
        yield new Uint8Array(10);
        throw new RangeError("cut off");
      },
    };

    await expect(storage.save("half.txt", broken)).rejects.toThrow("cut off");
    expect(await readdir(root)).toEqual([]);
  });
});

describe("validateFileName()", () => {
  it.each(["/x/..", "c:\\x\\.", "a/b", "..", ".", "", "a\\b"])("refuses %j [ADV-057]", (name) => {
    expect(() => validateFileName(name)).toThrow(SuspiciousFileOperation);
  });

  it("allows folders where they are asked for [ADV-057]", () => {
    expect(validateFileName("a/b.txt", { allowRelativePath: true })).toBe("a/b.txt");
    expect(validateFileName("b..txt")).toBe("b..txt");
  });
});
