import { settings } from "../../conf/index.ts";
import { NuagesError } from "../../errors/index.ts";
import { MultiValueDict } from "../../utils/datastructures.ts";
import { decodeBytes } from "../../utils/encoding.ts";
import { unescapeHtml } from "../../utils/html-entities.ts";
import { parseHeaderParameters } from "../../utils/http.ts";
import { RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent } from "../errors.ts";
import { QueryDict } from "../query-dict.ts";
import { BoundaryReader } from "./boundary-reader.ts";
import {
  type FileUploadHandler,
  type ParsedForm,
  SkipFile,
  StopFutureHandlers,
  StopUpload,
  type UploadInfo,
} from "./upload-handler.ts";
import type { UploadedFile } from "./uploaded-file.ts";

/** A multipart form is malformed; the answer is 400. Django: `MultiPartParserError`. */
export class MultiPartParserError extends NuagesError {
  readonly code = "http.malformed_multipart";
}

/** What a parser is told. */
export interface MultipartOptions {
  readonly boundary: string | undefined;
  readonly encoding: string;
  readonly handlers: readonly FileUploadHandler[];
  /** What the request's header says, if it has one. */
  readonly contentLength?: number | undefined;
}

type PartHeaders = ReadonlyMap<string, readonly [value: string, parameters: Map<string, string>]>;

/** Bytes that the headers of one part may have. */
const MAX_HEADERS = 1024;
const HEADER_END = Buffer.from("\r\n\r\n");

// RFC 2046 allows 70 characters; browsers and Django are more generous.
const BOUNDARY = /^[\u0020-\u007e]{0,200}[\u0021-\u007e]$/;

function checkBoundary(boundary: string | undefined): string {
  if (boundary !== undefined && BOUNDARY.test(boundary)) return boundary;
  throw new MultiPartParserError(
    `Invalid boundary in multipart: ${JSON.stringify(boundary?.slice(0, 200))}`,
  );
}

/** The name without folders and what cannot be seen; `undefined` when nothing is left. */
export function sanitizeFileName(name: string): string | undefined {
  const bare = unescapeHtml(name).split(/[/\\]/).at(-1) ?? "";
  const visible = bare.replaceAll(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, "");
  return ["", ".", ".."].includes(visible.trim()) ? undefined : visible;
}

/** Takes base64 in pieces of any length, with spaces and line breaks between. */
class Base64Decoder {
  #rest = "";

  decode(chunk: Buffer): Buffer {
    const text = this.#rest + chunk.toString("latin1").replaceAll(/\s+/g, "");
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    const digits = text.slice(0, whole);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) throw badBase64();
    return Buffer.from(digits, "base64");
  }

  end(): void {
    if (this.#rest !== "") throw badBase64();
  }
}

function badBase64(): MultiPartParserError {
  return new MultiPartParserError("Could not decode base64 data.");
}

/** Reads a form of parts: fields into memory, files into the hands of their handlers. */
class MultipartParser {
  readonly #reader: BoundaryReader;
  readonly #options: MultipartOptions;
  readonly #post: QueryDict;
  readonly #files = new MultiValueDict<UploadedFile>();
  #bytes = 0;
  #fields = 0;
  #fileCount = 0;

  constructor(
    body: AsyncIterable<Uint8Array>,
    options: MultipartOptions & { readonly boundary: string },
  ) {
    this.#reader = new BoundaryReader(body, options.boundary);
    this.#options = options;
    this.#post = new QueryDict("", { mutable: true, encoding: options.encoding });
  }

