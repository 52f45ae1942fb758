/** What waits is sent before the end of the turn when it is so many responses, or so many milliseconds. */
const MOST_RESPONSES = 32;
const MOST_MILLISECONDS = 2;

// Taken when the module is loaded: a test's fake clock must not hold answers back.
const { setImmediate } = globalThis;

/** A response that is ready. */
export interface Sendable {
  /** Must not throw. */
  sendNow(): void;
}

/**
 * Sends the responses that are ready in one turn of the event loop together at its end. Under load that
 * is cheaper than one by one: the kernel wakes the reader on the other side once for many answers, not
 * once for each, and the code that makes answers is not interrupted by the code that sends them. A
 * single response does not wait: the turn ends when it is ready.
 */
export class SendQueue {
  #waiting: Sendable[] = [];
  #since = 0;

  add(response: Sendable): void {
    const count = this.#waiting.push(response);
    if (count === 1) {
      this.#since = performance.now();
      setImmediate(this.#flush);
    } else if (count === MOST_RESPONSES || performance.now() - this.#since > MOST_MILLISECONDS)
      this.#flush();
  }

  readonly #flush = (): void => {
    const responses = this.#waiting;
    this.#waiting = [];
    for (const response of responses) response.sendNow();
  };
}
