import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { settings } from "../../conf/index.ts";
import { NuagesError } from "../../errors/index.ts";
import type { MultiValueDict } from "../../utils/datastructures.ts";
import type { QueryDict } from "../query-dict.ts";
import {
  InMemoryUploadedFile,
  temporaryName,
  TemporaryUploadedFile,
  type UploadedFile,
  type UploadFacts,
} from "./uploaded-file.ts";

/** What is known of a file when its part of the form begins. */
export interface UploadInfo extends UploadFacts {
  readonly fieldName: string;
  readonly fileName: string;
  /** What the part's own header says, if it has one. */
  readonly contentLength: number | undefined;
}

/** A form with files. */
export interface ParsedForm {
  readonly post: QueryDict;
  readonly files: MultiValueDict<UploadedFile>;
}

/** What is known of a form before it is read. */
export interface FormInfo {
  readonly boundary: string;
  readonly encoding: string;
  /** What the request's header says, if it has one. */
  readonly contentLength: number | undefined;
}

/** Thrown by a handler: the rest of the form is not wanted. What was read so far is the form. Django: `StopUpload`. */
export class StopUpload extends NuagesError {
  readonly code = "http.stop_upload";
  /** Whether what still comes is not even read, so that the browser sees a broken connection. */
  readonly connectionReset: boolean;

  constructor({ connectionReset = false }: { readonly connectionReset?: boolean } = {}) {
    super("An upload handler has stopped the upload.");
    this.connectionReset = connectionReset;
  }
}

/** Thrown by a handler: the present file is not wanted. Django: `SkipFile`. */
export class SkipFile extends NuagesError {
  readonly code = "http.skip_file";

  constructor() {
    super("An upload handler has skipped the file.");
  }
}

/** Thrown by `newFile()`: the handlers behind this one do not get the file. Django: `StopFutureHandlers`. */
export class StopFutureHandlers extends NuagesError {
  readonly code = "http.stop_future_handlers";

  constructor() {
    super("An upload handler has taken the file for itself.");
  }
}

/**
 * Takes the pieces of uploaded files. The handlers of `fileUploadHandlers` are asked in turn: one that
 * gives a piece back hands it on to the next. Django: `FileUploadHandler`.
 */
export abstract class FileUploadHandler {
  /** Reads the whole form itself; `null` when it does not. Django: `handle_raw_input`. */
  handleRawInput(
    _body: AsyncIterable<Uint8Array>,
    _info: FormInfo,
  ): ParsedForm | null | Promise<ParsedForm | null> {
    return null;
  }

  /**
   * A file begins. It may throw {@link SkipFile}, {@link StopFutureHandlers} or {@link StopUpload};
   * {@link receiveDataChunk} the first and the last.
   */
  newFile(_info: UploadInfo): void | Promise<void> {
    return undefined;
  }

  /**
   * A piece of the present file; give it back for the next handler, or `null` when it is taken.
   *
   * @param start How many bytes came before.
   */
  abstract receiveDataChunk(chunk: Buffer, start: number): Buffer | null | Promise<Buffer | null>;

  /** The file ends: the handler that has it gives it. */
  abstract fileComplete(size: number): UploadedFile | null | Promise<UploadedFile | null>;

  /** The form was read. */
  uploadComplete(): void | Promise<void> {
    return undefined;
  }

  /** The form could not be read to its end: release what was begun. */
  uploadInterrupted(): void | Promise<void> {
    return undefined;
  }
}

/** Keeps files up to `fileUploadMaxMemorySize` in memory, and hands larger ones on. */
export class MemoryFileUploadHandler extends FileUploadHandler {
  #info: UploadInfo | undefined;
  #chunks: Buffer[] | undefined;
  #size = 0;

  override newFile(info: UploadInfo): void {
    this.#info = info;
    this.#chunks = [];
    this.#size = 0;
  }

  receiveDataChunk(chunk: Buffer): Buffer | null {
    if (this.#chunks === undefined) return chunk;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= settings.fileUploadMaxMemorySize) return null;
    // The bytes that came count, not the length that was announced.
    const all = Buffer.concat(this.#chunks);
    this.#chunks = undefined;
    return all;
  }

  fileComplete(): UploadedFile | null {
    if (this.#chunks === undefined || this.#info === undefined) return null;
    return new InMemoryUploadedFile(this.#info.fileName, Buffer.concat(this.#chunks), this.#info);
  }
}

/** Writes files into temporary ones in `fileUploadTempDir`. */
export class TemporaryFileUploadHandler extends FileUploadHandler {
  #info: UploadInfo | undefined;
  #path = "";
  #file: FileHandle | undefined;

  override async newFile(info: UploadInfo): Promise<void> {
    // One that another handler has skipped.
    await this.uploadInterrupted();
    this.#info = info;
  }

  async #open(): Promise<FileHandle> {
    this.#path = join(settings.fileUploadTempDir ?? tmpdir(), temporaryName());
    return open(this.#path, "wx", 0o600);
  }

  async receiveDataChunk(chunk: Buffer): Promise<null> {
    this.#file ??= await this.#open();
    await this.#file.write(chunk);
    return null;
  }

  async fileComplete(): Promise<UploadedFile | null> {
    if (this.#info === undefined) return null;
    const file = (this.#file ??= await this.#open());
    const { size } = await file.stat();
    await file.close();
    this.#file = undefined;
    return new TemporaryUploadedFile(this.#info.fileName, {
      ...this.#info,
      path: this.#path,
      size,
    });
  }

  override async uploadComplete(): Promise<void> {
    await this.uploadInterrupted();
  }

  override async uploadInterrupted(): Promise<void> {
    if (this.#file === undefined) return;
    await this.#file.close();
    this.#file = undefined;
    await rm(this.#path, { force: true });
  }
}

/** A class of handlers, for the setting `fileUploadHandlers`. */
export type UploadHandlerClass = new () => FileUploadHandler;

declare module "../../conf/settings.ts" {
  interface SettingValues {
    uploadHandler: UploadHandlerClass;
  }
}

const BUILT_IN: Readonly<Record<"memory" | "temporaryFile", UploadHandlerClass>> = {
  memory: MemoryFileUploadHandler,
  temporaryFile: TemporaryFileUploadHandler,
};

/** The handlers of the settings, made for one request. */
export function makeUploadHandlers(): FileUploadHandler[] {
  return settings.fileUploadHandlers.map((entry) => {
    const Handler = typeof entry === "string" ? BUILT_IN[entry] : entry;
    return new Handler();
  });
}
