import assert from "node:assert/strict";
import path from "node:path";
import { before, describe, it } from "node:test";

import { setup } from "nuages/apps";
import { Client } from "nuages/testing";

describe("{{ projectName }}", () => {
  before(() =>
    setup({
      root: path.resolve(import.meta.dirname, ".."),
      settings: () => import("./settings.ts"),
    }),
  );

  it("has a home page", async () => {
    const response = await new Client().get("/");

    assert.equal(response.statusCode, 200);
  });
});
