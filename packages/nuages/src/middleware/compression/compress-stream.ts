import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";

import { type Compressor, type Encoder, hideLength } from "./encoders.ts";

/** Whether a promise is still pending after what is ready now was done. */
function isPending(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => false,
    () => false,
  );
  return Promise.race([settled, turn(true)]);
}

/** Waits until more may be written; false when the reader has gone. */
async function hasRoom(stream: Compressor): Promise<boolean> {
  const stop = new AbortController();
  const wait = (event: string): Promise<unknown> =>
    once(stream, event, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([wait("drain"), wait("close")]);
  stop.abort();
  return !stream.destroyed;
}

/** Hands the pieces over; what is written is flushed when the next one lets wait for it. */
async function feed(
  stream: Compressor,
  source: AsyncIterable<Uint8Array>,
  flushKind: number,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const { done, value } = await next;
      if (done === true || stream.destroyed) break;
      if (value.length > 0 && !stream.write(value) && !(await hasRoom(stream))) break;
      next = iterator.next();
      if (await isPending(next)) stream.flush(flushKind);
    }
  } catch (error) {
    stream.destroy(error as Error);
  } finally {
    await iterator.return?.();
  }
  if (!stream.destroyed) stream.end();
}

/**
 * Compresses a body piece by piece: events and lines reach the client when they are there, and what comes
 * fast is compressed together.
 */
export async function* compressStream(
  source: AsyncIterable<Uint8Array>,
  encoder: Encoder,
  maxRandomBytes: number,
): AsyncGenerator<Uint8Array> {
  const stream = encoder.open();
  const feeding = feed(stream, source, encoder.flushKind);
  // The source may fail once more when it is closed.
  feeding.catch((error: unknown) => stream.destroy(error as Error));
  let head: Buffer | undefined = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      if (head === undefined) yield chunk as Buffer;
      else {
        head = Buffer.concat([head, chunk as Buffer]);
        if (head.length < encoder.headLength) continue;
        yield hideLength(encoder, head, maxRandomBytes);
        head = undefined;
      }
    }
  } finally {
    stream.destroy();
  }
}
