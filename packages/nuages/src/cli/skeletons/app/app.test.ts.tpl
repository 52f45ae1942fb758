import assert from "node:assert/strict";
import { describe, it } from "node:test";

import app from "./app.ts";
import { urlpatterns } from "./urls.ts";

describe("{{ appName }}", () => {
  it("has its label and a first page", () => {
    assert.equal(app.label, "{{ appName }}");
    assert.equal(urlpatterns.length, 1);
  });
});
