import { setup, type SetupOptions } from "../apps/index.ts";
import { loadUrlconf } from "../urls/index.ts";
import { Client } from "./client.ts";
import { setupDatabases } from "./databases.ts";
import { setupTestEnvironment } from "./environment.ts";

/** A site under test; disposing of it gives the settings and their databases back. */
export interface TestSite extends AsyncDisposable {
  /** A visitor without cookies. */
  readonly client: Client;
}

/**
 * Prepares the site for the tests of one file: settings, apps, patterns, the settings of tests
 * ({@link setupTestEnvironment}) and empty databases ({@link setupDatabases}).
 *
 * @example
 * before(async () => {
 *   site = await testSite({ root: path.resolve(import.meta.dirname, ".."), settings });
 * });
 * after(() => site[Symbol.asyncDispose]());
 */
export async function testSite(options: SetupOptions = {}): Promise<TestSite> {
  await setup(options);
  const environment = setupTestEnvironment();
  const databases = await setupDatabases();
  // For reverse() before the first request.
  await loadUrlconf();
  return {
    client: new Client(),
    async [Symbol.asyncDispose]() {
      await databases[Symbol.asyncDispose]();
      environment[Symbol.dispose]();
    },
  };
}
