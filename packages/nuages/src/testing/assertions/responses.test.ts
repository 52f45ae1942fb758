import { AssertionError } from "node:assert";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { Author, Book } from "../fixtures/library/models.ts";
import { site } from "../fixtures/library/settings.ts";
import {
  assertContains,
  assertNotContains,
  assertNumQueries,
  assertQuerySetEqual,
  assertRedirects,
  assertTemplateNotUsed,
  assertTemplateUsed,
  assertURLEqual,
  Client,
  testSite,
  type TestSite,
} from "../index.ts";

let running: TestSite;
let client: Client;

beforeAll(async () => {
  configure(site);
  running = await testSite();
  for (const name of ["Ende", "Eco"]) await Author.objects.create({ name });
});

afterAll(() => running[Symbol.asyncDispose]());

beforeEach(() => {
  client = new Client();
});

describe("assertContains()", () => {
  it("finds text and HTML, so often [TEST-14]", async () => {
    const response = await client.get("/authors/");
    expect(response.statusCode).toBe(200);

    assertContains(response, "Ende");
    assertContains(response, "<li", { count: 2 });
    assertContains(response, "<li class='x'>Eco</li>", { html: true, count: 1 });
    assertNotContains(response, "Kafka");
    assertNotContains(response, "<li>Eco</li>", { html: true });
    assertContains(await client.get("/count/"), 2);
    assertContains(await client.get("/missing/"), "Not Found", { statusCode: 404 });
    assertContains(await client.get("/stream/"), "one two");
  });

  it("says what is wrong [TEST-14]", async () => {
    const response = await client.get("/authors/");

    expect(() => assertContains(response, "Kafka", { message: "list" })).toThrow(
      'list: "Kafka" is not in the response:\n<main>',
    );
    expect(() => assertContains(response, "<li", { count: 3 })).toThrow(
      '"<li" is not 3 times, but 2 times in',
    );
    expect(() => assertNotContains(response, "Ende")).toThrow(
      '"Ende" should not be in the response',
    );
    expect(() => assertContains(response, "Ende", { statusCode: 404 })).toThrow(
      "The response to /authors/ has the status 200, not 404.",
    );
  });
});

describe("assertRedirects()", () => {
  it("visits the page that it leads to [TEST-14]", async () => {
    await expect(
      client.get("/add/").then((response) => assertRedirects(response, "/count/")),
    ).resolves.toBeUndefined();
    await assertRedirects(await client.get("/old/"), "/add/?a=1&b=2", {
      statusCode: 301,
      targetStatusCode: 302,
    });
    await assertRedirects(await client.get("/gone/"), "/nowhere/", { targetStatusCode: 404 });
    await assertRedirects(await client.get("/elsewhere/"), "https://example.com/x", {
      fetchRedirectResponse: false,
    });
    await Author.objects.filter({ name: "added" }).delete();
  });

  it("looks at the last redirect of those that were followed [TEST-14, TEST-09]", async () => {
    const response = await client.get("/old/", { follow: true });

    expect(response.redirectChain.map(([, status]) => status)).toEqual([301, 302]);
    await assertRedirects(response, "/count/", { statusCode: 301 });
    await Author.objects.filter({ name: "added" }).delete();
  });

  it("says what is wrong [TEST-14]", async () => {
    const fails = (url: string, expected: string, options = {}) =>
      client.get(url).then((response) => assertRedirects(response, expected, options));

    await expect(fails("/count/", "/x/")).rejects.toThrow(
      "The response does not redirect as expected, its status: 200 instead of 302.",
    );
    await expect(fails("/gone/", "/nowhere/")).rejects.toThrow(
      "The page /nowhere/ that it redirects to has the status: 404 instead of 200.",
    );
    await expect(fails("/gone/", "/x/", { targetStatusCode: 404 })).rejects.toThrow(
      'Expected "/nowhere/" to equal "/x/".',
    );
    await expect(fails("/elsewhere/", "https://example.com/x")).rejects.toThrow(
      "The response redirects to https://example.com/x, which is another site.",
    );
  });
});

