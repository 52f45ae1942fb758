import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename } from "node:path";

import { SuspiciousOperation } from "../../errors/index.ts";
import { decodeBytes } from "../../utils/encoding.ts";

/** The name of a file could lead somewhere else; the answer is 400. Django: `SuspiciousFileOperation`. */
export class SuspiciousFileName extends SuspiciousOperation {
  override readonly code = "http.suspicious_file_name";
}

/** What the browser says about a file; nothing of it can be trusted. */
export interface UploadFacts {
  readonly contentType?: string;
  readonly charset?: string | undefined;
  /** Other parameters of the content type. */
  readonly contentTypeExtra?: Readonly<Record<string, string>>;
}

function checkedName(name: string): string {
  const bare = basename(name);
  if (bare !== name || name === "" || name === "." || name === ".." || name.includes("\\")) {
    throw new SuspiciousFileName(
      `Could not derive file name from ${JSON.stringify(name.slice(0, 255))}.`,
    );
  }
  if (name.length <= MAX_NAME) return name;
  const ending = /\.[^.]*$/.exec(name)?.[0].slice(0, MAX_NAME) ?? "";
  return name.slice(0, MAX_NAME - ending.length) + ending;
}

const MAX_NAME = 255;

/** A file that was sent with a form. Django: `UploadedFile`. */
export abstract class UploadedFile {
  /** Name without folders, as the browser sent it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  readonly charset: string | undefined;
  readonly contentTypeExtra: Readonly<Record<string, string>>;

  /** @throws SuspiciousFileName when the name has folders, or is none */
  constructor(name: string, size: number, facts: UploadFacts = {}) {
    this.name = checkedName(name);
    this.size = size;
    this.contentType = facts.contentType ?? "application/octet-stream";
    this.charset = facts.charset;
    this.contentTypeExtra = facts.contentTypeExtra ?? {};
  }

  /** The content in pieces. */
  abstract chunks(): AsyncIterable<Buffer>;

  /** The whole content. */
  abstract read(): Promise<Buffer>;

  /** Releases the file; the server does so when the response was sent. */
  abstract close(): Promise<void>;

  /** The whole content as text. */
  async text(encoding: string = this.charset ?? "utf-8"): Promise<string> {
    return decodeBytes(await this.read(), encoding);
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.chunks()[Symbol.asyncIterator]();
  }

  toString(): string {
    return this.name;
  }
}

/** An uploaded file that is small enough for memory. */
export class InMemoryUploadedFile extends UploadedFile {
  readonly #content: Buffer;

  constructor(name: string, content: Buffer, facts?: UploadFacts) {
    super(name, content.length, facts);
    this.#content = content;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield this.#content;
  }

  async read(): Promise<Buffer> {
    return this.#content;
  }

  async close(): Promise<void> {
    return undefined;
  }
}

/** An uploaded file for tests. Django: `SimpleUploadedFile`. */
export class SimpleUploadedFile extends InMemoryUploadedFile {
  constructor(name: string, content: string | Uint8Array, contentType = "text/plain") {
    super(name, Buffer.from(content), { contentType });
  }
}

/** An uploaded file that lies in a temporary file, which is removed when it is closed. */
export class TemporaryUploadedFile extends UploadedFile {
  readonly #path: string;

  constructor(name: string, facts: UploadFacts & { readonly path: string; readonly size: number }) {
    super(name, facts.size, facts);
    this.#path = facts.path;
  }

  /** Where the file lies; moving it away keeps it. */
  temporaryFilePath(): string {
    return this.#path;
  }

  chunks(): AsyncIterable<Buffer> {
    return createReadStream(this.#path) as AsyncIterable<Buffer>;
  }

  async read(): Promise<Buffer> {
    return readFile(this.#path);
  }

  async close(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** A name for a temporary file that cannot be guessed. */
export function temporaryName(): string {
  return `nuages-${randomBytes(16).toString("hex")}.upload`;
}
