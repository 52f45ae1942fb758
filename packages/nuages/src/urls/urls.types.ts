import type { HttpRequest, HttpResponse } from "../http/index.ts";
import { include, type Names, type Params, path, rePath, type Reverse } from "./index.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assert<_T extends true>(): void {
  return undefined;
}

declare function index(request: HttpRequest): HttpResponse;
declare function bookDetail(request: HttpRequest, params: { id: number }): Promise<HttpResponse>;
declare function userPage(request: HttpRequest, params: { name: string }): HttpResponse;
declare function formatted(
  request: HttpRequest,
  params: { id: number; format: "html" | "pdf" },
): HttpResponse;

assert<Equal<Params<"book/<int:id>/">, { id: number }>>();
assert<
  Equal<Params<"<slug:a>/<b>/<uuid:c>/<path:d>">, { a: string; b: string; c: string; d: string }>
>();
assert<Equal<Params<"about/">, object>>();

path("book/<int:id>/", bookDetail, { name: "book" });
// @ts-expect-error the view wants a number, the route captures text
path("book/<slug:id>/", bookDetail);
// @ts-expect-error the route does not capture what the view wants
path("book/<int:pk>/", bookDetail);
// @ts-expect-error there is no converter "itn"
path("book/<itn:id>/", bookDetail);

path("pdf/<int:id>/", formatted, { kwargs: { format: "pdf" } as const });
// @ts-expect-error the view wants another format
path("doc/<int:id>/", formatted, { kwargs: { format: "doc" } as const });

rePath("^user/(?P<name>\\w+)/$", userPage, { name: "user" });
// @ts-expect-error a name is text
rePath("^user/$", userPage, { name: 3 });

const catalog = [
  path("book/<int:id>/", bookDetail, { name: "book" }),
  path("list/", index, { name: "list" }),
] as const;
const blog = {
  urlpatterns: [path("<name>/", userPage, { name: "post" })],
  appName: "blog",
} as const;
const urlpatterns = [
  path("", index, { name: "index" }),
  path("catalog/", include(catalog, { namespace: "catalog" })),
  path("<slug:who>/", include([path("x/<int:id>/", bookDetail, { name: "plain" })])),
  path("blog/", include(blog)),
  path("unnamed/", index),
] as const;
declare const reverse: Reverse<typeof urlpatterns>;

assert<
  Equal<
    Names<typeof urlpatterns>["name"],
    "index" | "catalog:book" | "catalog:list" | "plain" | "blog:post"
  >
>();

reverse("index");
reverse("catalog:list");
reverse("catalog:book", { id: 3 });
reverse("blog:post", { name: "x" });
reverse("plain", { who: "a", id: 1 });
reverse("index", null, { query: { page: 2 }, fragment: "top" });
// @ts-expect-error there is no such name
reverse("catalog:bok", { id: 3 });
// @ts-expect-error the name needs its namespace
reverse("book", { id: 3 });
// @ts-expect-error a value is missing
reverse("catalog:book");
// @ts-expect-error the value is a number
reverse("catalog:book", { id: "3" });
// @ts-expect-error a value of the outer route is missing
reverse("plain", { id: 1 });
// @ts-expect-error there is no such value
reverse("blog:post", { nmae: "x" });
