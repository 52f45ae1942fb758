import { describe, expect, it } from "vitest";

import { HttpResponse } from "../http/index.ts";
import {
  clearUrlCaches,
  getResolver,
  include,
  isValidPath,
  path,
  registerConverter,
  rePath,
  resolve,
  Resolver404,
  type UrlPattern,
} from "./index.ts";

const view = (): HttpResponse => new HttpResponse();
const kwargsOf = (url: string, urlpatterns: readonly unknown[]): unknown =>
  resolve(url, urlpatterns).kwargs;

describe("path()", () => {
  it("passes captured values by name, without leading slash or query [URL-01]", () => {
    const patterns = [path("book/<int:id>/<title>/", view)];

    expect(kwargsOf("/book/3/nuages/", patterns)).toEqual({ id: 3, title: "nuages" });
  });

  it.each([
    ["str/<str:v>/", "/str/a b/", "a b"],
    ["int/<int:v>/", "/int/042/", 42],
    ["slug/<slug:v>/", "/slug/minor-swing_2/", "minor-swing_2"],
    [
      "uuid/<uuid:v>/",
      "/uuid/7d2fdb1c-5a3f-4b0e-9f4c-6c2f7e0f1a11/",
      "7d2fdb1c-5a3f-4b0e-9f4c-6c2f7e0f1a11",
    ],
    ["path/<path:v>", "/path/a/b/c.txt", "a/b/c.txt"],
  ])("converts %s [URL-02]", (route, url, value) => {
    expect(kwargsOf(url, [path(route, view)])).toEqual({ v: value });
  });

  it.each([
    ["int/<int:v>/", "/int/-1/"],
    ["int/<int:v>/", "/int/0x10/"],
    ["int/<int:v>/", "/int/1e3/"],
    ["str/<str:v>/", "/str/a/b/"],
    ["slug/<slug:v>/", "/slug/é/"],
    ["uuid/<uuid:v>/", "/uuid/7D2FDB1C-5A3F-4B0E-9F4C-6C2F7E0F1A11/"],
  ])("refuses for %s what is no such value: %s [ADV-116]", (route, url) => {
    expect(isValidPath(url, [path(route, view)])).toBe(false);
  });

  it("does not serve a neighbour's row for a number beyond 2^53 [ADV-117]", () => {
    expect(isValidPath("/9007199254740993/", [path("<int:id>/", view)])).toBe(false);
  });

  it.each(["\n", "\r", "\u2028", "\u2029"])(
    "refuses a line separator at the end: %j [ADV-071]",
    (separator) => {
      const patterns = [
        path("exact", view),
        path("i/<int:v>", view),
        path("s/<slug:v>", view),
        path("p/<path:v>", view),
        rePath(/^native$/, view),
        rePath("^django$", view),
      ];

      for (const url of ["/exact", "/i/1", "/s/a", "/p/a", "/native", "/django"]) {
        expect(isValidPath(url, patterns)).toBe(true);
        expect(isValidPath(url + separator, patterns)).toBe(false);
      }
    },
  );

  it("finds nothing at a path with NUL, which databases refuse as a value [URL-02]", () => {
    const site = [path("book/<str:slug>/", view), path("files/<path:name>", view)];

    expect(resolve("/book/ab/", site).kwargs).toEqual({ slug: "ab" });
    for (const target of ["/book/a\0b/", "/files/a/\0"]) {
      expect(() => resolve(target, site)).toThrow(Resolver404);
      expect(isValidPath(target, site)).toBe(false);
    }
  });

  it("adds the values of its options, which win over captured ones [URL-06]", () => {
    const patterns = [path("<year>/", view, { kwargs: { year: "fixed", format: "html" } })];

    const match = resolve("/2026/", patterns);

    expect(match.kwargs).toEqual({ year: "fixed", format: "html" });
    expect(match.capturedKwargs).toEqual({ year: "2026" });
    expect(match.extraKwargs).toEqual({ year: "fixed", format: "html" });
  });

  it.each([
    ["book/<int: id>/", "cannot contain whitespace"],
    ["book/<int:id/", "an angle bracket that opens or closes no parameter"],
    ["book/int:id>/", "an angle bracket that opens or closes no parameter"],
    ["book/<>/<int:id>/", "an angle bracket that opens or closes no parameter"],
    ["book/<int:1id>/", "isn't a valid identifier"],
    ["book/<__proto__>/", "isn't a valid identifier"],
    ["book/<int:id>/<int:id>/", "more than once"],
    ["book/<itn:id>/", 'Did you mean "int"'],
    ["book/<constructor:id>/", "invalid converter"],
  ])("refuses the route %s [URL-08, ADV-111]", (route, message) => {
    expect(() => path(route, view)).toThrow(message);
  });

  it("refuses a class that was not turned into a view", () => {
    class Home {
      dispatch(): void {}
    }
    expect(() => path("", Home as unknown as typeof view)).toThrow(
      "Pass Home.asView() instead of Home.",
    );
  });

  it("names the route whose view is missing", () => {
    expect(() => path("book/", undefined as unknown as typeof view)).toThrow(
      'The URL pattern "book/" has no view: it got undefined (a circle of imports, or a misspelt name).',
    );
  });

  it("matches the empty rest with an empty route [URL-13]", () => {
    const patterns = [path("shop/", include([path("", view, { name: "shop" })]))];

    expect(resolve("/shop/", patterns).urlName).toBe("shop");
  });

  it("reads a route that depends on the language when it is used [URL-11]", () => {
    let language = "en";
    const lazy = { toString: () => (language === "en" ? "users/" : "gebruikers/") };
    const patterns = [path(lazy, view)];

    expect(isValidPath("/users/", patterns)).toBe(true);
    language = "nl";
    expect(isValidPath("/users/", patterns)).toBe(false);
    expect(isValidPath("/gebruikers/", patterns)).toBe(true);
  });
});

