import path from "node:path";

import { callCommand } from "nuages/cli";
import { testSite, type TestSite } from "nuages/testing";

import settings from "../../locallibrary/settings.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The library with empty tables. */
export function emptyLibrary(): Promise<TestSite> {
  return testSite({ root, settings });
}

/** The library with the books of the demo. */
export async function demoLibrary(): Promise<TestSite> {
  const site = await emptyLibrary();
  await callCommand("loaddata", "library", { verbosity: 0 });
  return site;
}
