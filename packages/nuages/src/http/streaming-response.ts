import { Readable } from "node:stream";

import { isAsyncIterable, isIterable } from "../utils/iterables.ts";
import { ResponseMisuse } from "./errors.ts";
import { asPart, encodeText } from "./response.ts";
import { HttpResponseBase, type ResponseOptions } from "./response-base.ts";

/** A piece of a streamed body. */
export type StreamPart = string | Uint8Array;
/** What a body can be streamed from: arrays, generators (async or not), Node and web streams. */
export type StreamContent = Iterable<StreamPart> | AsyncIterable<StreamPart>;

/**
 * A response whose body is made while it is sent. When the client goes away the generator is ended:
 * its `finally` blocks run.
 *
 * @example
 * async function* rows() {
 *   for await (const book of Book.objects.all()) yield `${book.title}\n`;
 * }
 * return new StreamingHttpResponse(rows(), { contentType: "text/csv" });
 */
export class StreamingHttpResponse extends HttpResponseBase {
  override readonly streaming = true;
  #content: StreamContent = [];

  constructor(content: StreamContent = [], options: ResponseOptions = {}) {
    super(options);
    this.streamingContent = content;
  }

  /** Where the body comes from; middleware may wrap it. */
  get streamingContent(): StreamContent {
    return this.#content;
  }

  set streamingContent(content: StreamContent) {
    if (!isIterable(content) && !isAsyncIterable(content)) {
      throw new ResponseMisuse("A StreamingHttpResponse takes an iterable or an async iterable.", {
        hint: "For a text, use HttpResponse.",
      });
    }
    // A stream may fail before it is read, which would end the process; who reads it gets the error.
    if (content instanceof Readable) content.on("error", () => undefined);
    this.#content = content;
  }

  /** Whether the body comes from an async iterable. */
  get isAsync(): boolean {
    return isAsyncIterable(this.#content);
  }

  /** A stream has no whole content. @throws ResponseMisuse always */
  get content(): never {
    throw new ResponseMisuse("This StreamingHttpResponse instance has no `content` attribute.", {
      hint: "Use streamingContent instead.",
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const part of this.#content) {
      const piece = asPart(part);
      yield typeof piece === "string" ? encodeText(piece, this.charset) : piece;
    }
  }
}
