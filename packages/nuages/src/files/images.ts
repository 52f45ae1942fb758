import { Buffer } from "node:buffer";
import { createRequire } from "node:module";

import type { Sharp, SharpOptions } from "sharp";

import { ImproperlyConfigured, NuagesRangeError } from "../errors/index.ts";
import type { FileContent } from "./file-content.ts";

/** A file that should be an image is none, or one that would take too much to be shown. */
export class InvalidImage extends NuagesRangeError {
  readonly code = "files.invalid_image";

  static because(reason: string, name: string | null | undefined, cause?: unknown): InvalidImage {
    return new InvalidImage(`${name ?? "The file"} is not a valid image: ${reason}.`, {
      hint: "Known formats: JPEG, PNG, GIF, WebP, AVIF and TIFF.",
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** What an image says of itself; sizes in pixels, before it is turned as its metadata may ask for. */
export interface ImageInfo {
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

export interface ImageLimits {
  /** Most pixels that an image may have when it is unpacked. Default: about 179 million. */
  readonly maxPixels?: number;
  /** Most bytes of the file. Default: 100 MiB. */
  readonly maxBytes?: number;
}

const MAX_PIXELS = 178_956_970;
const MAX_BYTES = 100 * 1024 * 1024;
const MAX_SECONDS = 20;

type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

const require = createRequire(import.meta.url);

/** Whether images can be read: the package `sharp` is installed. Loads nothing. */
export function canReadImages(): boolean {
  try {
    require.resolve("sharp");
    return true;
  } catch {
    return false;
  }
}

let factory: Promise<SharpFactory> | undefined;

/** @throws ImproperlyConfigured when the package is not installed */
async function loadSharp(): Promise<SharpFactory> {
  factory ??= import("sharp").then((module) => module.default as SharpFactory);
  try {
    return await factory;
  } catch (error) {
    factory = undefined;
    throw new ImproperlyConfigured('Images are read with the package "sharp", which is missing.', {
      hint: "Run: npm install sharp",
      cause: error,
    });
  }
}

function startsWith(bytes: Uint8Array, signature: string, offset = 0): boolean {
  return Buffer.from(bytes.subarray(offset, offset + signature.length)).equals(
    Buffer.from(signature, "latin1"),
  );
}

/** Formats of pixels by what their files begin with; drawings (SVG), which can hold scripts, are none of them. */
function isKnownFormat(bytes: Uint8Array): boolean {
  return (
    ["\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "GIF87a", "GIF89a", "II*\0", "MM\0*"].some((signature) =>
      startsWith(bytes, signature),
    ) ||
    (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) ||
    startsWith(bytes, "ftypavif", 4) ||
    startsWith(bytes, "ftypavis", 4)
  );
}

async function readBytes(content: FileContent, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content.chunks()) {
    if (size === 0 && chunk.length >= 12 && !isKnownFormat(chunk))
      throw InvalidImage.because("no image begins with such bytes", content.name);
    size += chunk.length;
    if (size > maxBytes)
      throw InvalidImage.because(`it has more than ${maxBytes} bytes`, content.name);
    parts.push(chunk);
  }
  const bytes = Buffer.concat(parts);
  if (!isKnownFormat(bytes))
    throw InvalidImage.because("no image begins with such bytes", content.name);
  return bytes;
}

interface OpenImage {
  readonly image: Sharp;
  readonly info: ImageInfo;
}

async function openImage(content: FileContent, limits: ImageLimits): Promise<OpenImage> {
  const { maxPixels = MAX_PIXELS, maxBytes = MAX_BYTES } = limits;
  const sharp = await loadSharp();
  const bytes = await readBytes(content, maxBytes);
  const image = sharp(bytes, {
    limitInputPixels: maxPixels,
    failOn: "truncated",
    sequentialRead: true,
  }).timeout({ seconds: MAX_SECONDS });
  try {
    const { format, width, height } = await image.metadata();
    if (width * height > maxPixels)
      throw InvalidImage.because(`it has more than ${maxPixels} pixels`, content.name);
    return { image, info: { format, width, height } };
  } catch (error) {
    throw asInvalid(error, content);
  }
}

function asInvalid(error: unknown, content: FileContent): InvalidImage {
  if (error instanceof InvalidImage) return error;
  return InvalidImage.because("it cannot be read, or a part of it is missing", content.name, error);
}

/**
 * Format and size of an image. Reads the file, unpacks nothing.
 *
 * @throws InvalidImage when it is none
 */
export async function readImageInfo(
  content: FileContent,
  limits: ImageLimits = {},
): Promise<ImageInfo> {
  return (await openImage(content, limits)).info;
}

/**
 * Unpacks an image to see that it is whole; gives what {@link readImageInfo} gives.
 *
 * @throws InvalidImage for what is no image, is cut off, or is too large when unpacked
 */
export async function verifyImage(
  content: FileContent,
  limits: ImageLimits = {},
): Promise<ImageInfo> {
  const { image, info } = await openImage(content, limits);
  try {
    // A small copy needs every pixel of the original.
    await image.resize(16, 16, { fit: "fill" }).raw().toBuffer();
    return info;
  } catch (error) {
    throw asInvalid(error, content);
  }
}
