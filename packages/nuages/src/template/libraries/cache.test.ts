import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { caches, makeTemplateFragmentKey } from "../../cache/index.ts";
import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { Engine, TemplateSyntaxError } from "../index.ts";

beforeAll(() => {
  if (!isConfigured()) configure({ secretKey: "only-for-tests" });
});

describe("{% cache %}", () => {
  const engine = new Engine();
  let made: number;

  beforeEach(async () => {
    made = 0;
    await caches.get().clear();
  });

  async function render(tag: string, data: Record<string, unknown> = {}): Promise<string> {
    const template = engine.fromString(`{% load cache %}${tag}{{ count }}{% endcache %}`);
    return await template.render({ count: async () => (made += 1), ...data });
  }

  it("makes its contents once for each name and each value it varies on [CACHE-16] [TPL-37]", async () => {
    expect(await render("{% cache 60 side %}")).toBe("1");
    expect(await render("{% cache 60 side %}")).toBe("1");
    expect(await render("{% cache 60 other %}")).toBe("2");
    expect(await render("{% cache 60 side user %}", { user: 1 })).toBe("3");
    expect(await render("{% cache 60 side user %}", { user: 2 })).toBe("4");
    expect(await render("{% cache 60 side user %}", { user: 1 })).toBe("3");
  });

  it("is made anew when its key is deleted [CACHE-16]", async () => {
    await render("{% cache None side user %}", { user: "a" });
    await caches.get().delete(makeTemplateFragmentKey("side", ["a"]));

    expect(await render("{% cache None side user %}", { user: "a" })).toBe("2");
  });

  it("takes the cache that using= names, else template_fragments, else the default [CACHE-16]", async () => {
    using _ = overrideSettings({
      caches: {
        default: { backend: "locmem", location: "a" },
        template_fragments: { backend: "dummy" },
      },
    });

    await render("{% cache 60 side %}");
    expect(await render("{% cache 60 side %}")).toBe("2");
    await render('{% cache 60 side using="default" %}');
    expect(await render('{% cache 60 side using="default" %}')).toBe("3");
    await expect(render('{% cache 60 side using="pages" %}')).rejects.toThrow(TemplateSyntaxError);
  });

  it("escapes what is inside once, and not again when it is read [CACHE-16]", async () => {
    const template = engine.fromString("{% load cache %}{% cache 60 x %}{{ v }}{% endcache %}");

    expect(await template.render({ v: "<b>" })).toBe("&lt;b&gt;");
    expect(await template.render({ v: "other" })).toBe("&lt;b&gt;");
  });

  it.each(["{% cache %}", "{% cache 60 %}", "{% cache x side %}"])(
    "refuses %s [CACHE-16]",
    async (tag) => {
      await expect(render(tag)).rejects.toThrow(TemplateSyntaxError);
    },
  );
});
