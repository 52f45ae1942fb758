/** Milliseconds for what is still reported when the last test has ended. */
const GRACE_MS = 1_000;

const overdue = Promise.withResolvers<void>();

/** The last test has ended: a run that something holds open is over soon. */
export function endSoon(): void {
  setTimeout(() => overdue.resolve(), GRACE_MS).unref();
}

/** Values of a stream until it ends, or until a while after {@link endSoon}. */
export async function* untilTheEnd<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  const values = stream[Symbol.asyncIterator]();
  const end = overdue.promise.then(() => undefined);
  for (;;) {
    const next = await Promise.race([values.next(), end]);
    if (next === undefined || next.done === true) return;
    yield next.value;
  }
}
