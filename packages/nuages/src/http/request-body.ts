import { settings } from "../conf/index.ts";
import { RawPostDataException, RequestDataTooBig, UnreadablePostError } from "./errors.ts";
import type { RequestSource } from "./request-source.ts";

/** The body of one request, read at most once from its source. */
export class RequestBody {
  readonly #source: RequestSource["body"];
  readonly #announced: number | undefined;
  #whole: Promise<Buffer> | undefined;
  #streamed = false;

  /** @param announced What the `Content-Length` header says. */
  constructor(source: RequestSource["body"], announced: number | undefined) {
    this.#source = source;
    this.#announced = announced;
  }

  /** Whether {@link stream} was used. */
  get streamed(): boolean {
    return this.#streamed;
  }

  /** All bytes; the same promise each time. */
  whole(): Promise<Buffer> {
    if (this.#whole === undefined && this.#streamed) {
      throw new RawPostDataException(
        "You cannot access body after reading from request's data stream.",
        { hint: "Read request.body first, or only the stream." },
      );
    }
    return (this.#whole ??= this.#read());
  }

  async #read(): Promise<Buffer> {
    const limit = settings.dataUploadMaxMemorySize ?? Number.POSITIVE_INFINITY;
    if ((this.#announced ?? 0) > limit) throw RequestDataTooBig.limit(limit);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.#chunks()) {
      size += chunk.length;
      if (size > limit) throw RequestDataTooBig.limit(limit);
      chunks.push(chunk);
    }
    return chunks.length === 1 && Buffer.isBuffer(chunks[0]) ? chunks[0] : Buffer.concat(chunks);
  }

  /** The bytes as they arrive, without a limit; from memory when {@link whole} was read before. */
  async *stream(): AsyncGenerator<Uint8Array> {
    if (this.#whole !== undefined) {
      yield await this.#whole;
      return;
    }
    if (this.#streamed) return;
    this.#streamed = true;
    yield* this.#chunks();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const source = this.#source;
    if (source === undefined || source === null) return;
    if (typeof source === "string") yield Buffer.from(source, "utf8");
    else if (source instanceof Uint8Array) yield source;
    else {
      try {
        for await (const chunk of source) yield chunk;
      } catch (error) {
        throw new UnreadablePostError("The client went away while its request was read.", {
          cause: error,
        });
      }
    }
  }
}
