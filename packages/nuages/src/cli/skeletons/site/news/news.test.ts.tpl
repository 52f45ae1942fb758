import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { assertContains, Client, testCase } from "nuages/testing";

import { Article } from "./models.ts";

describe("the news", () => {
  const client = new Client();

  it(
    "are listed with links to them",
    testCase(async () => {
      const article = await Article.objects.create({
        title: "Hello",
        slug: "hello",
        text: "World",
      });

      const list = await client.get("/news/");
      const page = await client.get(article.getAbsoluteUrl());

      assertContains(list, '<a href="/news/hello/">Hello</a>');
      assertContains(page, "<p>World</p>");
    }),
  );

  it("have no page for what is not there", async () => {
    const page = await client.get("/news/nothing/");

    assert.equal(page.statusCode, 404);
  });
});
