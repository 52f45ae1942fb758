import { beforeAll, describe, expect, it } from "vitest";

import { runChecks } from "../checks/index.ts";
import { configure, isConfigured, overrideSettings, type ProjectSettings } from "../conf/index.ts";
import { include, path, rePath } from "./index.ts";

const view = (): void => undefined;

describe("checks of the URLs", () => {
  beforeAll(() => {
    if (!isConfigured()) configure({ secretKey: "only-for-tests" });
  });

  async function found(settings: ProjectSettings): Promise<string[]> {
    using _ = overrideSettings(settings);
    return (await runChecks({ tags: ["urls"] })).map(({ id }) => id ?? "");
  }

  it("have nothing to say about a usual site [SET-44]", async () => {
    const urlpatterns = [
      path("", view, { name: "index" }),
      path("books/", include([path("<int:id>/", view, { name: "book" })], { namespace: "books" })),
      rePath(/^old\/(?<year>\d{4})\/$/, view, { name: "old" }),
    ];

    expect(await found({ rootUrlconf: urlpatterns, staticUrl: "static/" })).toEqual([]);
  });

  it.each([
    ["urls.W001", [rePath("^books/$", include([path("", view)]))]],
    ["urls.W002", [path("/books", view)]],
    ["urls.W003", [path("books/", view, { name: "catalog:books" })]],
    [
      "urls.W005",
      [
        path("a/", include([path("", view)], { namespace: "books" })),
        path("b/", include([path("", view)], { namespace: "books" })),
      ],
    ],
    ["2_0.W001", [path("^books/$", view)]],
  ])("say %s [SET-44]", async (id, urlpatterns) => {
    expect(await found({ rootUrlconf: urlpatterns })).toEqual([id]);
  });

  it("say urls.E008 for an error handler that is no function [SET-44]", async () => {
    const module = { urlpatterns: [path("", view)], handler404: "not a view" };

    expect(await found({ rootUrlconf: (() => module) as never })).toEqual(["urls.E008"]);
  });

  it("say urls.E006 for addresses of files without a slash at the end [SET-44]", async () => {
    expect(await found({ rootUrlconf: null, staticUrl: "/static", mediaUrl: "/media" })).toEqual([
      "urls.E006",
      "urls.E006",
    ]);
  });
});
