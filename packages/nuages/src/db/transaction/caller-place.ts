import type { Holder } from "../backends/holder.ts";

/** The line of the program that called; it is worked out when a message needs it. */
class CallerPlace implements Holder {
  // The stack is kept as it is; making text of it takes longer than a short transaction.
  readonly #trace: { readonly stack?: string } = {};
  #text: string | undefined;

  constructor() {
    Error.captureStackTrace(this.#trace, callerPlace);
  }

  toString(): string {
    this.#text ??= lineOutside(this.#trace.stack ?? "");
    return this.#text;
  }
}

/** The first line of a stack behind its head and the function that was called. */
function lineOutside(stack: string): string {
  const line = stack
    .split("\n")
    .find((entry, index) => index > 1 && !entry.includes("/transaction/"));
  return line?.trim().replace(/^at /, "") ?? "an unknown place";
}

/** Where the caller of this folder's functions stands, for messages. */
export function callerPlace(): Holder {
  return new CallerPlace();
}
