import { Buffer } from "node:buffer";

import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { ContentFile } from "./file-content.ts";
import { InvalidImage, readImageInfo, verifyImage } from "./images.ts";

/** An image that does not shrink much. */
async function picture(format: "png" | "jpeg" | "gif" | "webp" | "avif" | "tiff"): Promise<Buffer> {
  const [width, height] = [60, 40];
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 7919) % 251;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** The head of a PNG that says it is as large as a PNG can be. */
function bomb(side: number): Buffer {
  const head = Buffer.alloc(25);
  head.writeUInt32BE(13, 0);
  head.write("IHDR", 4, "latin1");
  head.writeUInt32BE(side, 8);
  head.writeUInt32BE(side, 12);
  head.set([8, 2, 0, 0, 0], 16);
  return Buffer.concat([Buffer.from("89504E470D0A1A0A", "hex"), head]);
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><script>1</script></svg>';

describe("images", () => {
  it.each(["png", "jpeg", "gif", "webp", "avif", "tiff"] as const)(
    "reads and checks %s [MOD-18]",
    async (format) => {
      const content = new ContentFile(await picture(format), `a.${format}`);

      expect(await readImageInfo(content)).toMatchObject({ width: 60, height: 40 });
      expect(await verifyImage(content)).toMatchObject({ width: 60, height: 40 });
    },
  );

  it.each([
    ["nothing", ""],
    ["a text", "this is a text and no image"],
    ["a page with the ending of an image", "<!doctype html><script>alert(1)</script>"],
    ["a drawing, which can hold scripts", svg],
    ["a drawing behind a byte order mark", `\uFEFF${svg}`],
    ["the first bytes of an image alone", Buffer.from("89504E470D0A1A0A", "hex")],
    ["the first bytes of an image before a page", Buffer.from("GIF89a<html><script>")],
  ])("refuses %s [MOD-18]", async (_, content) => {
    const file = new ContentFile(content, "a.png");

    await expect(readImageInfo(file)).rejects.toThrow(InvalidImage);
    await expect(verifyImage(file)).rejects.toThrow("a.png is not a valid image");
  });

  it.each(["png", "jpeg", "gif", "webp"] as const)(
    "refuses %s of which the end is missing [MOD-18]",
    async (format) => {
      const whole = await picture(format);
      const cut = new ContentFile(whole.subarray(0, Math.floor(whole.length * 0.6)), "a.png");

      await expect(verifyImage(cut)).rejects.toThrow(InvalidImage);
    },
  );

  it("refuses what is small as a file and huge as an image [MOD-18] [ADV-144]", async () => {
    await expect(verifyImage(new ContentFile(bomb(60_000), "a.png"))).rejects.toThrow(InvalidImage);
    const content = new ContentFile(await picture("png"), "a.png");
    await expect(verifyImage(content, { maxPixels: 2399 })).rejects.toThrow(InvalidImage);
    await expect(verifyImage(content, { maxPixels: 2400 })).resolves.toMatchObject({ width: 60 });
  });

  it("reads no more bytes than it may [MOD-18]", async () => {
    let sent = 0;
    const endless = {
      name: "a.gif",
      async *chunks() {
        for (;;) {
          sent += 1024;
          yield Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(1018)]);
        }
      },
    };

    await expect(readImageInfo(endless, { maxBytes: 10_000 })).rejects.toThrow(
      "more than 10000 bytes",
    );
    expect(sent).toBe(10_240);
  });
});
