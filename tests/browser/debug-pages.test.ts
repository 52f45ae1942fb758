import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "nuages/conf";
import { type HttpRequest, HttpResponse } from "nuages/http";
import { type RunningServer, serve } from "nuages/server";
import { path as route } from "nuages/urls";
import { render } from "nuages/views";

import { chromiumPath, launchBrowser } from "../lib/browser.ts";

const folder = mkdtempSync(path.join(tmpdir(), "nuages-debug-"));

async function borrow(request: HttpRequest, { id }: { id: number }): Promise<HttpResponse> {
  await request.POST;
  try {
    return shelf(id);
  } catch (error) {
    throw new RangeError(`Book <${id}> cannot be borrowed`, { cause: error });
  }
}

function shelf(id: number): HttpResponse {
  throw new TypeError(`There is no shelf for ${id}.`);
}

const urlpatterns = [
  route("", () => new HttpResponse("home"), { name: "home" }),
  route("borrow/<int:id>/", borrow, { name: "borrow" }),
  route("page/", (request) => render(request, "page.html", { books: [{ title: "Nuages" }] })),
];

describe.skipIf(chromiumPath === undefined)("the pages of debug in Chromium", () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(
      path.join(folder, "page.html"),
      "<ul>\n{% for book in books %}\n  <li>{% url 'shelf' book.title %}</li>\n{% endfor %}\n</ul>\n",
    );
    configure({
      debug: true,
      secretKey: `unspeakable-${"k".repeat(50)}`,
      rootUrlconf: urlpatterns,
      templates: [{ dirs: [folder] }],
      logging: { disableExistingLoggers: false },
    });
    server = await serve({ port: 0 });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close(0);
    rmSync(folder, { recursive: true });
  });

  /** Opens an address in a window of its own; `use` looks at it. */
  async function visit(
    target: string,
    options: { readonly dark?: boolean; readonly width?: number },
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { dark = false, width = 1280 } = options;
    const page = await browser.newPage({
      colorScheme: dark ? "dark" : "light",
      viewport: { width, height: 900 },
    });
    page.setDefaultTimeout(5_000);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    try {
      await page.goto(`${server.url}${target}`);
      await use(page);
      expect(problems).toEqual([]);
    } finally {
      await page.close();
    }
  }

  it.each([
    ["/borrow/7/?q=1", "light"],
    ["/borrow/7/?q=1", "dark"],
    ["/nothing/", "light"],
    ["/nothing/", "dark"],
    ["/page/", "dark"],
  ])("%s can be read in %s [VIEW-35, HTTP-31]", async (target, scheme) => {
    const dark = scheme === "dark";
    await visit(target.slice(1), { dark }, async (page) => {
      // Every text against the nearest background behind it, by the formula of WCAG 2.
      const worst = (await page.evaluate(`(() => {
        const channels = (color) => color.match(/[\\d.]+/g).map(Number);
        const light = (color) => {
          const [r, g, b] = channels(color).map((value) => {
            const share = value / 255;
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (channels(color)[3] !== 0) return color;
          }
          return "rgb(255, 255, 255)";
        };
        let worst = 21;
        for (const element of document.querySelectorAll("body *")) {
          const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
          if (!hasText || !element.checkVisibility()) continue;
          const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
          worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
        }
        return worst;
      })()`)) as number;
      const background = (await page.evaluate(
        "getComputedStyle(document.body).backgroundColor",
      )) as string;

      expect(worst).toBeGreaterThanOrEqual(4.5);
      expect(background === "rgb(255, 255, 255)").toBe(!dark);
    });
  });

  it.each([360, 1280])("they fit a window of %i pixels", async (width) => {
    for (const target of ["borrow/7/", "nothing/", "page/"]) {
      await visit(target, { width }, async (page) => {
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      });
    }
  });

  it("that of an error shows the line of the source, its cause, and the request [HTTP-31]", async () => {
    await visit("borrow/7/?q=swing", {}, async (page) => {
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("RangeError");
      expect(await page.getByText("Book <7> cannot be borrowed").first().isVisible()).toBe(true);
      expect(await page.locator(".hit").first().textContent()).toContain("throw new RangeError");
      const cause = page.locator("section", { hasText: "Caused by" }).first();
      expect(await cause.textContent()).toContain("There is no shelf for 7.");
      expect(await cause.locator(".hit").first().textContent()).toContain("throw new TypeError");
      expect(await page.locator("#request").textContent()).toContain("swing");
    });
  });

  it("that of an error keeps secrets, and can be copied as text [HTTP-31, SEC-27]", async () => {
    await visit("borrow/7/", {}, async (page) => {
      await page.locator("#settings summary").first().click();
      const settings = await page.locator("#settings").textContent();
      const text = await page.getByRole("textbox").inputValue();

      expect(settings).toContain("secretKey");
      expect(await page.content()).not.toContain("unspeakable");
      expect(text).toMatch(/RangeError: Book <7> cannot be borrowed[^]*debug-pages\.test\.ts:\d+/u);
      expect(text).toContain("There is no shelf for 7.");
    });
  });

  it("that of a template shows its line, and folds the calls of Nuages away", async () => {
    await visit("page/", {}, async (page) => {
      const hit = page.locator(".hit").first();

      expect(await hit.textContent()).toContain("<li>{% url 'shelf' book.title %}</li>");
      expect(await page.getByText("page.html").first().isVisible()).toBe(true);

      const foreign = page.locator("details.foreign").first();
      expect(await foreign.locator("details").first().isVisible()).toBe(false);
      await foreign.locator("summary").first().click();
      expect(await foreign.locator("details").first().isVisible()).toBe(true);
    });
  });

  it("that of a missing page shows the patterns that were tried [VIEW-35]", async () => {
    await visit("nothing/%3Cscript%3E/", {}, async (page) => {
      const tried = await page.locator("ol.tried li").allTextContents();

      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("not found");
      expect(tried.some((pattern) => pattern.includes("borrow/<int:id>/"))).toBe(true);
      expect(await page.locator("main").textContent()).toContain("nothing/<script>/");
    });
  });
});
