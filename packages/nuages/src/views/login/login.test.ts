import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { HttpRequest, HttpResponse, type Middleware, type RequestUser } from "../../http/index.ts";
import { Client, type ClientRequestOptions } from "../../testing/index.ts";
import { path, reverseLazy } from "../../urls/index.ts";
import {
  LoginRequired,
  loginNotRequired,
  loginRequired,
  redirectToLogin,
  requirePOST,
  View,
  type ViewFunction,
} from "../index.ts";

beforeAll(() =>
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"], rootUrlconf: [] }),
);
let active: Disposable | undefined;
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

function seenAs(user: unknown): Middleware {
  return (next) => async (request) => {
    request.user = Promise.resolve(user as RequestUser);
    return next(request);
  };
}
const visitor = seenAs({ isAuthenticated: false });
const member = seenAs({ isAuthenticated: true });
const unknown: Middleware = (next) => next;

type AnyRequestView = (request: HttpRequest, params?: object) => ReturnType<ViewFunction<object>>;
const page: AnyRequestView = () => new HttpResponse("private");

interface Site {
  readonly view: AnyRequestView;
  readonly as?: Middleware;
  readonly settings?: Partial<ProjectSettings>;
}

function client({ view, as = visitor, settings = {} }: Site): Client {
  active?.[Symbol.dispose]();
  const login = path("enter/<site>/", () => new HttpResponse("login"), { name: "enter" });
  const rootUrlconf = [path("", view), path("books/<path:rest>", view), login];
  active = overrideSettings({ middleware: [as], rootUrlconf, ...settings });
  return new Client();
}

async function answer(
  site: Site,
  address = "/",
  options: ClientRequestOptions = {},
): Promise<[number, string]> {
  const response = await client(site).get(address, options);
  return [response.statusCode, response.headers.get("Location", "")];
}

