import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { CheckMessage } from "../../checks/index.ts";
import {
  ContentFile,
  FileNotAccessible,
  FileSystemStorage,
  InvalidImage,
} from "../../files/index.ts";
import { ValidationError } from "../../validation/index.ts";
import { models } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { libraryFindings } from "./image-field.ts";

let root = "";
const media = () => new FileSystemStorage({ location: root, baseUrl: "/media/" });

class Photo extends models.Model<Photo>()(
  {
    title: models.CharField({ maxLength: 20, default: "x" }),
    image: models.ImageField({
      uploadTo: "photos/",
      storage: media,
      blank: true,
      widthField: "width",
      heightField: "height",
    }),
    width: models.PositiveIntegerField({ null: true, editable: false }),
    height: models.PositiveIntegerField({ null: true, editable: false }),
    plain: models.ImageField({ storage: media, blank: true }),
  },
  { appLabel: "images" },
) {}

async function picture(width: number, height: number, name = "a.png"): Promise<ContentFile> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: "#123456" } })
    .png()
    .toBuffer();
  return new ContentFile(bytes, name);
}

let database: AsyncDisposable;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "media-"));
  database = await memoryDatabase(Photo);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

async function refusal(photo: Photo): Promise<Record<string, unknown>> {
  const error: unknown = await photo.fullClean().catch((failure: unknown) => failure);
  return error instanceof ValidationError ? error.messageDict : {};
}

const sizeOf = ({ width, height }: Photo): unknown[] => [width, height];

describe("ImageField", () => {
  it("tells the size of a new image and of a stored one [MOD-18]", async () => {
    const photo = new Photo({ plain: await picture(30, 20) });
    expect([await photo.plain.width(), await photo.plain.height()]).toEqual([30, 20]);
    await photo.save();

    const found = await Photo.objects.get({ pk: photo.pk });

    expect(await found.plain.info()).toEqual({ format: "png", width: 30, height: 20 });
    await expect(found.image.width()).rejects.toThrow(FileNotAccessible);
  });

  it("fills the fields of width and height when the object is saved [MOD-18]", async () => {
    const photo = await Photo.objects.create({ image: await picture(30, 20) });
    expect(sizeOf(photo)).toEqual([30, 20]);

    photo.image.set(await picture(7, 9));
    await photo.save();

    expect(sizeOf(await Photo.objects.get({ pk: photo.pk }))).toEqual([7, 9]);
  });

  it("takes the size of a stored image that is assigned by its name [MOD-18]", async () => {
    const first = await Photo.objects.create({ image: await picture(30, 20) });
    const photo = await Photo.objects.create({ image: await picture(7, 9) });

    photo.image.set(first.image.name);
    await photo.save();

    expect(sizeOf(photo)).toEqual([30, 20]);
  });

  it("takes the size along when the file saves itself, and away with the file [MOD-18]", async () => {
    const photo = await Photo.objects.create({});
    await photo.image.save("b.png", await picture(3, 4));
    expect(sizeOf(await Photo.objects.get({ pk: photo.pk }))).toEqual([3, 4]);
    await photo.image.save("b.png", await picture(5, 6));
    expect(sizeOf(await Photo.objects.get({ pk: photo.pk }))).toEqual([5, 6]);

    await photo.image.delete();

    expect(sizeOf(await Photo.objects.get({ pk: photo.pk }))).toEqual([null, null]);
  });

  it("reads no file of an object that is loaded and saved with its size [MOD-18]", async () => {
    const photo = await Photo.objects.create({ image: await picture(30, 20) });
    await rm(photo.image.path);

    const found = await Photo.objects.get({ pk: photo.pk });
    found.title = "y";
    await found.save();

    expect(sizeOf(found)).toEqual([30, 20]);
  });

  it("fills the size of rows that have none yet [MOD-18]", async () => {
    const photo = await Photo.objects.create({ image: await picture(30, 20) });
    await Photo.objects.update({ width: null, height: null });

    const found = await Photo.objects.get({ pk: photo.pk });
    await found.save();

    expect(sizeOf(found)).toEqual([30, 20]);
  });

  it("leaves the size empty for what is no image [MOD-18]", async () => {
    const photo = await Photo.objects.create({ image: new ContentFile("text", "a.png") });

    expect(sizeOf(photo)).toEqual([null, null]);
    await expect(photo.image.width()).rejects.toThrow(InvalidImage);
  });

  it.each([
    ["a text", new ContentFile("text", "a.png"), "not an image or a corrupted image"],
    ["a drawing", new ContentFile("<svg/>", "a.png"), "not an image or a corrupted image"],
  ])("fullClean() refuses %s [MOD-18]", async (_, file, message) => {
    expect(await refusal(new Photo({ image: file }))).toEqual({
      image: [expect.stringContaining(message)],
    });
  });

  it("fullClean() refuses an image with the ending of something else, and one that is cut off [MOD-18]", async () => {
    const page = await refusal(new Photo({ image: await picture(3, 3, "a.html") }));
    expect(page).toEqual({ image: [expect.stringContaining("“html” is not allowed")] });

    const whole = await (await picture(50, 50)).read();
    const cut = new ContentFile(whole.subarray(0, whole.length - 40), "a.png");
    expect(Object.keys(await refusal(new Photo({ image: cut })))).toEqual(["image"]);
  });

  it("fullClean() takes an image, no image, and does not look at stored ones again [MOD-18]", async () => {
    expect(await refusal(new Photo({ image: await picture(3, 3) }))).toEqual({});
    expect(await refusal(new Photo())).toEqual({});
    const stored = await Photo.objects.create({ image: new ContentFile("text", "a.png") });
    expect(await refusal(stored)).toEqual({});
  });

  it("checks that the package is installed [MOD-18]", () => {
    expect(libraryFindings(Photo.meta.getField("plain"), true)).toEqual([]);
    const [finding] = libraryFindings(Photo.meta.getField("plain"), false);
    expect(finding).toBeInstanceOf(CheckMessage);
    expect(finding).toMatchObject({ id: "fields.E210", hint: "Run: npm install sharp" });
    expect(Photo.check()).toEqual([]);
  });
});