describe("rePath()", () => {
  it("drops unnamed groups when there are named ones [URL-03]", () => {
    const patterns = [rePath("^art/(?P<year>[0-9]{4})/([0-9]+)/$", view)];

    const match = resolve("/art/2026/11/", patterns);

    expect(match.kwargs).toEqual({ year: "2026" });
    expect(match.args).toEqual([]);
  });

  it("gives unnamed groups in order, to the view as 0, 1 … [URL-03]", () => {
    const match = resolve("/art/2026/11/", [rePath("^art/([0-9]{4})/([0-9]+)/$", view)]);

    expect(match.args).toEqual(["2026", "11"]);
    expect(match.params).toEqual({ 0: "2026", 1: "11" });
  });

  it("leaves out an optional group that matched nothing [URL-09]", () => {
    const patterns = [rePath("^list/(?:page-(?P<page>\\d+)/)?$", view)];

    expect(kwargsOf("/list/", patterns)).toEqual({});
    expect(kwargsOf("/list/page-2/", patterns)).toEqual({ page: "2" });
  });

  it("reads Django's word characters as letters of every script", () => {
    expect(kwargsOf("/Юникод/", [rePath("^(?P<tag>\\w+)/$", view)])).toEqual({ tag: "Юникод" });
  });

  it("takes a RegExp, whatever its flags remember [ADV-119]", () => {
    const patterns = [rePath(/^page-(?<page>\d+)\/$/g, view)];

    for (let turn = 0; turn < 3; turn += 1) {
      expect(kwargsOf("/page-7/", patterns)).toEqual({ page: "7" });
    }
  });

  it("names an expression that is not valid [URL-08]", () => {
    expect(() => rePath("^(unclosed/$", view)).toThrow("is not a valid regular expression");
  });
});

describe("include()", () => {
  it("passes on the rest of the path and the values captured before it [URL-05]", () => {
    const inner = [path("post/<int:id>/", view, { name: "post" })];
    const patterns = [path("<slug:blog>/", include(inner), { kwargs: { site: 1 } })];

    expect(kwargsOf("/jazz/post/3/", patterns)).toEqual({ blog: "jazz", site: 1, id: 3 });
  });

  it("goes on behind an include in which nothing matched [URL-04]", () => {
    const patterns = [
      path("a/", include([path("x/", view)])),
      path("a/y/", view, { name: "second" }),
    ];

    expect(resolve("/a/y/", patterns).urlName).toBe("second");
  });

  it("takes a module with its app name [URL-17]", () => {
    const module = { urlpatterns: [path("", view, { name: "index" })], appName: "blog" };

    const match = resolve("/blog/", [path("blog/", include(module))]);

    expect(match.viewName).toBe("blog:index");
    expect(match.appNames).toEqual(["blog"]);
  });

  it.each([undefined, {}, "catalog.urls"])("refuses %j instead of patterns [URL-12]", (urls) => {
    expect(() => include(urls as unknown as [])).toThrow("are not a list");
  });

  it("names the entry that is no pattern [URL-12]", () => {
    expect(() => include([path("", view), [path("x", view)]])).toThrow("Entry 1");
  });
});

