import { Buffer } from "node:buffer";

/** Something with bytes: an uploaded file, a stored one, a {@link ContentFile}. */
export interface FileContent {
  readonly name?: string | null;
  /** The bytes in pieces, from the first one each time it is called. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** Whether `value` can be stored as a file. */
export function isFileContent(value: unknown): value is FileContent {
  return (
    typeof value === "object" &&
    value !== null &&
    "chunks" in value &&
    typeof value.chunks === "function"
  );
}

/** A file made of a text (stored as UTF-8) or of bytes in memory. Django: `ContentFile`. */
export class ContentFile implements FileContent {
  readonly name: string | null;
  readonly #content: Buffer;

  constructor(content: string | Uint8Array, name: string | null = null) {
    this.#content = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
    this.name = name;
  }

  /** In bytes. */
  get size(): number {
    return this.#content.length;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield this.#content;
  }

  async read(): Promise<Buffer> {
    return this.#content;
  }

  async text(): Promise<string> {
    return this.#content.toString();
  }
}
