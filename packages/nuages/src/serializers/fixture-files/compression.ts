import { spawn } from "node:child_process";
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { type Duplex, PassThrough, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";

import { readArchive } from "../../utils/archive.ts";
import { showPath } from "../../utils/show-path.ts";
import { FixtureError } from "./errors.ts";

/** A program that compresses and unpacks from standard input to standard output. */
interface Program {
  readonly name: string;
  readonly packageName: string;
  readonly args: readonly string[];
}

interface Compression {
  readonly pack?: () => Duplex;
  readonly unpack?: () => Duplex;
  readonly program?: Program;
}

const COMPRESSIONS: Readonly<Record<string, Compression>> = {
  gz: { pack: zlib.createGzip, unpack: zlib.createGunzip },
  zst: { pack: zlib.createZstdCompress, unpack: zlib.createZstdDecompress },
  bz2: { program: { name: "bzip2", packageName: "bzip2", args: ["-c"] } },
  xz: { program: { name: "xz", packageName: "xz-utils", args: ["-c", "--format=xz"] } },
  lzma: { program: { name: "xz", packageName: "xz-utils", args: ["-c", "--format=lzma"] } },
  // Only read: an archive with one file.
  zip: {},
};

/** Endings of compressed files. */
export const COMPRESSED_ENDINGS: readonly string[] = Object.keys(COMPRESSIONS);

/** The ending of a compressed file's path; undefined for others. */
export function compressionOf(path: string): string | undefined {
  const ending = /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(COMPRESSIONS, ending) ? ending : undefined;
}

/** The bytes of a file, unpacked as its ending says. @throws FixtureError when that fails */
export async function* unpackedFile(path: string): AsyncGenerator<Uint8Array> {
  const ending = compressionOf(path);
  if (ending === undefined) {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
    return;
  }
  if (ending === "zip") {
    yield onlyFile(path);
    return;
  }
  const { unpack, program } = COMPRESSIONS[ending] ?? {};
  const step = stepOf(unpack, program, ["-d"]);
  // What is wrong comes to the reader through the stream that it destroys.
  pipeline(createReadStream(path), step.input).catch(() => undefined);
  try {
    yield* step.output as AsyncIterable<Uint8Array>;
  } catch (error) {
    const problem = (await step.ended) ?? (error instanceof Error ? error.message : String(error));
    throw FixtureError.unpacking(showPath(path), problem, error);
  }
  const problem = await step.ended;
  if (problem !== undefined) throw FixtureError.unpacking(showPath(path), problem);
}

function onlyFile(path: string): Uint8Array {
  const files = readArchive(readFileSync(path));
  const [file] = files;
  if (file !== undefined && files.length === 1) return file.data;
  throw FixtureError.unpacking(
    showPath(path),
    `it has ${files.length} files; a zip with a fixture has one`,
  );
}

/** A file that is written, packed as its ending says. */
export interface PackedFile {
  readonly stream: Writable;
  /** Ends the file; settles when everything is written. */
  close(): Promise<void>;
}

/** Opens a file for writing. @throws FixtureError for an ending that can only be read */
export function packedFile(path: string): PackedFile {
  const ending = compressionOf(path);
  if (ending === "zip") {
    throw new FixtureError(`A zip archive cannot be written: ${showPath(path)}.`, {
      hint: "Use .gz, .zst, .bz2, .xz or .lzma.",
    });
  }
  const { pack, program } = ending === undefined ? {} : (COMPRESSIONS[ending] ?? {});
  const step = stepOf(pack, program, []);
  const stream = new PassThrough();
  const work = Promise.all([
    pipeline(stream, step.input),
    pipeline(step.output, createWriteStream(path)),
  ]);
  work.catch(() => undefined);
  return {
    stream,
    async close() {
      stream.end();
      const problem = await step.ended;
      if (problem !== undefined) throw FixtureError.packing(showPath(path), problem);
      await work;
    },
  };
}

/** What packs or unpacks, and what went wrong in it where the streams do not tell. */
interface Step {
  readonly input: Writable;
  readonly output: Readable;
  readonly ended: Promise<string | undefined>;
}

function stepOf(
  transform: (() => Duplex) | undefined,
  program: Program | undefined,
  more: readonly string[],
): Step {
  if (program !== undefined) return runProgram(program, more);
  const stream = transform?.() ?? new PassThrough();
  return { input: stream, output: stream, ended: Promise.resolve(undefined) };
}

const MAX_COMPLAINT = 1_000;

function runProgram({ name, packageName, args }: Program, more: readonly string[]): Step {
  const child = spawn(name, [...args, ...more], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => {
    if (complaint.length < MAX_COMPLAINT) complaint += data.toString();
  });
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? FixtureError.missingProgram(name, packageName) : error);
    });
    child.on("close", (code) => {
      const [problem = ""] = complaint.trim().split("\n");
      if (code === 0) resolve(undefined);
      else resolve(problem === "" ? `${name} ended with ${code}` : problem);
    });
  });
  ended.catch(() => undefined);
  return { input: child.stdin, output: child.stdout, ended };
}
