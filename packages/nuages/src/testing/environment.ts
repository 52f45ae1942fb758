import { overrideSettings, settings } from "../conf/index.ts";

/**
 * Makes the settings those of tests until the result is disposed of: debug off, and the host of the
 * client, `testserver`, allowed. Django: `setup_test_environment`.
 *
 * @example
 * using environment = setupTestEnvironment();
 */
export function setupTestEnvironment({ debug = false } = {}): Disposable {
  return overrideSettings({ debug, allowedHosts: [...settings.allowedHosts, "testserver"] });
}