describe("loginRequired()", () => {
  it("sends visitors to the login page, which knows the way back [AUTH-29]", async () => {
    const view = loginRequired(page);

    expect(await answer({ view })).toEqual([302, "/accounts/login/?next=/"]);
    expect(await answer({ view }, "/books/é b/?q=1&r=%26")).toEqual([
      302,
      "/accounts/login/?next=/books/%25C3%25A9%2520b/%3Fq%3D1%26r%3D%2526",
    ]);
  });

  it("shows the view to users, sync or async [AUTH-29]", async () => {
    for (const view of [
      loginRequired(page),
      loginRequired(async () => new HttpResponse("later")),
    ]) {
      expect(await answer({ view, as: member })).toEqual([200, ""]);
      expect((await answer({ view }))[0]).toBe(302);
    }
  });

  it("hands the route's values on", async () => {
    const view = loginRequired<{ rest: string }>((_request, { rest }) => new HttpResponse(rest));
    active = overrideSettings({
      middleware: [member],
      rootUrlconf: [path("books/<path:rest>", view)],
    });

    expect((await new Client().get("/books/a/b")).text).toBe("a/b");
  });

  it("takes a login page and a field of its own [AUTH-29]", async () => {
    const own = { loginUrl: "/staff/?site=1", redirectFieldName: "back" };
    expect(await answer({ view: loginRequired(page, own) })).toEqual([
      302,
      "/staff/?site=1&back=/",
    ]);
    expect(await answer({ view: loginRequired(page, { redirectFieldName: null }) })).toEqual([
      302,
      "/accounts/login/",
    ]);
  });

  it("finds the login page by its name [AUTH-29]", async () => {
    const loginUrl = reverseLazy("enter", { site: "a" });
    expect(await answer({ view: loginRequired(page, { loginUrl }) })).toEqual([
      302,
      "/enter/a/?next=/",
    ]);
  });

  it("gives a login page elsewhere the whole address [AUTH-29]", async () => {
    const at = async (loginUrl: string, options?: ClientRequestOptions): Promise<string> =>
      (await answer({ view: loginRequired(page), settings: { loginUrl } }, "/?a=1", options))[1];

    const whole = "http%3A//testserver/%3Fa%3D1";
    expect(await at("https://testserver/login/")).toBe(`https://testserver/login/?next=${whole}`);
    expect(await at("//sso.example.com/")).toBe(`//sso.example.com/?next=${whole}`);
    expect(await at("http://testserver/login/")).toBe("http://testserver/login/?next=/%3Fa%3D1");
    expect(await at("https://testserver/login/", { secure: true })).toBe(
      "https://testserver/login/?next=/%3Fa%3D1",
    );
  });

  it.each([
    "//evil.example/",
    "///evil.example/",
    "/%2Fevil.example/",
    "/\\evil.example/",
    "/x/%0d%0aSet-Cookie:a",
    "/%00/",
    "http://evil.example//evil.example/",
  ])("makes no other host of the path %s [AUTH-29]", async (target) => {
    const request = new HttpRequest({ target, rawHeaders: ["Host", "testserver"] });
    request.user = Promise.resolve({ isAuthenticated: false });

    const { headers } = await loginRequired(page)(request, {});

    const location = headers.get("Location", "");
    expect(location).not.toMatch(/[\r\n\0]/);
    const login = new URL(location, "http://testserver");
    expect(login.host + login.pathname).toBe("testserver/accounts/login/");
    expect([...login.searchParams.keys()]).toEqual(["next"]);
    const next = login.searchParams.get("next") ?? "";
    expect(next).toMatch(/^\//);
    expect(new URL(next, "http://testserver").host).toBe("testserver");
  });

  it("refuses an address that is too long to come back to", async () => {
    expect((await answer({ view: loginRequired(page) }, `/?q=${"%".repeat(8000)}`))[0]).toBe(400);
  });

  it("keeps a `next` of the visitor out of the way: it is the page's query, no target", async () => {
    expect(await answer({ view: loginRequired(page) }, "/?next=https://evil.example/")).toEqual([
      302,
      "/accounts/login/?next=/%3Fnext%3Dhttps%3A//evil.example/",
    ]);
  });

  it("lets nobody in but those of whom it is true that they are logged in", async () => {
    const claims = [() => true, "false", 1, {}, undefined];
    for (const isAuthenticated of claims) {
      const [status] = await answer({ view: loginRequired(page), as: seenAs({ isAuthenticated }) });
      expect(status).toBe(302);
    }
  });

  it.each([
    ["nothing sets a user", unknown],
    ["the user is nothing", seenAs(null)],
  ])("says which middleware is missing when %s", async (_case, as) => {
    const failure = client({ view: loginRequired(page), as }).get("/books/a");

    await expect(failure).rejects.toThrow(ImproperlyConfigured);
    await expect(failure).rejects.toThrow("loginRequired(page) found no request.user on /books/a.");
    await expect(failure).rejects.toHaveProperty(
      "hint",
      expect.stringContaining("such as AuthenticationMiddleware"),
    );
  });

  it("says so when there is no login page", async () => {
    const site = client({ view: loginRequired(page), settings: { loginUrl: "" } });

    await expect(site.get("/")).rejects.toThrow("loginUrl is empty");
  });

  it("keeps name and marks of the view", () => {
    const inner = Object.assign(requirePOST(page), { csrfExempt: true });

    for (const view of [loginRequired(inner), loginNotRequired(inner)]) {
      expect(view).toHaveProperty("name", "page");
      expect(view).toHaveProperty("csrfExempt", true);
    }
    expect(inner).not.toHaveProperty("loginRequired");
  });
});

describe("redirectToLogin()", () => {
  it("replaces the field in the login page's address, and keeps the rest", () => {
    const at = (loginUrl: string, redirectFieldName?: string | null): string =>
      redirectToLogin("/a b/?c=d", { loginUrl, redirectFieldName }).url;

    expect(at("/login/?next=/old/&x=1&x=2#form")).toBe("/login/?next=/a%20b/%3Fc%3Dd&x=1&x=2#form");
    expect(at("/login/?x=1", "")).toBe("/login/?x=1");
    expect(at("/login/", "__proto__")).toBe("/login/?__proto__=/a%20b/%3Fc%3Dd");
    expect(redirectToLogin("/a/").url).toBe("/accounts/login/?next=/a/");
  });
});

describe("LoginRequired()", () => {
  class Secret extends View {
    greeting = "secret";
    get(): HttpResponse {
      return new HttpResponse(this.greeting);
    }
  }
  class Private extends LoginRequired(Secret) {}

  it("sends visitors to the login page, and shows the view to users [AUTH-29]", async () => {
    const view = Private.asView({ greeting: "hello" });

    expect(await answer({ view }, "/books/a?b=c")).toEqual([
      302,
      "/accounts/login/?next=/books/a%3Fb%3Dc",
    ]);
    expect((await client({ view, as: member }).get("/")).text).toBe("hello");
  });

  it("guards all methods, those too that the view has not [AUTH-29]", async () => {
    const site = client({ view: Private.asView() });

    expect((await site.post("/")).statusCode).toBe(302);
    expect((await site.options("/")).statusCode).toBe(302);
  });

  it("takes its options as attributes or from asView() [AUTH-29]", async () => {
    class Staff extends LoginRequired(Secret) {
      override loginUrl = "/staff/";
      override redirectFieldName = "back";
    }

    expect(await answer({ view: Staff.asView() })).toEqual([302, "/staff/?back=/"]);
    expect(
      await answer({ view: Private.asView({ loginUrl: "/x/", redirectFieldName: null }) }),
    ).toEqual([302, "/x/"]);
  });

  it("answers 403 with raiseException", async () => {
    const view = Private.asView({ raiseException: true, permissionDeniedMessage: "Members only" });

    expect((await answer({ view }))[0]).toBe(403);
    expect((await answer({ view, as: member }))[0]).toBe(200);
  });

  it("names its class when nothing has set a user", async () => {
    const site = client({ view: Private.asView(), as: unknown });

    await expect(site.get("/")).rejects.toThrow("Private found no request.user on /.");
  });
});
