import { posix } from "node:path";

import { codePoints } from "../utils/code-points.ts";
import { getRandomString } from "../utils/crypto.ts";
import { SuspiciousFileOperation } from "../utils/suspicious-file-operation.ts";
import { getValidFilename } from "../utils/text.ts";
import { FileNotAccessible } from "./errors.ts";
import type { FileContent } from "./file-content.ts";
import { refuseTraversal, splitName, validateFileName } from "./file-names.ts";

/** Options of {@link Storage.save}. */
export interface SaveFileOptions {
  /** Longest name that may come out, in characters. */
  readonly maxLength?: number | undefined;
}

/** A file that a storage opened; its bytes are read when they are asked for. */
export interface StoredFile extends FileContent, AsyncIterable<Uint8Array> {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  read(): Promise<Uint8Array>;
  text(): Promise<string>;
}

/**
 * A place where files are kept under names with forward slashes. Extend it for a place of your own:
 * what is abstract must be there, the rest can be overridden; `save()` checks names for all of them.
 * Django: `Storage`.
 */
export abstract class Storage {
  /** @throws StoredFileNotFound when there is none */
  abstract open(name: string): Promise<StoredFile>;
  abstract exists(name: string): Promise<boolean>;
  /** Deletes a file; one that is not there is no error. */
  abstract delete(name: string): Promise<void>;
  /** Size in bytes. @throws StoredFileNotFound */
  abstract size(name: string): Promise<number>;
  /** Address for browsers. @throws FileNotAccessible for a storage without addresses */
  abstract url(name: string): string;
  /** Writes a file under a name that was checked, or under another where that is taken; gives the name. */
  protected abstract write(
    name: string,
    content: FileContent,
    options: SaveFileOptions,
  ): Promise<string>;

  /** Path on this machine. @throws FileNotAccessible for a storage that has none */
  path(_name: string): string {
    throw new FileNotAccessible("This storage has no paths on this machine.", {
      hint: "Read the file with open().",
    });
  }

  /**
   * Stores `content`; gives the name it got, which differs where `name` is taken. `null` takes the name
   * of the content.
   *
   * @throws SuspiciousFileOperation for names that lead elsewhere
   */
  async save(
    name: string | null,
    content: FileContent,
    options: SaveFileOptions = {},
  ): Promise<string> {
    const wanted = name ?? content.name;
    if (wanted === null || wanted === undefined)
      throw new FileNotAccessible("A file needs a name to be saved under.");
    validateFileName(wanted, { allowRelativePath: true });
    const available = await this.getAvailableName(wanted.replaceAll("\\", "/"), options);
    validateFileName(available, { allowRelativePath: true });
    const saved = await this.write(available, content, options);
    return validateFileName(saved, { allowRelativePath: true });
  }

  /** A file name without folders as this storage can have it. */
  getValidName(name: string): string {
    return getValidFilename(name);
  }

  /** Whether a new file must not have this name. Django: `is_name_available`, the other way round. */
  protected isNameTaken(name: string): Promise<boolean> {
    return this.exists(name);
  }

  /** Another name in place of one that is taken. */
  getAlternativeName(root: string, ending: string): string {
    return `${root}_${getRandomString(7)}${ending}`;
  }

  /**
   * `name`, or one like it that is free and not longer than `maxLength`.
   *
   * @throws SuspiciousFileOperation when nothing of the name is left
   */
  async getAvailableName(name: string, { maxLength }: SaveFileOptions = {}): Promise<string> {
    const { folder, root, ending } = splitName(name);
    refuseTraversal(folder);
    const excess = (candidate: string): number =>
      maxLength === undefined ? 0 : codePoints(candidate).length - maxLength;
    let stem = root;
    let candidate = name;
    while (excess(candidate) > 0 || (await this.isNameTaken(candidate))) {
      candidate = posix.join(folder, this.getAlternativeName(stem, ending));
      const over = excess(candidate);
      if (over <= 0) continue;
      stem = codePoints(stem).slice(0, -over).join("");
      if (stem === "")
        throw new SuspiciousFileOperation(
          `Storage can not find an available filename for "${name}". Please make sure that the corresponding file field allows sufficient "maxLength".`,
        );
      candidate = posix.join(folder, this.getAlternativeName(stem, ending));
    }
    return candidate;
  }

  /** The path that a file of that name is stored under: its last part made valid. @throws SuspiciousFileOperation */
  generateFilename(name: string): string {
    const path = name.replaceAll("\\", "/");
    const folder = posix.dirname(path);
    refuseTraversal(folder === "." ? "" : folder);
    return posix.normalize(posix.join(folder, this.getValidName(posix.basename(path))));
  }
}
