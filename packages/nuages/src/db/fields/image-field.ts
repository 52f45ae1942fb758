import { error, type CheckMessage } from "../../checks/index.ts";
import { canReadImages, InvalidImage, verifyImage } from "../../files/index.ts";
import { validateImageFileExtension } from "../../validation/index.ts";
import { callable } from "../callable.ts";
import { FileFieldBase, type FileOptions } from "./file-field.ts";
import type { FieldFile } from "./field-file.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { ImageFieldFile } from "./image-field-file.ts";

export interface ImageOptions extends FileOptions {
  /** Name of a field that is given the width in pixels whenever an object is saved. */
  readonly widthField?: string;
  /** Name of a field that is given the height in pixels whenever an object is saved. */
  readonly heightField?: string;
}

type Values = Record<string, unknown>;

class ImageFieldBase extends FileFieldBase {
  static override readonly messages: Readonly<Record<string, string>> = {
    invalid_image:
      "Upload a valid image. The file you uploaded was either not an image or a corrupted image.",
  };

  constructor(options: ImageOptions = {}) {
    super(options);
  }

  protected override makeFile(instance: object): FieldFile {
    return new ImageFieldFile(instance, this);
  }

  #dimensionFields(): { readonly width: string | undefined; readonly height: string | undefined } {
    const { widthField, heightField } = this.options as ImageOptions;
    return { width: widthField, height: heightField };
  }

  /**
   * Sets the fields of `instance` that hold width and height: when its image is another one, when they
   * are empty, or with `force`. What is no image has none. Reads the image. Django:
   * `update_dimension_fields()`.
   */
  async updateDimensionFields(
    instance: object,
    { force = false }: { readonly force?: boolean } = {},
  ): Promise<void> {
    const { width, height } = this.#dimensionFields();
    const names = [width, height].filter((name) => name !== undefined);
    const file = this.valueFromObject(instance);
    if (names.length === 0 || !(file instanceof ImageFieldFile)) return;
    const values = instance as Values;
    const isFilled = names.every((name) => (values[name] ?? null) !== null);
    if (file.name === null) {
      for (const name of names) values[name] = null;
    } else if (force || file.isChanged || !isFilled) {
      const info = await infoOf(file);
      if (width !== undefined) values[width] = info?.width ?? null;
      if (height !== undefined) values[height] = info?.height ?? null;
    }
    file.measured();
  }

  override async beforeSave(instance: object): Promise<void> {
    await this.updateDimensionFields(instance);
    await super.beforeSave(instance);
  }

  /** Refuses new files that are no whole image, or have the ending of something else. */
  override async clean(value: unknown, instance?: object): Promise<FieldFile | null> {
    const cleaned = await super.clean(value, instance);
    const pending = cleaned?.pending;
    if (pending === undefined) return cleaned;
    validateImageFileExtension(pending);
    try {
      await verifyImage(pending);
    } catch (failure) {
      if (failure instanceof InvalidImage) this.fail("invalid_image");
      throw failure;
    }
    return cleaned;
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...libraryFindings(this, canReadImages())];
  }
}

async function infoOf(
  file: ImageFieldFile,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  try {
    return await file.info();
  } catch (failure) {
    if (failure instanceof InvalidImage) return undefined;
    throw failure;
  }
}

/** `fields.E210`: what reads images has to be installed. */
export function libraryFindings(field: object, isInstalled: boolean): CheckMessage[] {
  if (isInstalled) return [];
  return [
    error({
      id: "fields.E210",
      msg: "Cannot use ImageField because the package sharp is not installed.",
      hint: "Run: npm install sharp",
      obj: field,
    }),
  ];
}

/** A {@link FileField} for images: `fullClean()` refuses other files, and `widthField` and `heightField` are kept up to date. */
export const ImageField = callable<
  <const O extends ImageOptions = object>(
    options?: O & CheckedOptions<O, ImageOptions>,
  ) => FieldOf<ImageFieldFile, O>,
  typeof ImageFieldBase
>(ImageFieldBase, "ImageField");
