import assert from "node:assert/strict";
import path from "node:path";
import { before, describe, it } from "node:test";

import { setup } from "nuages/apps";
import { Client, setupTestEnvironment } from "nuages/testing";

describe("{{ projectName }}", () => {
  before(async () => {
    const root = path.resolve(import.meta.dirname, "..");
    await setup({ root, settings: () => import("./settings.ts") });
    setupTestEnvironment();
  });

  it("has a home page", async () => {
    const response = await new Client().get("/");

    assert.equal(response.statusCode, 200);
  });
});
