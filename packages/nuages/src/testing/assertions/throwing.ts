import { fail } from "./fail.ts";

type ErrorClass<E> = abstract new (...args: never) => E;

/**
 * `work` throws an error of that class whose message has this text; gives the error. Django:
 * `assertRaisesMessage`.
 *
 * @throws AssertionError when it throws none, or another
 */
export async function assertRaisesMessage<E extends Error>(
  expected: ErrorClass<E>,
  message: string,
  work: () => unknown,
): Promise<E> {
  const thrown = await errorOf(work);
  const operator = "assertRaisesMessage";
  if (thrown === undefined)
    fail(`${expected.name} was not thrown.`, { operator, expected: message });
  if (!(thrown.error instanceof expected)) throw thrown.error;
  const actual = thrown.error.message;
  if (actual.includes(message)) return thrown.error;
  return fail(`"${message}" was not found in the message "${actual}".`, {
    operator,
    actual,
    expected: message,
  });
}

async function errorOf(work: () => unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/**
 * `work` emits a warning of the process (`process.emitWarning()`) of that name whose text has `message`;
 * gives what `work` gives. Django: `assertWarnsMessage`.
 *
 * @throws AssertionError when it emits none
 */
export async function assertWarnsMessage<T>(
  name: string,
  message: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const seen: Error[] = [];
  const listen = (warning: Error): void => void seen.push(warning);
  process.on("warning", listen);
  let result: T;
  try {
    result = await work();
    // Node tells of warnings in the turn after.
    await new Promise(setImmediate);
  } finally {
    process.off("warning", listen);
  }
  if (seen.some((warning) => warning.name === name && warning.message.includes(message))) {
    return result;
  }
  const shown = seen.map((warning) => `${warning.name}: ${warning.message}`);
  return fail(`There was no ${name} with "${message}".`, {
    operator: "assertWarnsMessage",
    actual: shown,
    expected: message,
  });
}
