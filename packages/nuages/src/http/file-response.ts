import { closeSync, createReadStream, fstatSync, openSync, type ReadStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";

import { contentDispositionHeader } from "../utils/http.ts";
import { guessType } from "../utils/mimetypes.ts";
import { isAsyncIterable } from "../utils/iterables.ts";
import type { ResponseOptions } from "./response-base.ts";
import {
  type StreamContent,
  type StreamPart,
  StreamingHttpResponse,
} from "./streaming-response.ts";

/** What a file is sent from: its bytes, a stream, or something opened that has a name and a size. */
export type FileContent =
  | Uint8Array
  | ReadStream
  | (StreamContent & {
      readonly name?: string;
      readonly size?: number;
      /** Its bytes from `start` to before `end`, without reading those before. */
      slice?(start: number, end: number): StreamContent;
      close?(): unknown;
    });

/** Options of {@link FileResponse}. */
export interface FileResponseOptions extends ResponseOptions {
  /** Whether the browser saves it instead of showing it. Default: false. */
  readonly asAttachment?: boolean;
  /** Name the browser saves it under. Default: that of the file. */
  readonly filename?: string;
}

/**
 * Sends a file in pieces, with its type guessed from its name, its length, and the name to save it
 * under. Closes the file when it was sent.
 *
 * @example
 * return FileResponse.open("/srv/reports/2026.pdf", { asAttachment: true });
 */
export class FileResponse extends StreamingHttpResponse {
  readonly asAttachment: boolean;
  readonly filename: string;
  /** How many bytes the file has, when that is known before it is read. */
  readonly size: number | undefined;
  readonly #file: FileContent;

  constructor(file: FileContent, options: FileResponseOptions = {}) {
    const { asAttachment = false, filename = "", ...rest } = options;
    super(file instanceof Uint8Array ? [file] : (file as StreamContent), rest);
    this.asAttachment = asAttachment;
    this.filename = filename;
    this.size = sizeOf(file);
    this.#file = file;
    if (!(file instanceof Uint8Array)) this.#closeAfterwards(file);
    this.#setHeaders(file, rest.contentType);
  }

  /**
   * Opens the file at `path` and sends what it holds now; what is appended meanwhile is left out.
   *
   * @throws the file system's error when it cannot be opened
   */
  static open(path: string, options: FileResponseOptions = {}): FileResponse {
    return new FileResponse(openFile(path), options);
  }

  /**
   * Sends only the bytes from `start` to before `end`, with status 206. The server calls it for a request with
   * a `Range` header.
   */
  narrow(start: number, end: number): void {
    this.statusCode = 206;
    this.headers.set("Content-Range", `bytes ${start}-${end - 1}/${this.size}`);
    this.headers.set("Content-Length", end - start);
    this.streamingContent = sliceOf(this.#file, start, end);
  }

  #closeAfterwards(file: Exclude<FileContent, Uint8Array>): void {
    if (file instanceof Readable) this.addCloser(() => file.destroy());
    else if ("close" in file && typeof file.close === "function") {
      this.addCloser(() => file.close?.());
    }
  }

  #setHeaders(file: FileContent, contentType: string | null | undefined): void {
    const name = basename(this.filename || nameOf(file));
    if (this.size !== undefined) this.headers.set("Content-Length", this.size);
    if (contentType === undefined) this.headers.set("Content-Type", guessType(name));
    const disposition = contentDispositionHeader(this.asAttachment, this.filename || name);
    if (disposition !== undefined) this.headers.set("Content-Disposition", disposition);
  }
}

/** The file as it is now: what is appended meanwhile is not read. */
function openFile(path: string): FileContent {
  const fd = openSync(path, "r");
  const { size } = fstatSync(fd);
  let close = (): void => closeSync(fd);
  const slice = (start: number, end: number): StreamContent => {
    if (end <= start) return [];
    const stream = createReadStream(path, { fd, start, end: end - 1 });
    close = () => void stream.destroy();
    return stream;
  };
  return {
    name: path,
    size,
    slice,
    close: () => close(),
    [Symbol.asyncIterator]: () => bytesOf(slice(0, size)),
  };
}

async function* bytesOf(content: StreamContent): AsyncGenerator<Uint8Array> {
  for await (const part of content) yield typeof part === "string" ? Buffer.from(part) : part;
}

function sliceOf(file: FileContent, start: number, end: number): StreamContent {
  if (file instanceof Uint8Array) return [file.subarray(start, end)];
  if ("slice" in file && typeof file.slice === "function" && !Array.isArray(file)) {
    return file.slice(start, end);
  }
  return skipTo(file as StreamContent, start, end);
}

/** Reads what comes before, too: all that can be done with a stream. */
async function* skipTo(
  content: StreamContent,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const part of bytesOf(content)) {
    const next = position + part.length;
    if (next > start) yield part.subarray(Math.max(0, start - position), end - position);
    position = next;
    if (position >= end) return;
  }
}

function nameOf(file: FileContent): string {
  if (file instanceof Uint8Array) return "";
  if ("path" in file && (typeof file.path === "string" || Buffer.isBuffer(file.path))) {
    return String(file.path);
  }
  return "name" in file && typeof file.name === "string" ? file.name : "";
}

function sizeOf(file: FileContent): number | undefined {
  if (file instanceof Uint8Array) return file.length;
  if ("size" in file && typeof file.size === "number") return file.size;
  if (Array.isArray(file) && !isAsyncIterable(file)) {
    return (file as StreamPart[]).reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  }
  return undefined;
}
