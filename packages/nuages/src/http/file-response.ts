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
  | (StreamContent & { readonly name?: string; readonly size?: number; close?(): unknown });

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

  constructor(file: FileContent, options: FileResponseOptions = {}) {
    const { asAttachment = false, filename = "", ...rest } = options;
    super(file instanceof Uint8Array ? [file] : (file as StreamContent), rest);
    this.asAttachment = asAttachment;
    this.filename = filename;
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

  #closeAfterwards(file: Exclude<FileContent, Uint8Array>): void {
    if (file instanceof Readable) this.addCloser(() => file.destroy());
    else if ("close" in file && typeof file.close === "function") {
      this.addCloser(() => file.close?.());
    }
  }

  #setHeaders(file: FileContent, contentType: string | null | undefined): void {
    const name = basename(this.filename || nameOf(file));
    const size = sizeOf(file);
    if (size !== undefined) this.headers.set("Content-Length", size);
    if (contentType === undefined) this.headers.set("Content-Type", guessType(name));
    const disposition = contentDispositionHeader(this.asAttachment, this.filename || name);
    if (disposition !== undefined) this.headers.set("Content-Disposition", disposition);
  }
}

function openFile(path: string): FileContent {
  const fd = openSync(path, "r");
  const { size } = fstatSync(fd);
  if (size === 0) {
    closeSync(fd);
    return { name: path, size, [Symbol.iterator]: () => [].values() };
  }
  const stream = createReadStream(path, { fd, end: size - 1 });
  return {
    name: path,
    size,
    close: () => stream.destroy(),
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
  };
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
