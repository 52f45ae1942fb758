import { randomBytes, randomInt } from "node:crypto";
import type { Transform } from "node:stream";
import { promisify } from "node:util";
import {
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  zstdCompress,
} from "node:zlib";

const {
  BROTLI_OPERATION_EMIT_METADATA,
  BROTLI_OPERATION_FLUSH,
  BROTLI_PARAM_QUALITY,
  Z_SYNC_FLUSH,
  ZSTD_e_flush: ZSTD_FLUSH,
} = constants;

/** What compresses a stream. */
export interface Compressor extends Transform {
  flush(kind: number): void;
}

/** A way to compress that HTTP has a name for. */
export interface Encoder {
  /** All bytes at once, as the head of a stream and its rest. */
  compress(content: Buffer): Promise<Buffer>;
  /** A stream that compresses. */
  open(): Compressor;
  /** The kind of flush after which all that was written can be read. */
  readonly flushKind: number;
  /** How many bytes {@link pad} must see. */
  readonly headLength: number;
  /** Puts so many random bytes, which no reader sees, into the head of what was compressed. */
  pad(compressed: Buffer, count: number): Buffer;
}

export type EncodingName = "zstd" | "br" | "gzip";

const GZIP = { level: 6 };
const GZIP_HEAD = 10;
const GZIP_HAS_FILE_NAME = 0x08;
/** Fast enough for pages that are made anew each time; higher ones are for files. */
const BROTLI = { params: { [BROTLI_PARAM_QUALITY]: 4 } };
const ZSTD_SKIPPABLE_FRAME = 0x184d2a50;

const gzipWhole = promisify(gzip);
const zstdWhole = promisify(zstdCompress);

/** Begins with a block of metadata without bytes, which {@link padBrotli} can replace by a longer one. */
function openBrotli(): Compressor {
  const stream = createBrotliCompress(BROTLI);
  stream.flush(BROTLI_OPERATION_EMIT_METADATA);
  return stream;
}

async function compressBrotli(content: Buffer): Promise<Buffer> {
  const stream = openBrotli();
  stream.end(content);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** RFC 7932 §9.2: after the window size, a block of metadata with the length in two bytes. */
function padBrotli(compressed: Buffer, count: number): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(1 | ((count - 1) << 2));
  return Buffer.concat([
    compressed.subarray(0, 1),
    length,
    randomBytes(count),
    compressed.subarray(2),
  ]);
}

/** RFC 8878 §3.1.2: a frame that is skipped. */
function padZstd(compressed: Buffer, count: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(ZSTD_SKIPPABLE_FRAME, 0);
  head.writeUInt32LE(count, 4);
  return Buffer.concat([head, randomBytes(count), compressed]);
}

/** RFC 1952 §2.3: a file name, as the header may have one. */
function padGzip(compressed: Buffer, count: number): Buffer {
  const name = randomBytes(count).toString("hex").slice(0, count);
  const head = Buffer.from(compressed.subarray(0, GZIP_HEAD));
  head[3] = (head[3] ?? 0) | GZIP_HAS_FILE_NAME;
  return Buffer.concat([head, Buffer.from(`${name}\0`, "latin1"), compressed.subarray(GZIP_HEAD)]);
}

export const ENCODERS: Readonly<Record<EncodingName, Encoder>> = {
  zstd: {
    compress: (content) => zstdWhole(content),
    open: () => createZstdCompress(),
    flushKind: ZSTD_FLUSH,
    headLength: 0,
    pad: padZstd,
  },
  br: {
    compress: compressBrotli,
    open: openBrotli,
    flushKind: BROTLI_OPERATION_FLUSH,
    headLength: 2,
    pad: padBrotli,
  },
  gzip: {
    compress: (content) => gzipWhole(content, GZIP),
    open: () => createGzip(GZIP),
    flushKind: Z_SYNC_FLUSH,
    headLength: GZIP_HEAD,
    pad: padGzip,
  },
};

/** The compressed bytes with up to `maxBytes` random ones, so that their length tells nothing (BREACH). */
export function hideLength(encoder: Encoder, compressed: Buffer, maxBytes: number): Buffer {
  const count = maxBytes > 0 ? randomInt(0, maxBytes + 1) : 0;
  return count === 0 ? compressed : encoder.pad(compressed, count);
}