describe("assertURLEqual()", () => {
  it("leaves the order of fields out [TEST-14]", () => {
    assertURLEqual("http://a.example/x/?b=1&a=2&a=3", "http://a.example/x/?a=2&b=1&a=3");
    expect(() => assertURLEqual("/x/?a=2&a=3", "/x/?a=3&a=2")).toThrow(AssertionError);
    expect(() => assertURLEqual("/x/#a", "/x/#b")).toThrow('Expected "/x/#a" to equal "/x/#b".');
  });
});

describe("assertTemplateUsed()", () => {
  it("knows all templates of a response, and what they saw [TEST-11, TEST-15]", async () => {
    const response = await client.get("/authors/", { query: { q: "e" } });

    await assertTemplateUsed(response, "authors.html");
    await assertTemplateUsed(response, "base.html", { count: 1 });
    await assertTemplateNotUsed(response, "other.html");
    expect(response.templates.map(({ name }) => name)).toEqual(["authors.html", "base.html"]);
    expect(response.context.get("query")).toBe("e");
    expect(response.context.has("nothing")).toBe(false);
    expect(response.context.keys()).toContain("authors");
    expect([...response.context]).toHaveLength(2);
  });

  it("watches a function [TEST-15]", async () => {
    await expect(
      assertTemplateUsed(() => client.get("/authors/"), "authors.html"),
    ).resolves.toBeUndefined();
    await assertTemplateNotUsed(() => client.get("/count/"), "authors.html");
  });

  it("keeps requests at the same time apart [TEST-11]", async () => {
    const [first, second] = await Promise.all([client.get("/authors/"), client.get("/lazy/")]);

    expect(first.templates).toHaveLength(2);
    expect(second.templates).toHaveLength(1);
  });

  it("says which there were [TEST-15]", async () => {
    const response = await client.get("/authors/");

    await expect(assertTemplateUsed(response, "x.html")).rejects.toThrow(
      'The template "x.html" was not rendered. Templates: authors.html, base.html.',
    );
    await expect(assertTemplateUsed(response, "base.html", { count: 2 })).rejects.toThrow(
      'The template "base.html" was rendered 1 times, not 2.',
    );
    await expect(assertTemplateUsed(await client.get("/count/"), "x.html")).rejects.toThrow(
      "No templates were rendered.",
    );
    await expect(assertTemplateNotUsed(response, "base.html")).rejects.toThrow(
      'The template "base.html" was rendered.',
    );
  });
});

describe("assertQuerySetEqual()", () => {
  it("compares rows, made values, in order or not [TEST-17]", async () => {
    const [eco, ende] = await Author.objects.all();

    await expect(assertQuerySetEqual(Author.objects.all(), [eco, ende])).resolves.toBeUndefined();
    await assertQuerySetEqual(Author.objects.all(), ["Eco", "Ende"], { transform: String });
    await assertQuerySetEqual(Author.objects.orderBy("-name"), ["Eco", "Ende"], {
      transform: ({ name }) => name,
      ordered: false,
    });
    await assertQuerySetEqual([1, 2], [1, 2]);
    await assertQuerySetEqual(Book.objects.all(), []);
  });

  it("says what is wrong [TEST-17]", async () => {
    const names = { transform: String };

    await expect(assertQuerySetEqual(Author.objects.all(), ["Eco"], names)).rejects.toThrow(
      "The rows are not the same: [Eco, Ende] instead of [Eco].",
    );
    await expect(
      assertQuerySetEqual(Author.objects.all(), ["Eco", "Eco"], { ...names, ordered: false }),
    ).rejects.toThrow(
      "The rows are not the same, in any order: [Eco, Ende] instead of [Eco, Eco].",
    );
    await expect(
      assertQuerySetEqual(Author.objects.orderBy(), ["Eco", "Ende"], names),
    ).rejects.toThrow("Give it orderBy(), or pass { ordered: false }: The queryset has no order");
  });
});

describe("assertNumQueries()", () => {
  it("lists the statements when their number is another [TEST-17]", async () => {
    expect(await assertNumQueries(1, () => Author.objects.count())).toBe(2);
    await expect(assertNumQueries(2, () => client.get("/count/"))).rejects.toThrow(
      /1 queries executed, 2 expected\.\n1\. SELECT COUNT/u,
    );
  });
});
