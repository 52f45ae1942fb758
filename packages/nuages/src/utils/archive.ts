import { gunzipSync, inflateRawSync } from "node:zlib";

import { NuagesError, SuspiciousOperation } from "../errors/index.ts";

/** A file of an archive. */
export interface ArchiveEntry {
  /** Relative, with slashes; never leads out of the folder it is unpacked to. */
  readonly path: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

/** Data is no archive, or a damaged one. */
export class ArchiveError extends NuagesError {
  readonly code = "utils.archive";

  static unreadable(reason: string, cause?: unknown): ArchiveError {
    return new ArchiveError(`The archive cannot be read: ${reason}.`, {
      hint: "Archives are zip, tar, or tar compressed with gzip.",
      cause,
    });
  }
}

/** Bytes that an archive may have unpacked. */
const limit = 268_435_456;

/**
 * The files of a zip, tar or tar.gz archive; folders are left out.
 *
 * @throws SuspiciousOperation when a path is absolute or leads out, or an entry is a link
 * @throws ArchiveError when the data is no such archive
 */
export function readArchive(data: Uint8Array): ArchiveEntry[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  try {
    if (bytes.readUInt32LE(0) === 0x04034b50) return readZip(bytes);
    if (bytes.readUInt16BE(0) === 0x1f8b)
      return readTar(gunzipSync(bytes, { maxOutputLength: limit }));
    return readTar(bytes);
  } catch (error) {
    if (error instanceof NuagesError) throw error;
    throw ArchiveError.unreadable("it is damaged, too large, or of another kind", error);
  }
}

function safePath(path: string): string {
  const parts = path.split(/[\\/]/u).filter((part) => part !== "" && part !== ".");
  const isOutside =
    /^[\\/]|^[a-z]:/iu.test(path) ||
    parts.includes("..") ||
    path.includes("\0") ||
    parts.length === 0;
  if (isOutside) throw new SuspiciousOperation(`Archive contains invalid path: '${path}'`);
  return parts.join("/");
}

interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly executable: boolean;
}

function readTar(bytes: Buffer): ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at < bytes.length;) {
    const header = tarHeader(bytes.subarray(at, at + 512));
    if (header === undefined) break;
    if (at + 512 + header.size > bytes.length) throw ArchiveError.unreadable("it ends too early");
    const data = bytes.subarray(at + 512, at + 512 + header.size);
    at += 512 + Math.ceil(header.size / 512) * 512;
    if (header.type === "L") longName = text(data);
    else if (header.type === "x") longName = paxPath(data) ?? longName;
    else {
      const entry = tarEntry(header, longName ?? header.name, data);
      if (entry !== undefined) entries.push(entry);
      longName = undefined;
    }
  }
  return entries;
}

function tarEntry(header: TarHeader, name: string, data: Buffer): ArchiveEntry | undefined {
  switch (header.type) {
    case "0":
    case "7":
      return { path: safePath(name), data, executable: header.executable };
    case "1":
    case "2":
      throw new SuspiciousOperation(`Archive contains a link: '${name}'`);
    default:
      return undefined;
  }
}

/** Undefined for the block of zeros at the end. */
function tarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < 512) throw ArchiveError.unreadable("it ends too early");
  if (block.every((byte) => byte === 0)) return undefined;
  const sum = block.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte),
    0,
  );
  if (octal(block, 148, 8) !== sum) throw ArchiveError.unreadable("a checksum is wrong");
  const prefix = text(block.subarray(345, 500));
  const name = text(block.subarray(0, 100));
  const type = String.fromCharCode(block[156] ?? 0);
  const isUstar = text(block.subarray(257, 262)) === "ustar";
  return {
    name: isUstar && prefix !== "" ? `${prefix}/${name}` : name,
    size: octal(block, 124, 12),
    type: type === "\0" ? "0" : type,
    executable: (octal(block, 100, 8) & 0o100) !== 0,
  };
}

function octal(block: Buffer, at: number, length: number): number {
  const number = Number.parseInt(text(block.subarray(at, at + length)).trim() || "0", 8);
  if (!Number.isSafeInteger(number)) throw ArchiveError.unreadable("a number in it is wrong");
  return number;
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
}

/** The path that a pax header gives: lines of the form `length key=value`. */
function paxPath(data: Buffer): string | undefined {
  return /^\d+ path=(.*)$/mu.exec(data.toString("utf8"))?.[1];
}

function readZip(bytes: Buffer): ArchiveEntry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw ArchiveError.unreadable("its list of files is missing");
  const count = bytes.readUInt16LE(end + 10);
  const entries: ArchiveEntry[] = [];
  let total = 0;
  for (let index = 0, at = bytes.readUInt32LE(end + 16); index < count; index += 1) {
    const { entry, next } = zipEntry(bytes, at);
    at = next;
    if (entry === undefined) continue;
    total += entry.data.length;
    if (total > limit) throw ArchiveError.unreadable("it is too large");
    entries.push(entry);
  }
  return entries;
}

function zipEntry(bytes: Buffer, at: number): { entry: ArchiveEntry | undefined; next: number } {
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
    bytes.readUInt16LE(at + offset),
  ) as [number, number, number];
  const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
  const next = at + 46 + nameLength + extraLength + commentLength;
  const mode = bytes.readUInt32LE(at + 38) >>> 16;
  if ((mode & 0o170000) === 0o120000) {
    throw new SuspiciousOperation(`Archive contains a link: '${name}'`);
  }
  const path = safePath(name);
  if (/[\\/]$/u.test(name)) return { entry: undefined, next };
  const local = bytes.readUInt32LE(at + 42);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const raw = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
  const data = unpack(raw, bytes.readUInt16LE(at + 10));
  return { entry: { path, data, executable: (mode & 0o100) !== 0 }, next };
}

function unpack(raw: Buffer, method: number): Buffer {
  if (method === 0) return raw;
  if (method === 8) return inflateRawSync(raw, { maxOutputLength: limit });
  throw ArchiveError.unreadable("a file in it is compressed in an unknown way");
}
