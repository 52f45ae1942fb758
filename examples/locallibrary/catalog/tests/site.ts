import path from "node:path";
import { after, before } from "node:test";

import { testSite, type TestSite } from "nuages/testing";

import settings from "../../locallibrary/settings.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Prepares the site before the tests of a file, with empty tables. */
export function useSite(): void {
  let site: TestSite | undefined;
  before(async () => {
    site = await testSite({ root, settings });
  });
  after(() => site?.[Symbol.asyncDispose]());
}
