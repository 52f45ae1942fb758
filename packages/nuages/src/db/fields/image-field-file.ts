import { readImageInfo, type FileContent, type ImageInfo } from "../../files/index.ts";
import { FieldFile, type FieldFileOptions } from "./field-file.ts";

/** The image of one object: `book.cover`; its size is read from the file when it is asked for. Django: `ImageFieldFile`. */
export class ImageFieldFile extends FieldFile {
  #info: ImageInfo | undefined = undefined;
  #assigned = 0;
  #changed = false;

  override set(value: FieldFile | FileContent | string | null): void {
    const before = this.name;
    super.set(value);
    this.#info = undefined;
    this.#assigned += 1;
    if (this.#assigned > 1 && (this.name !== before || this.pending !== undefined))
      this.#changed = true;
  }

  override async save(
    name: string,
    content: FileContent,
    options: FieldFileOptions = {},
  ): Promise<void> {
    this.#info = undefined;
    this.#changed = true;
    await super.save(name, content, options);
  }

  /** @internal Another image than the one that the object was made or loaded with. */
  get isChanged(): boolean {
    return this.#changed || this.pending !== undefined;
  }

  /** @internal The size was taken over to the object. */
  measured(): void {
    this.#changed = false;
  }

  /** Format and size of the image. @throws FileNotAccessible without a file, InvalidImage when the file is no image */
  async info(): Promise<ImageInfo> {
    this.#info ??= await readImageInfo(this.pending ?? (await this.open()));
    return this.#info;
  }

  /** Width in pixels. @throws FileNotAccessible without a file, InvalidImage when the file is no image */
  async width(): Promise<number> {
    return (await this.info()).width;
  }

  /** Height in pixels. @throws FileNotAccessible without a file, InvalidImage when the file is no image */
  async height(): Promise<number> {
    return (await this.info()).height;
  }
}
