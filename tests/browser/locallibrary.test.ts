import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { chromiumPath, launchBrowser } from "../lib/browser.ts";
import { type DemoSite, startDemo } from "../lib/demo-site.ts";

describe.skipIf(chromiumPath === undefined)("the demo in Chromium", () => {
  let site: DemoSite;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    site = await startDemo();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    problems = [];
    page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
  });

  afterEach(async () => {
    await page.close();
  });

  it("leads from the home page through a search to a book and its author", async () => {
    await page.goto(site.address);
    await page.getByRole("searchbox").fill("austen");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: /Pride and Prejudice/ }).click();

    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Pride and Prejudice");
    expect(await page.getByText("English").count()).toBeGreaterThan(0);

    await page.locator("main").getByRole("link", { name: "Jane Austen" }).click();

    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Jane Austen");
    expect(problems).toEqual([]);
  });

  it("turns the pages of the list and keeps the search", async () => {
    await page.goto(`${site.address}/catalog/books/?q=the`);
    await page.getByRole("link", { name: "Next →" }).click();

    expect(page.url()).toContain("q=the");
    expect(page.url()).toContain("page=2");
    expect(await page.getByText(/Page 2 of \d+/).count()).toBe(1);
  });

  it.each([
    ["a phone", 360],
    ["a desktop", 1280],
  ])("fits the width of %s", async (_name, width) => {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ["/catalog/", "/catalog/books/", "/catalog/book/1/", "/catalog/authors/"]) {
      await page.goto(`${site.address}${path}`);
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");

      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});
