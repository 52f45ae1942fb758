import { beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { HttpResponse } from "../http/index.ts";
import { override } from "../i18n/index.ts";
import {
  i18nPatterns,
  include,
  isValidPath,
  languagePrefixUse,
  path,
  reverseName,
} from "./index.ts";

beforeAll(() => configure({ languageCode: "en" }));

const view = (): HttpResponse => new HttpResponse();
const about = [path("about/", view, { name: "about" })];
const withPrefix = i18nPatterns(about);
const withoutDefault = [...i18nPatterns(about, { prefixDefaultLanguage: false })];

describe("i18nPatterns()", () => {
  it("puts the active language before paths and addresses [URL-26]", () => {
    override("de", () => {
      expect(isValidPath("/de/about/", withPrefix)).toBe(true);
      expect(isValidPath("/en/about/", withPrefix)).toBe(false);
      expect(reverseName("about", {}, { urlconf: withPrefix })).toBe("/de/about/");
    });
    override("en", () => {
      expect(reverseName("about", {}, { urlconf: withPrefix })).toBe("/en/about/");
    });
  });

  it("may leave the default language without a prefix [URL-26]", () => {
    const url = (language: string): string =>
      override(language, () => reverseName("about", {}, { urlconf: withoutDefault }));

    expect([url("en"), url("de")]).toEqual(["/about/", "/de/about/"]);
  });

  it("takes a code literally, whatever it holds [ADV-094]", () => {
    override("e(n+.", () => {
      expect(isValidPath("/e(n+./about/", withPrefix)).toBe(true);
      expect(reverseName("about", {}, { urlconf: withPrefix })).toBe("/e(n+./about/");
    });
  });

  it("belongs into the root only [URL-26]", () => {
    expect(() => include(withPrefix)).toThrow("i18nPatterns() stands in an included list");
  });

  it("tells how the site uses languages", () => {
    expect(languagePrefixUse(withoutDefault)).toEqual({ used: true, prefixesDefault: false });
    expect(languagePrefixUse(about)).toEqual({ used: false, prefixesDefault: false });
  });
});
