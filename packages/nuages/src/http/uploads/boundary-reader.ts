/**
 * Cuts a stream at a delimiter. The delimiter may be split over chunks; a line break before it belongs to
 * it. Reads no more than it must keep, so the work is linear whatever the chunks.
 */
export class BoundaryReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  #buffer: Buffer = Buffer.alloc(0);
  #isDone = false;
  #partEnded = false;
  #isTruncated = false;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`--${boundary}`, "latin1");
  }

  /** Whether the stream ended before the delimiter of the present part came. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** Begins the next part; false at the end of the stream. What is left of the present one is skipped. */
  async nextPart(): Promise<boolean> {
    while ((await this.read()) !== undefined);
    if (this.#isDone && this.#buffer.length === 0) return false;
    this.#partEnded = false;
    return true;
  }

  /** More of the present part, `undefined` at its end. */
  async read(): Promise<Buffer | undefined> {
    while (!this.#partEnded) {
      const at = this.#buffer.indexOf(this.#delimiter);
      if (at >= 0) return this.#endPart(at);
      if (this.#isDone) return this.#drain();
      const safe = this.#buffer.length - this.#delimiter.length - 2;
      if (safe > 0) return this.#take(safe);
      await this.#fill();
    }
    return undefined;
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

  #endPart(at: number): Buffer {
    let end = at;
    if (end > 0 && this.#buffer[end - 1] === 10) end -= 1;
    if (end > 0 && this.#buffer[end - 1] === 13) end -= 1;
    const data = this.#buffer.subarray(0, end);
    this.#buffer = this.#buffer.subarray(at + this.#delimiter.length);
    this.#partEnded = true;
    return data;
  }

  #drain(): Buffer {
    this.#partEnded = true;
    this.#isTruncated = true;
    const data = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    return data;
  }

  /** Ends the stream that is read. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
