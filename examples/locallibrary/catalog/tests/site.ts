import path from "node:path";

import { setup } from "nuages/apps";
import { callCommand } from "nuages/cli";
import { atomic, connections, createTables, setRollback } from "nuages/db";
import { setupTestEnvironment } from "nuages/testing";
import { loadUrlconf } from "nuages/urls";

import settings from "../../locallibrary/settings.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The site with its tables in memory, and the books of the demo in them when `fixture` says so. */
export async function testSite({ fixture = false } = {}): Promise<AsyncDisposable> {
  const databases = { default: { engine: "sqlite", name: ":memory:" } } as const;
  await setup({ root, settings: { ...settings, databases } });
  await loadUrlconf();
  const environment = setupTestEnvironment();
  await createTables();
  if (fixture) await callCommand("loaddata", "library", { verbosity: 0 });
  return {
    async [Symbol.asyncDispose]() {
      await connections.closeAll();
      environment[Symbol.dispose]();
    },
  };
}

/** A test whose changes to the database are undone when it ends. */
export function undone(test: () => Promise<void>): () => Promise<void> {
  return () =>
    atomic(async () => {
      await test();
      setRollback(true);
    });
}
