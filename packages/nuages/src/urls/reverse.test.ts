import { describe, expect, it } from "vitest";

import { configure, runWithScriptPrefix } from "../conf/index.ts";
import { HttpResponse, QueryDict } from "../http/index.ts";
import {
  getUrlconf,
  include,
  isValidPath,
  loadUrlconf,
  path,
  rePath,
  resolve,
  reverseLazy,
  reverseName,
  runWithUrlconf,
} from "./index.ts";

const view = (): HttpResponse => new HttpResponse();
const other = (): HttpResponse => new HttpResponse();

const blog = [
  path("", view, { name: "index" }),
  path("post/<int:id>/", view, { name: "post" }),
  path("tag/<slug:tag>/", view, { name: "tag" }),
];
const urlpatterns = [
  path("", view, { name: "home" }),
  path("book/<int:id>/", other, { name: "book" }),
  path("file/<path:name>", view, { name: "file" }),
  path("fixed/<int:id>/", view, { name: "fixed", kwargs: { format: "html" } }),
  rePath("^art/([0-9]{4})/([0-9]{2})/$", view, { name: "art" }),
  rePath("^list/(?:page-(?P<page>\\d+)/)?$", view, { name: "list" }),
  rePath("^either/(?:a|b)/$", view, { name: "either" }),
  path("news/", include(blog, { namespace: "news", appName: "blog" })),
  path("blog/", include(blog, { namespace: "blog", appName: "blog" })),
  path("diary/<slug:who>/", include(blog, { namespace: "diary", appName: "blog" })),
  path(
    "deep/",
    include([path("er/", include(blog, { namespace: "inner" }))], { namespace: "outer" }),
  ),
];
configure({ rootUrlconf: () => Promise.resolve({ urlpatterns }) });
await loadUrlconf();

describe("reverse()", () => {
  it.each([
    ["home", {}, "/"],
    ["book", { id: 3 }, "/book/3/"],
    ["book", [3], "/book/3/"],
    ["art", ["2026", "11"], "/art/2026/11/"],
    ["list", {}, "/list/"],
    ["list", { page: 2 }, "/list/page-2/"],
    ["fixed", { id: 1 }, "/fixed/1/"],
    ["fixed", { id: 1, format: "html" }, "/fixed/1/"],
    ["outer:inner:post", { id: 1 }, "/deep/er/post/1/"],
    ["diary:post", { who: "django", id: 1 }, "/diary/django/post/1/"],
  ])("gives the address of %s with %j [URL-14]", (name, params, url) => {
    expect(reverseName(name, params)).toBe(url);
  });

  it("percent-encodes values, and what it gives leads back [URL-14]", () => {
    const name = "Ça/50% #1?";

    const url = reverseName("file", { name });

    expect(url).toBe("/file/%C3%87a/50%25%20%231%3F");
    expect(resolve(decodeURIComponent(url)).kwargs).toEqual({ name });
  });

  it("does not let a value make another host of the path [URL-14]", () => {
    const patterns = [path("<path:rest>", view, { name: "all" })];

    expect(reverseName("all", { rest: "/evil.example/" }, { urlconf: patterns })).toBe(
      "/%2Fevil.example/",
    );
  });

  it("appends query and fragment [URL-14, URL-21]", () => {
    const query = new QueryDict("a=1&a=2&b=%C3%A9");

    expect(reverseName("home", {}, { query, fragment: "top" })).toBe("/?a=1&a=2&b=%C3%A9#top");
    expect(reverseName("home", {}, { query: { tags: ["x", "y"] } })).toBe("/?tags=x&tags=y");
    expect(reverseName("home", {}, { query: "" })).toBe("/");
    expect(reverseName("home", {}, { fragment: "" })).toBe("/#");
  });

  it("stands below the place where the site is mounted [URL-20, DEP-15]", () => {
    expect(runWithScriptPrefix("/app", () => reverseName("book", { id: 3 }))).toBe("/app/book/3/");
  });

  it("finds a view without a name [URL-19]", () => {
    expect(reverseName(other, { id: 3 })).toBe("/book/3/");
  });

  it("takes the last of several patterns of a name that fits", () => {
    const patterns = [
      path("old/<int:id>/", view, { name: "x" }),
      path("new/<int:id>/", view, { name: "x" }),
      path("plain/", view, { name: "x" }),
    ];

    expect(reverseName("x", { id: 1 }, { urlconf: patterns })).toBe("/new/1/");
    expect(reverseName("x", {}, { urlconf: patterns })).toBe("/plain/");
  });

  it("picks the instance of an app: the present one, the default, else the last [URL-17]", () => {
    expect(reverseName("blog:index")).toBe("/blog/");
    expect(reverseName("blog:index", {}, { currentApp: "news" })).toBe("/news/");
    expect(reverseName("news:index", {}, { currentApp: "blog" })).toBe("/news/");
  });

  it("suggests the nearest name [URL-15]", () => {
    expect(() => reverseName("bok", { id: 1 })).toThrow(
      /^Reverse for 'bok' not found\. 'bok' is not a valid view function or pattern name\.\n {2}Did you mean "book"\?/,
    );
  });

  it("names the namespace that is not there [URL-15]", () => {
    expect(() => reverseName("newz:index")).toThrow("'newz' is not a registered namespace.");
    expect(() => reverseName("outer:innr:index")).toThrow(
      "'innr' is not a registered namespace inside 'outer'.",
    );
  });

  it("lists arguments and patterns when the values do not fit [URL-15]", () => {
    expect(() => reverseName("book", { pk: 3 })).toThrow(
      "Reverse for 'book' with keyword arguments '{ pk: 3 }' not found. 1 pattern(s) tried: \"book/<int:id>/\"",
    );
    expect(() => reverseName("book")).toThrow("with no arguments not found");
  });

  it("says which values are wanted, or that one does not fit [URL-15]", () => {
    expect(() => reverseName("book")).toThrow("\n  It takes { id }.");
    expect(() => reverseName("book", { id: 3, page: 1 })).toThrow("\n  It takes { id }.");
    expect(() => reverseName("book", { id: "x" })).toThrow(
      "\n  A value is not what its place in the route takes.",
    );
  });

  it("finds the name in other namespaces [URL-15]", () => {
    expect(() => reverseName("tag", { tag: "jazz" })).toThrow(
      '\n  Did you mean "blog:tag" or "diary:tag" or "news:tag" or "outer:inner:tag"?',
    );
  });

  it.each([{ id: "x" }, { id: -1 }, { id: null }, { id: undefined }])(
    "refuses %j, which would not lead back",
    (params) => {
      expect(() => reverseName("book", params)).toThrow("not found");
    },
  );

  it("cannot reverse alternatives [URL-19]", () => {
    expect(() => reverseName("either")).toThrow("not found");
    expect(isValidPath("/either/a/")).toBe(true);
  });
});

describe("reverseLazy()", () => {
  it("finds the address when it is used as text [URL-16]", () => {
    const patterns: unknown[] = [];
    const url = reverseLazy("late", {}, { urlconf: patterns });
    patterns.push(path("late/", view, { name: "late" }));

    expect(String(url)).toBe("/late/");
  });
});

describe("runWithUrlconf()", () => {
  it("replaces the patterns for what runs in it [URL-10]", async () => {
    const patterns = [path("own/", view, { name: "own" })];

    const inside = await runWithUrlconf(patterns, async () => {
      await Promise.resolve();
      return reverseName("own");
    });

    expect(inside).toBe("/own/");
    expect(getUrlconf()).toEqual({ urlpatterns });
  });
});
