import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { Client, testCase, testSite, type TestSite } from "nuages/testing";

import settings from "../{{ projectName }}/settings.ts";
import { Article } from "./models.ts";

describe("the news", () => {
  const client = new Client();
  let site: TestSite;

  before(async () => {
    site = await testSite({ root: path.resolve(import.meta.dirname, ".."), settings });
  });

  after(async () => {
    await site[Symbol.asyncDispose]();
  });

  it(
    "lists the articles with links to them",
    testCase(async () => {
      const article = await Article.objects.create({
        title: "Hello",
        slug: "hello",
        text: "World",
      });

      const list = await client.get("/news/");
      const page = await client.get(article.getAbsoluteUrl());

      assert.match(list.text, /<a href="\/news\/hello\/">Hello<\/a>/);
      assert.match(page.text, /<p>World<\/p>/);
    }),
  );

  it("says that there is no such article", async () => {
    const page = await client.get("/news/nothing/");

    assert.equal(page.statusCode, 404);
  });
});
