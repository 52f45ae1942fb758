import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { runChecks } from "../checks/index.ts";
import { configure, overrideSettings } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  HttpResponse,
  type MaybeResponse,
  type Middleware,
  type MiddlewareObject,
} from "../http/index.ts";
import { Client } from "../testing/index.ts";
import { path } from "../urls/index.ts";
import {
  LoginRequired,
  loginNotRequired,
  loginRequired,
  neverCache,
  View,
} from "../views/index.ts";
import { LoginRequiredMiddleware } from "./index.ts";

beforeAll(() =>
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"], rootUrlconf: [] }),
);
let active: Disposable | undefined;
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

/** Knows whoever sends the header `X-Member`. */
class Members implements MiddlewareObject {
  static readonly recommendedPosition = 100;
  static lookups = 0;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  call(request: HttpRequest): MaybeResponse {
    // oxlint-disable-next-line unicorn/no-thenable -- what is looked up when it is awaited
    request.user = {
      then: (resolve, reject) => {
        Members.lookups += 1;
        const user = { isAuthenticated: request.headers.get("x-member") !== undefined };
        return Promise.resolve(user).then(resolve, reject);
      },
    };
    return this.#getResponse(request);
  }
}

const page = (): HttpResponse => new HttpResponse("page");
class Report extends View {
  get(): HttpResponse {
    return page();
  }
}
class OwnLogin extends LoginRequired(Report) {
  override loginUrl = "/own/";
}

const rootUrlconf = [
  path("", page),
  path("report/", Report.asView()),
  path("own/", OwnLogin.asView()),
  path("open/", loginNotRequired(page)),
  path("open/report/", neverCache(loginNotRequired(Report.asView()))),
  path("open/own/", loginNotRequired(OwnLogin.asView())),
  path("staff/", loginRequired(page, { loginUrl: "/staff/login/", redirectFieldName: "back" })),
  path("bare/", neverCache(loginRequired(page, { redirectFieldName: null }))),
  path("open/staff/", loginNotRequired(loginRequired(page, { loginUrl: "/staff/login/" }))),
];

function client(middleware: readonly Middleware[] = [Members, LoginRequiredMiddleware]): Client {
  active?.[Symbol.dispose]();
  active = overrideSettings({ middleware, rootUrlconf });
  return new Client();
}

async function answer(address: string, site = client()): Promise<string> {
  const { statusCode, headers } = await site.get(address);
  return headers.get("Location") ?? String(statusCode);
}

describe("LoginRequiredMiddleware", () => {
  it("closes every view to visitors [AUTH-32, HTTP-43]", async () => {
    expect(await answer("/?a=1")).toBe("/accounts/login/?next=/%3Fa%3D1");
    expect(await answer("/report/")).toBe("/accounts/login/?next=/report/");
    expect((await client().post("/report/")).statusCode).toBe(302);
  });

  it("opens them to users [AUTH-32]", async () => {
    for (const address of ["/", "/report/", "/own/", "/staff/"]) {
      const { statusCode, text } = await client().get(address, { headers: { "X-Member": "1" } });
      expect([statusCode, text]).toEqual([200, "page"]);
    }
  });

  it("leaves loginNotRequired() views open, and asks for no user there [AUTH-32]", async () => {
    Members.lookups = 0;

    expect(await answer("/open/")).toBe("200");
    expect(await answer("/open/report/")).toBe("200");
    expect(Members.lookups).toBe(0);
  });

  it("opens no view that asks for a login itself [AUTH-32]", async () => {
    expect(await answer("/open/staff/")).toBe("/staff/login/?next=/open/staff/");
    expect(await answer("/open/own/")).toBe("/own/?next=/open/own/");
  });

  it("heeds the options of loginRequired(), under other decorators too [AUTH-32]", async () => {
    expect(await answer("/staff/")).toBe("/staff/login/?back=/staff/");
    expect(await answer("/bare/")).toBe("/accounts/login/");
  });

  it("does not hide that there is no page", async () => {
    expect(await answer("/nowhere/")).toBe("404");
  });

  it("is changed by its methods and its field [AUTH-32]", async () => {
    class Own extends LoginRequiredMiddleware {
      override redirectFieldName = "from";

      override getLoginUrl(): string {
        return "/sign-in/";
      }
    }
    expect(await answer("/", client([Members, Own]))).toBe("/sign-in/?from=/");

    class Refusing extends LoginRequiredMiddleware {
      override handleNoPermission(): HttpResponse {
        return new HttpResponse("", { status: 401 });
      }

      override getRedirectFieldName(): null {
        return null;
      }
    }
    expect(await answer("/", client([Members, Refusing]))).toBe("401");
  });

  it("says which middleware is missing, and lets nobody in", async () => {
    const failure = client([LoginRequiredMiddleware]).get("/");

    await expect(failure).rejects.toThrow(ImproperlyConfigured);
    await expect(failure).rejects.toThrow("LoginRequiredMiddleware found no request.user on /.");
    await expect(failure).rejects.toHaveProperty(
      "hint",
      expect.stringContaining("AuthenticationMiddleware, in the setting middleware, before Login"),
    );
  });

  it("warns where it stands around the layer that knows the user", async () => {
    client([LoginRequiredMiddleware, Members]);
    expect(await runChecks({ tags: ["security"] })).toContainEqual(
      expect.objectContaining({
        id: "middleware.W001",
        msg: "Members stands after LoginRequiredMiddleware in the setting middleware.",
      }),
    );

    client();
    expect(await runChecks({ tags: ["security"] })).not.toContainEqual(
      expect.objectContaining({ id: "middleware.W001" }),
    );
  });
});
