import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { JsonResponse } from "nuages/http";
import { path } from "nuages/urls";

/** A pattern that takes an upload, and says how large it was. */
export const uploadPattern = path("upload/", async (incoming) => {
  const upload = (await incoming.FILES).get("f");
  return new JsonResponse({ size: upload?.size ?? null });
});

/** What {@link upload} has seen. */
export interface UploadResult {
  readonly size: number;
  /** The largest resident memory of the process meanwhile, in bytes. */
  readonly memory: number;
}

const PIECE = Buffer.alloc(65_536, "x");
const HEAD = '--b\r\nContent-Disposition: form-data; name="f"; filename="big.bin"\r\n\r\n';

/** Sends a file of so many bytes to {@link uploadPattern}, in pieces of 64 KiB, without saying how many. */
export async function upload(port: number, bytes: number): Promise<UploadResult> {
  let memory = 0;
  function* body(): Generator<Buffer> {
    yield Buffer.from(HEAD);
    for (let sent = 0, turn = 0; sent < bytes; sent += PIECE.length, turn += 1) {
      if (turn % 64 === 0) memory = Math.max(memory, process.memoryUsage.rss());
      yield PIECE.subarray(0, bytes - sent);
    }
    yield Buffer.from("\r\n--b--\r\n");
  }
  const sending = request({
    port,
    host: "127.0.0.1",
    path: "/upload/",
    method: "POST",
    headers: { "Content-Type": "multipart/form-data; boundary=b" },
  });
  const answered = new Promise<string>((resolve, reject) => {
    sending.on("error", reject).on("response", (response) => {
      let text = "";
      response.on("data", (data) => (text += String(data))).on("end", () => resolve(text));
    });
  });
  await pipeline(Readable.from(body()), sending);
  const { size } = JSON.parse(await answered) as { size: number };
  return { size, memory };
}
