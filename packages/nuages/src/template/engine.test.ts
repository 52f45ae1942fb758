import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import type { HttpRequest } from "../http/index.ts";
import { subscribe } from "../instrumentation/index.ts";
import { checkTemplates } from "./checks.ts";
import {
  CachedLoader,
  Context,
  type ContextProcessor,
  Engine,
  engines,
  FilesystemLoader,
  getTemplate,
  MemoryLoader,
  type Origin,
  registerCsrfTokenSource,
  renderToString,
  selectTemplate,
  SourceLoader,
  type TemplateBackend,
  TemplateDoesNotExist,
  TemplateRecursionError,
  templateRendering,
  templateSpan,
} from "./index.ts";

let folder = "";

beforeAll(() => {
  if (!isConfigured()) configure({ secretKey: "x".repeat(50) });
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "nuages-templates-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe("Engine", () => {
  it("finds templates in folders, the first wins [TPL-63] [TPL-66]", async () => {
    write("a/x.html", "a");
    write("b/x.html", "b");
    write("b/y.html", "{% extends 'x.html' %}");
    const engine = new Engine({
      dirs: [path.join(folder, "a"), path.join(folder, "b")],
      debug: false,
    });

    expect(await engine.renderToString("x.html")).toBe("a");
    expect(await engine.renderToString("y.html")).toBe("a");
    expect(engine.getTemplate("x.html").name).toBe("x.html");
  });

  it("lets a template extend its own name from a later folder [TPL-66]", async () => {
    write("a/x.html", "{% extends 'x.html' %}{% block b %}a{{ block.super }}{% endblock %}");
    write("b/x.html", "[{% block b %}b{% endblock %}]");
    const engine = new Engine({
      dirs: [path.join(folder, "a"), path.join(folder, "b")],
      debug: false,
    });

    expect(await engine.renderToString("x.html")).toBe("[ab]");
  });

  it("keeps templates, and looks for changes in debug [TPL-66]", async () => {
    const file = write("x.html", "one");
    const production = new Engine({ dirs: [folder], debug: false });
    const development = new Engine({ dirs: [folder], debug: true });
    await production.renderToString("x.html");
    await development.renderToString("x.html");

    write("x.html", "two");
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));

    expect(await production.renderToString("x.html")).toBe("one");
    expect(await development.renderToString("x.html")).toBe("two");
    production.reset();
    expect(await production.renderToString("x.html")).toBe("two");
  });

  it("selects the first of several names, and says what was tried [TPL-64]", async () => {
    write("b.html", "b");
    const engine = new Engine({ dirs: [folder], debug: false });

    expect(await engine.renderToString(["a.html", "b.html"])).toBe("b");
    expect(() => engine.selectTemplate(["x.html", "y.html"])).toThrow(path.join(folder, "y.html"));
  });

  it("reads files in the encoding it is told [TPL-65]", async () => {
    writeFileSync(path.join(folder, "x.html"), Buffer.from([0xe9]));

    expect(
      await new Engine({ dirs: [folder], fileCharset: "iso-8859-1" }).renderToString("x.html"),
    ).toBe("é");
    expect(() => new Engine({ fileCharset: "klingon" })).toThrow(ImproperlyConfigured);
  });

  it("has options for escaping, libraries and built-ins [TPL-65]", async () => {
    const engine = new Engine({ autoescape: false, builtins: [], debug: false });

    expect(await engine.fromString("{{ a }}").render({ a: "<" })).toBe("<");
    expect(() => new Engine({ appDirs: true, loaders: [] })).toThrow("both appDirs and loaders");
  });

  it("takes loaders of a site [TPL-66]", async () => {
    class ShoutingLoader extends SourceLoader {
      getTemplateSources(name: string): Origin[] {
        return [{ name: `shout:${name}`, templateName: name }];
      }
      getContents({ templateName = "" }: Origin): string | undefined {
        return templateName === "x" ? "X!" : undefined;
      }
    }
    const engine = new Engine({
      loaders: [new ShoutingLoader(), new MemoryLoader({ y: "y" })],
      debug: false,
    });

    expect(await engine.renderToString("x")).toBe("X!");
    expect(await engine.renderToString("y")).toBe("y");
    expect(() => engine.getTemplate("z")).toThrow("shout:z");
  });
});

describe("context processors", () => {
  const request = { GET: new Map(), remoteAddress: "127.0.0.1" } as unknown as HttpRequest;

  it("add values for a request, below those of the view [TPL-67]", async () => {
    const processors: ContextProcessor[] = [
      () => ({ a: 1, b: 1 }),
      async () => await Promise.resolve({ c: 3 }),
    ];
    const engine = new Engine({ contextProcessors: processors, debug: false });

    expect(await engine.fromString("{{ a }}{{ b }}{{ c }}").render({ b: 2 }, { request })).toBe(
      "123",
    );
    expect(await engine.fromString("[{{ a }}]").render({})).toBe("[]");
  });

  it("give the token for forms always [TPL-67] [TPL-16]", async () => {
    registerCsrfTokenSource(() => "token");

    expect(
      await new Engine({ debug: false }).fromString("{% csrf_token %}").render({}, { request }),
    ).toContain('value="token"');
  });
});