  async parse(): Promise<ParsedForm> {
    try {
      do await this.#readPart();
      while (await this.#reader.nextPart());
    } catch (error) {
      if (error instanceof StopUpload) return this.#stop(error);
      for (const handler of this.#options.handlers) await handler.uploadInterrupted();
      for (const [, files] of this.#files.lists()) for (const file of files) await file.close();
      await this.#reader.close();
      throw error;
    }
    for (const handler of this.#options.handlers) await handler.uploadComplete();
    return { post: this.#post.freeze(), files: this.#files };
  }

  async #stop({ connectionReset }: StopUpload): Promise<ParsedForm> {
    for (const handler of this.#options.handlers) await handler.uploadInterrupted();
    this.#pending = undefined;
    if (connectionReset) await this.#reader.close();
    else while (await this.#reader.nextPart());
    return { post: this.#post.freeze(), files: this.#files };
  }

  /** What stands before the first boundary, or behind the last, is a part without headers: it is skipped. */
  async #readPart(): Promise<void> {
    const headers = await this.#readHeaders();
    const disposition = headers?.get("content-disposition");
    const name = disposition?.[1].get("name")?.trim();
    if (headers === undefined || disposition === undefined || name === undefined) return;
    const fileName = disposition[1].get("filename");
    if (fileName) await this.#readFile(name, fileName, headers);
    else await this.#readField(name, headers);
  }

  /** Half a file must not be taken for a whole one. Django drops it; a field that is cut off both keep. */
  #checkEnd(): void {
    if (!this.#reader.isTruncated) return;
    throw new MultiPartParserError("The form ends before the boundary that closes it.");
  }

  async #readHeaders(): Promise<PartHeaders | undefined> {
    let head: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = await this.#reader.read();
      if (chunk === undefined) return undefined;
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(HEADER_END);
      if ((end < 0 ? head.length : end) > MAX_HEADERS + HEADER_END.length) {
        if (end < 0 && !looksLikeHeaders(head)) return undefined;
        throw new MultiPartParserError("Request max total header size exceeded.");
      }
      if (end < 0) continue;
      this.#pending = head.subarray(end + HEADER_END.length);
      return parseHeaders(head.subarray(0, end));
    }
  }

  /** What was read of the body together with the headers. */
  #pending: Buffer | undefined;

  async #readBody(): Promise<Buffer | undefined> {
    const first = this.#pending;
    this.#pending = undefined;
    return first !== undefined && first.length > 0 ? first : this.#reader.read();
  }

  #countBytes(bytes: number): void {
    const limit = settings.dataUploadMaxMemorySize;
    this.#bytes += bytes;
    if (limit !== null && this.#bytes > limit) throw RequestDataTooBig.limit(limit);
  }

  async #readField(name: string, headers: PartHeaders): Promise<void> {
    const limit = settings.dataUploadMaxNumberFields;
    this.#fields += 1;
    if (limit !== null && this.#fields > limit) throw TooManyFieldsSent.limit(limit);
    this.#countBytes(Buffer.byteLength(name) + 2);
    const chunks: Buffer[] = [];
    for (let chunk = await this.#readBody(); chunk !== undefined; chunk = await this.#readBody()) {
      this.#countBytes(chunk.length);
      chunks.push(chunk);
    }
    const raw = Buffer.concat(chunks);
    const isBase64 = headers.get("content-transfer-encoding")?.[0] === "base64";
    const data = isBase64 ? Buffer.from(raw.toString("latin1"), "base64") : raw;
    this.#post.appendlist(name, decodeBytes(data, this.#options.encoding));
  }

  async #readFile(name: string, rawName: string, headers: PartHeaders): Promise<void> {
    const limit = settings.dataUploadMaxNumberFiles;
    this.#fileCount += 1;
    if (limit !== null && this.#fileCount > limit) throw TooManyFilesSent.limit(limit);
    const fileName = sanitizeFileName(rawName);
    if (fileName === undefined) {
      this.#pending = undefined;
      return;
    }
    try {
      await this.#handToHandlers(uploadInfo(name, fileName, headers), headers);
    } catch (error) {
      if (!(error instanceof SkipFile)) throw error;
      this.#pending = undefined;
    }
  }

  async #handToHandlers(info: UploadInfo, headers: PartHeaders): Promise<void> {
    const handlers = await this.#begin(info);
    const isBase64 = headers.get("content-transfer-encoding")?.[0] === "base64";
    const decoder = isBase64 ? new Base64Decoder() : undefined;
    const counts = handlers.map(() => 0);
    for (let chunk = await this.#readBody(); chunk !== undefined; chunk = await this.#readBody()) {
      const data = decoder === undefined ? chunk : decoder.decode(chunk);
      if (data.length > 0) await handOut(handlers, data, counts);
    }
    this.#checkEnd();
    decoder?.end();
    for (const [index, handler] of handlers.entries()) {
      const file = await handler.fileComplete(counts[index] ?? 0);
      if (file === null) continue;
      this.#files.appendlist(info.fieldName, file);
      return;
    }
  }

  /** Tells the handlers of a file, and gives those that get it. */
  async #begin(info: UploadInfo): Promise<readonly FileUploadHandler[]> {
    const { handlers } = this.#options;
    for (const [index, handler] of handlers.entries()) {
      try {
        await handler.newFile(info);
      } catch (error) {
        if (error instanceof StopFutureHandlers) return handlers.slice(0, index + 1);
        throw error;
      }
    }
    return handlers;
  }
}

async function handOut(
  handlers: readonly FileUploadHandler[],
  data: Buffer,
  counts: number[],
): Promise<void> {
  let chunk: Buffer | null = data;
  for (const [index, handler] of handlers.entries()) {
    const start = counts[index] ?? 0;
    counts[index] = start + chunk.length;
    chunk = await handler.receiveDataChunk(chunk, start);
    if (chunk === null) return;
  }
}

function looksLikeHeaders(head: Buffer): boolean {
  return /^\r?\n?[!-9;-~]+:/.test(head.toString("latin1", 0, MAX_HEADERS));
}

function parseHeaders(head: Buffer): PartHeaders {
  const headers = new Map<string, readonly [string, Map<string, string>]>();
  for (const line of head.toString("utf8").split("\r\n")) {
    const [pair, parameters] = parseHeaderParameters(line);
    const at = pair.indexOf(":");
    if (at > 0) headers.set(pair.slice(0, at).trim(), [pair.slice(at + 1).trim(), parameters]);
  }
  return headers;
}

function uploadInfo(fieldName: string, fileName: string, headers: PartHeaders): UploadInfo {
  const [contentType, parameters] = headers.get("content-type") ?? ["", new Map<string, string>()];
  const length = headers.get("content-length")?.[0] ?? "";
  return {
    fieldName,
    fileName,
    contentType,
    charset: parameters.get("charset"),
    contentTypeExtra: Object.fromEntries(parameters),
    contentLength: /^\d{1,15}$/.test(length) ? Number(length) : undefined,
  };
}

/**
 * Reads a multipart form from its bytes as they arrive.
 *
 * @throws MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
 */
export async function parseMultipart(
  body: AsyncIterable<Uint8Array>,
  options: MultipartOptions,
): Promise<ParsedForm> {
  const { encoding, contentLength } = options;
  const boundary = checkBoundary(options.boundary);
  for (const handler of options.handlers) {
    const form = await handler.handleRawInput(body, { boundary, encoding, contentLength });
    if (form !== null) return form;
  }
  return new MultipartParser(body, { ...options, boundary }).parse();
}
