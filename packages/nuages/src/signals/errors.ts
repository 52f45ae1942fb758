import { NuagesTypeError } from "../errors/index.ts";

/** What was given to `connect()` cannot be called. */
export class InvalidReceiver extends NuagesTypeError {
  readonly code = "signals.invalid_receiver";

  constructor(signal: string, receiver: unknown) {
    super(`The receiver given to ${signal}.connect() is no function but ${describe(receiver)}.`, {
      hint: "Pass a function that takes the signal's arguments as one object.",
      details: { signal },
    });
  }
}

/** A receiver of a signal that is sent synchronously returned a promise. */
export class AsyncReceiver extends NuagesTypeError {
  readonly code = "signals.async_receiver";

  constructor(signal: string, receiver: string) {
    super(
      `The receiver ${receiver} of ${signal} returned a promise, but ${signal} is sent at once.`,
      {
        hint: "Make the receiver synchronous; nothing waits for its promise.",
        details: { signal, receiver },
      },
    );
  }
}

function describe(value: unknown): string {
  return value === null ? "null" : `a value of type ${typeof value}`;
}
