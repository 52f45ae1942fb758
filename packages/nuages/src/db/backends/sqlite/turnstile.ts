import { OperationalError } from "../../errors.ts";
import type { Holder } from "../holder.ts";

/** Longest wait for the one inside, in milliseconds: a wait that can never end must not last for ever. */
const LIMIT = 60_000;
const MAX_HOLDER = 120;

interface Waiting {
  readonly holder: Holder;
  readonly wake: () => void;
}

/** A queue for one: who is in goes out before the next comes in. */
export class Turnstile {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #holder: Holder | undefined;

  constructor(limit: number = LIMIT) {
    this.#limit = limit;
  }

  get isBusy(): boolean {
    return this.#holder !== undefined;
  }

  /**
   * Comes in, and gives what lets the next one in. `holder` says in messages who is inside.
   *
   * @throws OperationalError when the one inside does not go out in time
   */
  async enter(holder: Holder): Promise<() => void> {
    if (this.#holder === undefined) this.#holder = holder;
    else await this.#wait(holder);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const next = this.#waiting.shift();
      this.#holder = next?.holder;
      next?.wake();
    };
  }

  async #wait(holder: Holder): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        holder,
        wake: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(this.#tooLong());
      }, this.#limit);
      timer.unref();
      this.#waiting.push(waiting);
    });
  }

  #tooLong(): OperationalError {
    const holder = String(this.#holder ?? "").slice(0, MAX_HOLDER);
    return new OperationalError(
      `database is locked: it was not free to be written to within ${this.#limit / 1_000} s.`,
      {
        hint: `It is held by: ${holder}. A block that awaits what was started outside of it, and writes, can never end.`,
        details: { holder },
      },
    );
  }
}
