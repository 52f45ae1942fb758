/**
 * Calls all of the closers, one after the other, also when one of them fails.
 *
 * @throws the error of the one that failed; an AggregateError when several did
 */
export async function closeAll(closers: Iterable<() => unknown>): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, "Several resources could not be closed.");
  if (errors.length === 1) throw errors[0];
}
