import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { SuspiciousOperation } from "../errors/index.ts";
import { ArchiveError, readArchive } from "./archive.ts";

interface Member {
  readonly name: string;
  readonly type?: string;
  readonly data?: string;
  readonly mode?: number;
}

/** A tar archive of these members. */
function tar(...members: Member[]): Buffer {
  const blocks = members.map(({ name, type = "0", data = "", mode = 0o644 }) => {
    const block = Buffer.alloc(512);
    block.write(name, 0);
    block.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
    block.write(`${Buffer.byteLength(data).toString(8).padStart(11, "0")}\0`, 124);
    block.write("        ", 148);
    block.write(type, 156);
    block.write("ustar\x0000", 257);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(data) / 512) * 512);
    content.write(data);
    return Buffer.concat([block, content]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A zip archive of these members, stored. */
function zip(...members: Member[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, data = "", mode = 0o100644 } of members) {
    const content = Buffer.from(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    central.push(
      Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), common, tail, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function read(data: Uint8Array): [string, string][] {
  return readArchive(data).map((entry) => [entry.path, Buffer.from(entry.data).toString()]);
}

const kinds: [string, (...members: Member[]) => Buffer][] = [
  ["tar", tar],
  ["tar.gz", (...members) => gzipSync(tar(...members))],
  ["zip", zip],
];

describe.each(kinds)("readArchive() of a %s", (_kind, make) => {
  it("gives the files with their content [UTIL-10]", () => {
    const archive = make(
      { name: "site/", type: "5", mode: 0o40755 },
      { name: "site/a.ts", data: "one" },
      { name: "./site/manage.ts", data: "x".repeat(700), mode: 0o100755 },
    );

    expect(read(archive)).toEqual([
      ["site/a.ts", "one"],
      ["site/manage.ts", "x".repeat(700)],
    ]);
    expect(readArchive(archive).map(({ executable }) => executable)).toEqual([false, true]);
  });

  it.each([
    "/etc/passwd",
    "../outside",
    "a/../../outside",
    "C:\\outside",
    "a\\..\\..\\b",
    "../app-evil/x",
  ])("refuses the path %s [ADV-098, ADV-100, SEC-45]", (name) => {
    const archive = make({ name: "fine.ts" }, { name });

    expect(() => readArchive(archive)).toThrow(SuspiciousOperation);
    expect(() => readArchive(archive)).toThrow(`Archive contains invalid path: '${name}'`);
  });

  it("refuses links [ADV-098]", () => {
    const archive = make({ name: "link", type: "2", mode: 0o120777, data: "" });

    expect(() => readArchive(archive)).toThrow("Archive contains a link: 'link'");
  });

  it("says that a damaged archive cannot be read", () => {
    const archive = make({ name: "a.ts", data: "x".repeat(3000) });

    expect(() => readArchive(archive.subarray(0, archive.length / 2))).toThrow(ArchiveError);
  });
});

describe("readArchive()", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("refuses data of another kind", () => {
    expect(() => readArchive(Buffer.from("no archive".repeat(100)))).toThrow(
      "The archive cannot be read: a number in it is wrong.",
    );
    expect(() => readArchive(Buffer.alloc(0))).toThrow(ArchiveError);
  });

  it("reads long names as tar itself writes them", () => {
    const name = `${"long-folder-name/".repeat(9)}file.ts`;
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), "deep");

    for (const format of ["gnu", "pax", "ustar"]) {
      const file = join(folder, `${format}.tar`);
      execFileSync("tar", [`--format=${format}`, "-cf", file, "-C", folder, "long-folder-name"]);
      expect(read(readFileSync(file))).toEqual([[name, "deep"]]);
    }
  });
});
