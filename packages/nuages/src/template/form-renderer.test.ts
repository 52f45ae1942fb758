import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../conf/index.ts";
import { SafeString } from "../utils/safestring.ts";
import {
  addFormTemplates,
  BuiltinFormRenderer,
  FormRenderer,
  getDefaultFormRenderer,
  MemoryLoader,
  type RenderableTemplate,
  TemplateDoesNotExist,
  TemplatesFormRenderer,
} from "./index.ts";

describe("form renderers", () => {
  let folder: string;

  beforeAll(async () => {
    if (!isConfigured()) configure({ secretKey: "only-for-tests" });
    folder = await mkdtemp(path.join(tmpdir(), "form-templates-"));
    await writeFile(path.join(folder, "input.html"), '\n<input name="{{ widget.name }}">\n');
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("take the built-in templates, whatever the site's engines are [TPL-69]", async () => {
    addFormTemplates(folder);
    using _ = overrideSettings({ templates: [], formRenderer: "builtin" });

    const markup = await getDefaultFormRenderer().render("input.html", { widget: { name: "a&b" } });

    expect(markup).toBeInstanceOf(SafeString);
    expect(String(markup)).toBe('<input name="a&amp;b">');
  });

  it("take the site's engines, which override every widget [TPL-69]", async () => {
    const loaders = [new MemoryLoader({ "input.html": "ours: {{ name }}" })];
    using _ = overrideSettings({
      templates: [{ options: { loaders } }],
      formRenderer: "templates",
    });

    expect(getDefaultFormRenderer()).toBeInstanceOf(TemplatesFormRenderer);
    expect(String(await getDefaultFormRenderer().render("input.html", { name: "x" }))).toBe(
      "ours: x",
    );
  });

  it("may be a class of the site's own [TPL-69]", async () => {
    class Loud extends FormRenderer {
      override getTemplate(name: string): RenderableTemplate {
        return { render: () => name.toUpperCase() };
      }
    }
    using _ = overrideSettings({ formRenderer: Loud });

    expect(getDefaultFormRenderer()).toBe(getDefaultFormRenderer());
    expect(String(await getDefaultFormRenderer().render("input", {}))).toBe("INPUT");
  });

  it("say which template is missing [TPL-69]", async () => {
    await expect(new BuiltinFormRenderer().render("nothing.html", {})).rejects.toThrow(
      TemplateDoesNotExist,
    );
  });
});
