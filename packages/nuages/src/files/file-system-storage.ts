import type { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { chmod, lstat, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";

import { settingOrDefault, settings } from "../conf/index.ts";
import { getRandomString } from "../utils/crypto.ts";
import { filepathToUri } from "../utils/encoding.ts";
import { SuspiciousFileOperation } from "../utils/suspicious-file-operation.ts";
import { FileNotAccessible, StoredFileNotFound } from "./errors.ts";
import type { FileContent } from "./file-content.ts";
import { type SaveFileOptions, Storage, type StoredFile } from "./storage.ts";

/** Options of {@link FileSystemStorage}; what is left out follows the settings. */
export interface FileSystemStorageOptions {
  /** The folder. Default: `mediaRoot`. */
  readonly location?: string;
  /** Where the files are served; null: nowhere. Default: `mediaUrl`. */
  readonly baseUrl?: string | null;
  /** Mode of new files. Default: `fileUploadPermissions`. */
  readonly filePermissionsMode?: number | null;
  /** Mode of new folders. Default: `fileUploadDirectoryPermissions`. */
  readonly directoryPermissionsMode?: number | null;
  /** Whether a file takes the place of one of the same name, instead of getting another name. Default: false. */
  readonly allowOverwrite?: boolean;
}

/** Files in a folder of this machine. Django: `FileSystemStorage`. */
export class FileSystemStorage extends Storage {
  readonly #options: FileSystemStorageOptions;

  constructor(options: FileSystemStorageOptions = {}) {
    super();
    this.#options = options;
  }

  /** The folder, as an absolute path. */
  get location(): string {
    return resolve(this.#options.location ?? settings.mediaRoot);
  }

  /** @throws SuspiciousFileOperation for names that lead out of the folder */
  override path(name: string): string {
    const root = this.location;
    const path = resolve(root, name);
    const inside = path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
    if (name.includes("\u0000") || !inside)
      throw new SuspiciousFileOperation(
        "The joined path is located outside of the base path of the storage.",
      );
    return path;
  }

  async open(name: string): Promise<StoredFile> {
    const path = this.path(name);
    return new OpenedFile(name, path, await this.size(name));
  }

  async exists(name: string): Promise<boolean> {
    try {
      // A link that leads nowhere takes its name, too.
      await lstat(this.path(name));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  protected override async isNameTaken(name: string): Promise<boolean> {
    return this.#options.allowOverwrite !== true && this.exists(name);
  }

  async delete(name: string): Promise<void> {
    if (name === "") throw new FileNotAccessible("The name must be given to delete().");
    await rm(this.path(name), { force: true });
  }

  async size(name: string): Promise<number> {
    try {
      return (await stat(this.path(name))).size;
    } catch (error) {
      throw isMissing(error) ? StoredFileNotFound.named(name, error) : error;
    }
  }

  url(name: string): string {
    const base = this.#options.baseUrl === undefined ? settings.mediaUrl : this.#options.baseUrl;
    if (base === null) throw new FileNotAccessible("This file is not accessible via a URL.");
    const slash = base === "" || base.endsWith("/") ? "" : "/";
    return `${base}${slash}${filepathToUri(name).replace(/^\/+/, "")}`;
  }

  protected async write(
    name: string,
    content: FileContent,
    options: SaveFileOptions,
  ): Promise<string> {
    await this.#makeFolder(dirname(this.path(name)));
    if (this.#options.allowOverwrite === true) {
      await this.#replace(this.path(name), content);
      return name;
    }
    let current = name;
    for (;;) {
      try {
        await this.#writeNew(this.path(current), content);
        return current;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        // Somebody else took the name in between.
        current = await this.getAvailableName(current, options);
      }
    }
  }

  /** Each new level gets exactly the mode of the settings, whatever the process's own mask. */
  async #makeFolder(folder: string): Promise<void> {
    const { directoryPermissionsMode = settingOrDefault("fileUploadDirectoryPermissions") } =
      this.#options;
    if (directoryPermissionsMode === null) {
      await mkdir(folder, { recursive: true });
      return;
    }
    const missing: string[] = [];
    for (let level = folder; !(await isThere(level)); level = dirname(level))
      missing.unshift(level);
    for (const level of missing) {
      try {
        await mkdir(level, { mode: directoryPermissionsMode });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      await chmod(level, directoryPermissionsMode);
    }
  }

  /** Puts a whole file in the place of another at once: no reader sees half of it, or a rest of the old one. */
  async #replace(path: string, content: FileContent): Promise<void> {
    const fresh = `${path}.${getRandomString(12)}.part`;
    await this.#writeNew(fresh, content);
    try {
      await rename(fresh, path);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  }

  async #writeNew(path: string, content: FileContent): Promise<void> {
    const { filePermissionsMode = settingOrDefault("fileUploadPermissions") } = this.#options;
    const file = await open(path, "wx", filePermissionsMode ?? 0o666);
    try {
      for await (const chunk of content.chunks()) await file.writeFile(chunk);
      if (filePermissionsMode !== null) await file.chmod(filePermissionsMode);
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    await file.close();
  }
}

class OpenedFile implements StoredFile {
  readonly name: string;
  readonly size: number;
  readonly #path: string;

  constructor(name: string, path: string, size: number) {
    this.name = name;
    this.size = size;
    this.#path = path;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield* createReadStream(this.#path) as AsyncIterable<Buffer>;
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.chunks();
  }

  read(): Promise<Buffer> {
    return readFile(this.#path);
  }

  text(): Promise<string> {
    return readFile(this.#path, "utf8");
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