describe("resolve()", () => {
  it("tells all about the match [URL-18]", () => {
    const deep = include([path("<int:id>/", view, { name: "leaf" })], { namespace: "deep" });
    const patterns = [
      path("app/", include([path("in/", deep)], { namespace: "outer", appName: "app" })),
    ];

    const match = resolve("/app/in/5/", patterns);

    expect(match.func).toBe(view);
    expect(match.viewName).toBe("outer:deep:leaf");
    expect(match.namespace).toBe("outer:deep");
    expect(match.appName).toBe("app:deep");
    expect(match.route).toBe("app/in/<int:id>/");
    expect(String(match)).toContain("outer:deep:leaf");
  });

  it("takes the first that matches, in the order of the list [URL-04]", () => {
    const patterns = [
      path("a/b/", view, { name: "exact" }),
      path("<slug:x>/b/", view, { name: "wild" }),
      path("c/<slug:x>/", view, { name: "late" }),
    ];

    expect(resolve("/a/b/", patterns).urlName).toBe("exact");
    expect(resolve("/c/b/", patterns).urlName).toBe("wild");
    expect(resolve("/c/d/", patterns).urlName).toBe("late");
  });

  it("lists what it tried [URL-18]", () => {
    const patterns = [
      path("a/", view, { name: "a" }),
      path("b/", include([path("c/", view, { name: "c" })])),
    ];

    const error = catchError(() => resolve("/b/x/", patterns));

    expect(error).toBeInstanceOf(Resolver404);
    expect((error as Resolver404).path).toBe("b/x/");
    expect((error as Resolver404).tried.map((way) => way.map(({ route }) => route))).toEqual([
      ["a/"],
      ["b/", "c/"],
    ]);
  });

  it("looks at few of many routes", () => {
    let looked = 0;
    const patterns = Array.from({ length: 500 }, (_, index) => {
      const pattern = path(`api/resource-${index}/<int:id>/`, view) as unknown as UrlPattern;
      const { match } = pattern.pattern;
      pattern.pattern.match = (url) => {
        looked += 1;
        return match.call(pattern.pattern, url);
      };
      return pattern;
    });

    expect(resolve("/api/resource-499/7/", patterns).kwargs).toEqual({ id: 7 });
    expect(looked).toBe(1);
  });

  it("compiles a list of patterns once, until the caches are cleared [URL-20]", () => {
    const patterns = [path("", view)];
    const first = getResolver(patterns);

    expect(getResolver(patterns)).toBe(first);
    clearUrlCaches(patterns);
    expect(getResolver(patterns)).not.toBe(first);
  });
});

describe("registerConverter()", () => {
  it("makes a converter usable; a RangeError is no match and no address [URL-07]", () => {
    registerConverter<Date>(
      {
        regex: "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        toValue: (text) => {
          const date = new Date(`${text}T00:00:00Z`);
          if (Number.isNaN(date.getTime())) throw new RangeError("no date");
          return date;
        },
        toUrl: (date) => date.toISOString().slice(0, 10),
      },
      "isodate",
    );
    const patterns = [path("<isodate:day>/", view)];

    expect(kwargsOf("/2026-11-20/", patterns)).toEqual({ day: new Date("2026-11-20T00:00:00Z") });
    expect(isValidPath("/2026-13-20/", patterns)).toBe(false);
  });

  it("refuses a name that is taken [URL-07]", () => {
    const converter = { regex: ".", toValue: String, toUrl: String };

    expect(() => registerConverter(converter, "int")).toThrow('There is a converter "int" already');
  });
});

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
