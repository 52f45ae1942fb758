/** Reads a body in portions or lines, as a file. */
export class RequestReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);
  #isDone = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #fill(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) this.#isDone = true;
    else this.#buffer = Buffer.concat([this.#buffer, value]);
  }

  #take(length: number): Buffer {
    const data = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return data;
  }

  /** Up to `size` bytes, fewer only at the end; all that is left without a size. */
  async read(size = Number.POSITIVE_INFINITY): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let missing = size;
    while (missing > 0) {
      const chunk = this.#take(Math.min(missing, this.#buffer.length));
      chunks.push(chunk);
      missing -= chunk.length;
      if (missing === 0 || this.#isDone) break;
      await this.#fill();
    }
    return Buffer.concat(chunks);
  }

  /** The next line with its line break; empty at the end. */
  async readline(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const at = this.#buffer.indexOf(10);
      chunks.push(this.#take(at < 0 ? this.#buffer.length : at + 1));
      if (at >= 0 || this.#isDone) return Buffer.concat(chunks);
      await this.#fill();
    }
  }
}
