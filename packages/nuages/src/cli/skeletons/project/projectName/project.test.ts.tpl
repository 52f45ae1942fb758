import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Client } from "nuages/testing";

describe("{{ projectName }}", () => {
  it("has a home page", async () => {
    const response = await new Client().get("/");

    assert.equal(response.statusCode, 200);
  });
});
