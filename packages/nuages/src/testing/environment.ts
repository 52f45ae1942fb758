import { overrideSettings, settings } from "../conf/index.ts";

const hooks: (() => Disposable)[] = [];

/**
 * Does something whenever a test environment begins, and undoes it at its end; for layers and add-ons that
 * must not reach the world outside in tests, such as one that sends mail. Later ones are undone first.
 *
 * @example
 * onTestEnvironment(() => {
 *   const sent = collectMessages();
 *   return { [Symbol.dispose]: () => sent.stop() };
 * });
 */
export function onTestEnvironment(begin: () => Disposable): void {
  hooks.push(begin);
}

/**
 * Makes the settings those of tests until the result is disposed of: debug off, the host of the client,
 * `testserver`, allowed, mail kept in `outbox` of `nuages/mail`, and relations that are loaded row by row in the log. Django: `setup_test_environment`.
 *
 * @example
 * using environment = setupTestEnvironment();
 */
export function setupTestEnvironment({ debug = false } = {}): Disposable {
  const stack = new DisposableStack();
  stack.use(
    overrideSettings({
      debug,
      allowedHosts: [...settings.allowedHosts, "testserver"],
      emailBackend: "memory",
      repeatedQueries: settings.repeatedQueries ?? "warn",
    }),
  );
  for (const begin of hooks) stack.use(begin());
  return stack;
}
