import { overrideSettings, settings } from "../conf/index.ts";

/**
 * Makes the settings those of tests until the result is disposed of: debug off, the host of the client,
 * `testserver`, allowed, and repeated queries in the log. Django: `setup_test_environment`.
 *
 * @example
 * using environment = setupTestEnvironment();
 */
export function setupTestEnvironment({ debug = false } = {}): Disposable {
  return overrideSettings({
    debug,
    allowedHosts: [...settings.allowedHosts, "testserver"],
    repeatedQueries: settings.repeatedQueries ?? "warn",
  });
}
