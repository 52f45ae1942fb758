import { Engine } from "nuages/template";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { chromiumPath, launchBrowser } from "../lib/browser.ts";

const PAYLOADS = [
  "<script>hit()</script>",
  "</script><script>hit()</script>",
  "</title></textarea></style><script>hit()</script>",
  "--><script>hit()</script>",
  "]]><script>hit()</script>",
  '"><img src=x onerror=hit()>',
  "'><img src=x onerror=hit()>",
  '" autofocus onfocus="hit()',
  "' autofocus onfocus='hit()",
  "<svg/onload=hit()>",
  "<iframe srcdoc='<script>parent.hit()</script>'>",
  "';hit();//",
  '";hit();//',
  "\\';hit();//",
  "${hit()}`+hit()+`",
  "\u2028hit()\u2029",
  "javascript:hit()",
  "JaVaScRiPt:hit()//.com",
  "java\tscript:hit()",
  "data:text/html,<script>parent.hit()</script>",
  'http://example.com/"onmouseover="hit()',
  "http://example.com/<script>hit()</script>",
  "www.example.com/?q='onclick='hit()",
  'a@example.com"onclick="hit()',
  "<a href=javascript:hit()>x</a>",
  "&#60;script&#62;hit()&#60;/script&#62;",
  "&lt;script&gt;hit()&lt;/script&gt;",
];

const CONTEXTS = {
  text: "<p>{{ v }}</p>",
  "double quoted attribute": '<input value="{{ v }}">',
  "single quoted attribute": "<input value='{{ v }}'>",
  title: "<title>{{ v }}</title>",
  textarea: "<textarea>{{ v }}</textarea>",
  comment: "<!-- {{ v }} -->",
  "attribute after filters": '<input value="{{ v|truncatechars:200|lower|title }}">',
  "list items": "<ul>{{ list|unordered_list }}</ul>",
  joined: '<p>{{ list|join:"<br>" }}</p>',
  json_script:
    '{{ v|json_script:"data" }}<script>JSON.parse(document.getElementById("data").textContent)</script>',
  "nested json_script": "{{ nested|json_script }}",
  "string in a script": "<script>const text = '{{ v|escapejs }}';</script>",
  "string in a handler": `<body onload="const text = '{{ v|escapejs }}'">`,
  urlize: "<p>{{ v|urlize }}</p>",
  urlizetrunc: "<p>{{ v|urlizetrunc:10 }}</p>",
  linebreaks: "{{ v|linebreaks }}",
  linebreaksbr: "<p>{{ v|linebreaksbr }}</p>",
  striptags: "<p>{{ v|striptags }}</p>",
  linenumbers: "<pre>{{ v|linenumbers }}</pre>",
  wordwrap: "<p>{{ v|wordwrap:5 }}</p>",
  "truncated markup": "<p>{{ v|truncatewords_html:2 }}</p>",
  "default of nothing": "<p>{{ nothing|default:v }}</p>",
  "query string": '<a href="{% querystring params q=v %}">x</a>',
  "urlencoded address": '<a href="/search?q={{ v|urlencode }}">x</a>',
  "with and filter": "{% with w=v %}{% filter upper %}{{ w }}{% endfilter %}{% endwith %}",
  firstof: "{% firstof nothing v %}",
  cycle: "{% cycle v v %}",
} as const;

describe.skipIf(chromiumPath === undefined)("untrusted values in templates", () => {
  const engine = new Engine();
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.addInitScript("window.hits = 0; window.hit = () => { window.hits += 1; };");
    await page.goto("about:blank");
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** Shows a page, uses what can be used on it, and counts the scripts of the payload that ran. */
  async function hits(markup: string): Promise<number> {
    await page.setContent(`<!doctype html><meta charset="utf-8">${markup}`);
    return page.evaluate(`(async () => {
      for (const link of document.querySelectorAll("a, input, textarea, [onclick], [onmouseover]")) {
        const href = link.getAttribute("href") ?? "";
        if (/^\\s*(java\\s*script|data)/i.test(href.replaceAll(/[\\t\\n\\r]/g, ""))) window.hits += 1;
        link.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
        link.focus?.();
        if (!href) link.click();
      }
      await new Promise((done) => setTimeout(done, 5));
      return window.hits;
    })()`) as Promise<number>;
  }

  it("run as script where they are marked safe, so that the test can see it", async () => {
    const template = engine.fromString("<p>{{ v|safe }}</p>");

    expect(await hits(await template.render({ v: "<svg/onload=hit()>" }))).toBeGreaterThan(0);
  });

  it.each(Object.entries(CONTEXTS))(
    "never run as script: %s [ADV-134] [ADV-135]",
    async (_name, source) => {
      const template = engine.fromString(source);
      for (const v of PAYLOADS) {
        await page.evaluate("window.hits = 0");
        const output = await template.render({
          v,
          list: [v, [v]],
          nested: { [v]: [v] },
          params: new Map(),
          nothing: "",
        });

        expect(await hits(output), `${v} gave ${output}`).toBe(0);
      }
    },
  );
});