describe("the engines of the settings", () => {
  class UpperBackend implements TemplateBackend {
    readonly name = "upper";
    fromString(text: string): { render(): string } {
      return { render: () => text.toUpperCase() };
    }
    getTemplate(name: string): { render(): string } {
      if (name !== "other.txt") throw new TemplateDoesNotExist(name);
      return this.fromString("other");
    }
  }

  it("are asked in turn, or by name [TPL-63] [TPL-69]", async () => {
    write("x.html", "x{{ v }}");
    using _ = overrideSettings({ templates: [{ dirs: [folder] }, { backend: UpperBackend }] });

    expect(await renderToString("x.html", { v: 1 })).toBe("x1");
    expect(await renderToString("other.txt")).toBe("OTHER");
    expect(await renderToString(["none", "x.html"])).toBe("x");
    expect(() => getTemplate("x.html", { using: "upper" })).toThrow(TemplateDoesNotExist);
    expect(() => getTemplate("x.html", { using: "uper" })).toThrow('Did you mean "upper"?');
    expect(() => selectTemplate([])).toThrow(TemplateDoesNotExist);
    expect(engines.all().map(({ name }) => name)).toEqual(["nuages", "upper"]);
  });

  it("have different names [TPL-63]", () => {
    using _ = overrideSettings({ templates: [{}, {}] });

    expect(() => engines.all()).toThrow('two engines named "nuages"');
  });

  it("are checked: every template that does not compile is reported", () => {
    write("good.html", "{{ x }}");
    write("bad.html", "\n{% if x %}");
    write("worse.html", "{{ x|nothing }}");
    using _ = overrideSettings({ templates: [{ dirs: [folder] }] });

    const found = checkTemplates();

    expect(found.map(({ id, obj }) => `${id} ${String(obj)}`).toSorted()).toEqual([
      "templates.E101 bad.html",
      "templates.E101 worse.html",
    ]);
    expect(found.find(({ obj }) => obj === "bad.html")?.msg).toContain("bad.html:2:1");
  });
});

describe("loaders", () => {
  it("list the names they know", () => {
    write("a/b.html", "");
    write("c.txt", "");

    expect([...new FilesystemLoader([folder]).names()].toSorted()).toEqual(["a/b.html", "c.txt"]);
    expect([...new CachedLoader([new MemoryLoader({ x: "" })]).names()]).toEqual(["x"]);
  });
});

describe("Watching", () => {
  const engine = new Engine({
    loaders: [
      new MemoryLoader({
        "base.html": "<{% block body %}{% endblock %}>",
        "part.html": "{% partialdef row %}[{{ n }}]{% endpartialdef %}",
        "page.html":
          '{% extends "base.html" %}{% block body %}{% include "part.html#row" %}{% endblock %}',
        "bad.html": "{% include missing %}",
      }),
    ],
  });

  it("tells of every template that is rendered [TPL-68, SIG-13]", async () => {
    const seen: unknown[] = [];
    const stop = subscribe(templateRendering, ({ template, fragment, context }) => {
      seen.push([template.name, fragment, context.get("n")]);
    });
    await engine.renderToString("page.html", { n: 1 });
    await engine.getTemplate("part.html#row").render({ n: 2 });
    stop();
    await engine.renderToString("page.html", { n: 3 });

    expect(seen).toStrictEqual([
      ["page.html", undefined, 1],
      ["base.html", undefined, 1],
      ["part.html", "row", 1],
      ["part.html", "row", 2],
    ]);
  });

  it("measures what the program asks for, with its includes", async () => {
    const seen: unknown[] = [];
    const stop = subscribe(templateSpan, {
      end: ({ payload, result }) => seen.push([payload.template.name, payload.fragment, result]),
      error: ({ payload, error }) => seen.push([payload.template.name, error]),
    });
    await engine.renderToString("page.html", { n: 1 });
    await engine.getTemplate("part.html#row").render({ n: 2 });
    const failure: unknown = await engine
      .renderToString("bad.html", { missing: "x" })
      .catch((error: unknown) => error);
    stop();

    expect(seen).toStrictEqual([
      ["page.html", undefined, "<[1]>"],
      ["part.html", "row", "[2]"],
      ["bad.html", failure],
    ]);
  });
});

describe("Contexts of the caller", () => {
  it("can be rendered again, and by tags within [TPL-68]", async () => {
    const engine = new Engine();
    const inner = engine.fromString("{% cycle 'x' 'y' %}");
    const outer = engine.fromString("{% cycle 'a' 'b' as c %}{{ inner.render }}{% cycle c %}");
    const context = new Context({
      inner: { render: (): Promise<string> => inner.render(context) },
    });

    expect(await outer.render(context)).toBe("axb");
    expect(await outer.render(context)).toBe("axb");
  });

  it("end in an error when templates render themselves without end", async () => {
    const engine = new Engine();
    const context = new Context({ again: () => template.render(context) });
    const template = engine.fromString("{{ again }}");

    await expect(template.render(context)).rejects.toThrow(TemplateRecursionError);
  });
});
