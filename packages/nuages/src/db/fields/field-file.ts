import {
  FileNotAccessible,
  isFileContent,
  type FileContent,
  type Storage,
  type StoredFile,
} from "../../files/index.ts";
import { InvalidValue } from "../errors.ts";

/** What a {@link FieldFile} has to know of its field. */
export interface FileOwner {
  readonly label: string;
  readonly storage: Storage;
  readonly maxLength: number | undefined;
  generateFilename(instance: object, name: string): string;
}

interface Saved {
  save(): Promise<void>;
}

/** Whether the object is saved, too. Default: true. */
export interface FieldFileOptions {
  readonly save?: boolean;
}

/** The file of one object: `book.cover`. Always there; its name is null without a file. Django: `FieldFile`. */
export class FieldFile {
  readonly #instance: object;
  readonly #field: FileOwner;
  #name: string | null = null;
  #pending: FileContent | undefined = undefined;

  /** @internal */
  constructor(instance: object, field: FileOwner) {
    this.#instance = instance;
    this.#field = field;
  }

  /** Name in the storage, as the column holds it; null without a file. */
  get name(): string | null {
    return this.#name;
  }

  get storage(): Storage {
    return this.#field.storage;
  }

  /** @internal A file that was taken and is not stored yet. */
  get pending(): FileContent | undefined {
    return this.#pending;
  }

  /** Takes a file that is stored when the object is saved, the name of a stored one, or null for none. */
  set(value: FieldFile | FileContent | string | null): void {
    if (value instanceof FieldFile) {
      this.#name = value.#name;
      this.#pending = value.#pending;
      return;
    }
    if (typeof value === "object" && value !== null) {
      if (!isFileContent(value)) throw this.#refused();
      this.#pending = value;
      this.#name = value.name ?? null;
      return;
    }
    if (typeof value !== "string" && value !== null && value !== undefined) throw this.#refused();
    this.#pending = undefined;
    this.#name = value === "" || value === undefined ? null : value;
  }

  #refused(): InvalidValue {
    return new InvalidValue(
      `${this.#field.label} takes a file, the name of a stored one, or null.`,
    );
  }

  #stored(): string {
    if (this.#name !== null) return this.#name;
    throw new FileNotAccessible(`${this.#field.label} of this object has no file.`, {
      hint: "Ask for its name first: it is null without a file.",
    });
  }

  /** Address for browsers. @throws FileNotAccessible without a file */
  get url(): string {
    return this.storage.url(this.#stored());
  }

  /** Path on this machine. @throws FileNotAccessible without a file, or when the storage has no paths */
  get path(): string {
    return this.storage.path(this.#stored());
  }

  /** Size in bytes. @throws FileNotAccessible without a file */
  async size(): Promise<number> {
    return this.storage.size(this.#stored());
  }

  /** The stored file, to be read. @throws FileNotAccessible without a file */
  async open(): Promise<StoredFile> {
    return this.storage.open(this.#stored());
  }

  /** Stores `content` under the path that `uploadTo` makes of `name`, then saves the object. */
  async save(
    name: string,
    content: FileContent,
    { save = true }: FieldFileOptions = {},
  ): Promise<void> {
    await this.#store(name, content);
    if (save) await (this.#instance as Saved).save();
  }

  async #store(name: string, content: FileContent): Promise<void> {
    const path = this.#field.generateFilename(this.#instance, name);
    const { maxLength } = this.#field;
    this.#name = await this.storage.save(path, content, { maxLength });
    this.#pending = undefined;
  }

  /** Deletes the file, then saves the object without it. */
  async delete({ save = true }: FieldFileOptions = {}): Promise<void> {
    if (this.#name === null) return;
    if (this.#pending === undefined) await this.storage.delete(this.#name);
    this.set(null);
    if (save) await (this.#instance as Saved).save();
  }

  /** @internal Stores what was only taken so far. */
  async commit(): Promise<void> {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (this.#name === null)
      throw new InvalidValue(`The file for ${this.#field.label} has no name.`, {
        hint: "Give it one: new ContentFile(bytes, name).",
      });
    await this.#store(this.#name, pending);
  }

  toString(): string {
    return this.#name ?? "";
  }

  toJSON(): string | null {
    return this.#name;
  }
}
