import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../conf/index.ts";
import { PermissionDenied, SuspiciousOperation } from "../errors/index.ts";
import {
  BadRequest,
  gotRequestException,
  Http404,
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  type Middleware,
  type MiddlewareFunction,
  MiddlewareNotUsed,
  requestStarted,
  StreamingHttpResponse,
} from "../http/index.ts";
import { getLogger, Handler as LogHandler, type LogRecord } from "../logging/index.ts";
import { CommonMiddleware, LocaleMiddleware } from "../middleware/index.ts";
import { path, reverseName } from "../urls/index.ts";
import { View } from "../views/index.ts";
import { fetchHandler, getHandler } from "./index.ts";

class Records extends LogHandler {
  readonly list: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.list.push(record);
  }
}

const records = new Records();
let active: Disposable | undefined;

beforeAll(() => {
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"], rootUrlconf: [] });
  const logger = getLogger("nuages");
  logger.setLevel("INFO");
  logger.handlers.push(records);
});
beforeEach(() => {
  records.list.length = 0;
});
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

interface Site {
  readonly urls?: readonly unknown[] | object;
  readonly middleware?: readonly Middleware[];
  readonly settings?: Partial<ProjectSettings>;
}

function site({ urls = [], middleware = [], settings = {} }: Site) {
  active?.[Symbol.dispose]();
  active = overrideSettings({
    rootUrlconf: urls as readonly unknown[],
    middleware,
    ...settings,
  });
  const handler = getHandler();
  return async (target: string, method = "GET"): Promise<HttpResponseBase> =>
    handler(
      new HttpRequest({
        method,
        target,
        rawHeaders: ["Host", "testserver", "Accept", "text/html"],
      }),
    );
}

const text = (response: HttpResponseBase): string => (response as HttpResponse).text;
const failing = (error: unknown) => [
  path("", () => {
    throw error;
  }),
];

describe("getHandler()", () => {
  it("gives the view its parameters and the request its match [URL-27]", async () => {
    const get = site({
      urls: [
        path(
          "book/<int:id>/",
          (request, { id }) => {
            const { viewName } = request.resolverMatch ?? { viewName: "" };
            return new HttpResponse(`${viewName} ${id + 1}`);
          },
          { name: "book" },
        ),
      ],
    });

    expect(text(await get("/book/3/?x"))).toBe("book 4");
  });

  it("calls views that are async and views that are not, functions and classes [HTTP-47]", async () => {
    class Both extends View {
      get(): HttpResponse {
        return new HttpResponse("now");
      }
      async post(): Promise<HttpResponse> {
        return new HttpResponse("later");
      }
    }
    const get = site({
      urls: [
        path("sync/", () => new HttpResponse("sync")),
        path("async/", async () => new HttpResponse("async")),
        path("class/", Both.asView()),
      ],
    });

    expect(text(await get("/sync/"))).toBe("sync");
    expect(text(await get("/async/"))).toBe("async");
    expect(text(await get("/class/"))).toBe("now");
    expect(text(await get("/class/", "POST"))).toBe("later");
  });

  it("loads patterns that are imported at the first request", async () => {
    const urlpatterns = [path("", () => new HttpResponse(reverseName("later")), { name: "later" })];
    const get = site({ urls: () => Promise.resolve({ urlpatterns }) });

    expect(text(await get("/"))).toBe("/");
  });

  it.each([
    [undefined, "It returned undefined instead.", "Is a `return` missing?"],
    ["text", "It returned a string instead.", "Return an HttpResponse"],
    [{ a: 1 }, "It returned an object of class Object instead.", "Return an HttpResponse"],
  ])("names the view that returned %j [HTTP-26, URL-04]", async (value, message, hint) => {
    const get = site({
      urls: [path("", (() => value) as () => void, { name: "home" })],
      settings: { debug: true },
    });

    const page = text(await get("/"));

    expect(page).toContain(
      `The view home didn&#x27;t return an HttpResponse object. ${message}`.replaceAll(
        "&#x27;",
        page.includes("&#39;") ? "&#39;" : "&#x27;",
      ),
    );
    expect(page).toContain(hint);
  });

  it("replaces the patterns for a request whose middleware says so [URL-10]", async () => {
    const other = [path("", () => new HttpResponse(reverseName("own")), { name: "own" })];
    const switching: MiddlewareFunction = (getResponse) => (request) => {
      request.urlconf = other;
      return getResponse(request);
    };
    const get = site({ urls: [path("", () => new HttpResponse("site"))], middleware: [switching] });

    expect(text(await get("/"))).toBe("/");
  });

  it("takes null for the site's patterns after all [URL-10]", async () => {
    const undecided: MiddlewareFunction = (getResponse) => (request) => {
      request.urlconf = null;
      return getResponse(request);
    };
    const get = site({
      urls: [path("here/", () => new HttpResponse("site"))],
      middleware: [undecided, CommonMiddleware, LocaleMiddleware],
    });

    expect(text(await get("/here/"))).toBe("site");
    expect((await get("/here")).statusCode).toBe(301);
    expect((await get("/nothing/")).statusCode).toBe(404);
  });

  it("gives the error pages of a request with patterns of its own their links [URL-10]", async () => {
    const gone = (): HttpResponse => new HttpResponse(reverseName("own"), { status: 404 });
    const other = { urlpatterns: [path("own/", gone, { name: "own" })], handler404: gone };
    const switching: MiddlewareFunction = (getResponse) => (request) => {
      request.urlconf = other;
      return getResponse(request);
    };

    expect(text(await site({ middleware: [switching] })("/nothing/"))).toBe("/own/");
  });

  it("tells that a request begins [SIG-11]", async () => {
    const seen: string[] = [];
    const receiver = requestStarted.connect(({ request }) => seen.push(request.path));

    await site({ urls: [path("", () => new HttpResponse())] })("/");
    requestStarted.disconnect(receiver);

    expect(seen).toEqual(["/"]);
  });
});

describe("errors as responses", () => {
  it.each([
    [new Http404("secret reason"), 404, "Not Found"],
    [new PermissionDenied("secret reason"), 403, "403 Forbidden"],
    [new BadRequest("secret reason"), 400, "Bad Request (400)"],
    [new SuspiciousOperation("secret reason"), 400, "Bad Request (400)"],
    [new TypeError("secret reason"), 500, "Server Error (500)"],
    [null, 500, "Server Error (500)"],
  ])(
    "answers %s with %d, telling nothing [HTTP-30, VIEW-35, ADV-122, ADV-139]",
    async (error, status, title) => {
      const response = await site({ urls: failing(error) })("/");

      expect(response.statusCode).toBe(status);
      expect(text(response)).toContain(title);
      expect(text(response)).not.toContain("secret reason");
    },
  );

  it("shows the project's templates, which need no database [DEP-12, VIEW-35]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nuages-error-pages-"));
    for (const status of [400, 403, 404, 500]) {
      const page = `own ${status} [{{ request_path }}] [{{ exception }}] [{{ request.path }}]`;
      writeFileSync(join(folder, `${status}.html`), page);
    }
    const settings = {
      databases: { default: { engine: "sqlite", name: join(folder, "no/such/folder/db") } },
      templates: [
        {
          dirs: [folder],
          options: { contextProcessors: [(request: HttpRequest) => ({ request })] },
        },
      ],
    } as const;
    const page = async (error: unknown): Promise<string> =>
      text(await site({ urls: failing(error), settings })("/"));

    expect(await page(new BadRequest("secret"))).toBe("own 400 [] [] [/]");
    expect(await page(new PermissionDenied("told"))).toBe("own 403 [] [told] [/]");
    expect(await page(new Http404("told"))).toBe("own 404 [/] [told] [/]");
    expect(await page(new Error("secret"))).toBe("own 500 [] [] []");
    rmSync(folder, { recursive: true });
  });

  it("does not repeat the path of a page that is not there [ADV-067]", async () => {
    const response = await site({ urls: [] })("/spoofed-words/");

    expect(text(response)).not.toContain("spoofed");
  });

  it("uses the site's own handlers [URL-22]", async () => {
    const urls = {
      urlpatterns: failing(new Http404("gone")),
      handler404: (_request: HttpRequest, error: Http404) =>
        new HttpResponse(`own: ${error.message}`, { status: 404 }),
    };

    expect(text(await site({ urls })("/"))).toBe("own: gone");
  });

  it("answers 500 when the site's own handler fails", async () => {
    const urls = {
      urlpatterns: [],
      handler404: () => {
        throw new Error("broken");
      },
    };

    expect((await site({ urls })("/x")).statusCode).toBe(500);
  });

  it("falls back to plain text when the handler of errors fails too [LOG-15]", async () => {
    const urls = {
      urlpatterns: failing(new Error("first")),
      handler500: () => {
        throw new Error("second");
      },
    };

    const response = await site({ urls })("/");

    expect(response.statusCode).toBe(500);
    expect(text(response)).toBe("Server Error (500)");
  });

  it("throws on when debugPropagateExceptions says so [HTTP-32]", async () => {
    const get = site({
      urls: failing(new Error("through")),
      settings: { debugPropagateExceptions: true },
    });

    await expect(get("/")).rejects.toThrow("through");
  });

  it("tells of an error before it is answered [LOG-15, SIG-11]", async () => {
    const errors: unknown[] = [];
    const receiver = gotRequestException.connect(({ error }) => errors.push(error));
    const error = new Error("x");

    await site({ urls: failing(error) })("/");
    gotRequestException.disconnect(receiver);

    expect(errors).toEqual([error]);
  });
});

describe("log records", () => {
  it.each([
    [new Http404(), "nuages.request", "WARNING", "Not Found: /"],
    [new PermissionDenied("no"), "nuages.request", "WARNING", "Forbidden (Permission denied): /"],
    [new BadRequest("odd"), "nuages.request", "WARNING", "odd: /"],
    [new SuspiciousOperation("odd"), "nuages.security.SuspiciousOperation", "ERROR", "odd"],
    [new Error("x"), "nuages.request", "ERROR", "Internal Server Error: /"],
  ])("has one for %s [LOG-03, LOG-04, LOG-05]", async (error, name, level, message) => {
    await site({ urls: failing(error), middleware: [(next) => next, (next) => next] })("/");

    expect(records.list.map((record) => [record.name, record.levelName, record.message])).toEqual([
      [name, level, message],
    ]);
  });

  it("has one for a response that a view made itself [LOG-05]", async () => {
    await site({ urls: [path("", () => new HttpResponse("", { status: 418 }))] })("/");

    expect(records.list.map(({ message }) => message)).toEqual(["I'm a Teapot: /"]);
    expect(records.list[0]?.extra["statusCode"]).toBe(418);
  });

  it.each([
    ["/%1b[31m%0aforged", "/\\x1b[31m\\nforged"],
    ["/%0d%0a%7f%C2%9B", "/\\r\\n\\x7f\\x9b"],
    ["/%E2%80%AE%E2%80%A8", "/\\u202e\\u2028"],
  ])("cannot be forged by the path %s [LOG-07, SEC-37, ADV-099]", async (target, shown) => {
    await site({ urls: [] })(target);

    expect(records.list.map(({ message }) => message)).toEqual([`Not Found: ${shown}`]);
  });
});

describe("middleware", () => {
  const order: string[] = [];
  const layer =
    (name: string): MiddlewareFunction =>
    (getResponse) =>
    async (request) => {
      order.push(`${name} in`);
      const response = await getResponse(request);
      order.push(`${name} out`);
      return response;
    };
  beforeEach(() => {
    order.length = 0;
  });

  it("runs from the top on the way in and from the bottom on the way out [HTTP-33]", async () => {
    const urls = [
      path("", () => {
        order.push("view");
        return new HttpResponse();
      }),
    ];

    await site({ urls, middleware: [layer("a"), layer("b")] })("/");

    expect(order).toEqual(["a in", "b in", "view", "b out", "a out"]);
  });

  it("skips the inner layers when one answers itself [HTTP-33]", async () => {
    const early: MiddlewareFunction = () => () => new HttpResponse("early");

    const response = await site({ urls: [], middleware: [layer("a"), early, layer("b")] })("/");

    expect(text(response)).toBe("early");
    expect(order).toEqual(["a in", "a out"]);
  });

  it("sees a response, never the error of an inner layer [HTTP-35]", async () => {
    const broken: MiddlewareFunction = () => () => {
      throw new PermissionDenied();
    };

    const response = await site({ urls: [], middleware: [layer("a"), broken] })("/");

    expect(response.statusCode).toBe(403);
    expect(order).toEqual(["a in", "a out"]);
  });

  it.each([
    ["replaces", () => new HttpResponse("instead")],
    [
      "loses to an error",
      () => {
        throw new PermissionDenied();
      },
    ],
  ])("releases a response that a layer %s [HTTP-33]", async (_does, instead) => {
    let released = 0;
    const view = () => {
      const response = new StreamingHttpResponse(["file"]);
      response.addCloser(() => (released += 1));
      return response;
    };
    const replacing: MiddlewareFunction = (getResponse) => async (request) => {
      await getResponse(request);
      return instead();
    };
    site({ urls: [path("", view)], middleware: [layer("a"), replacing, layer("b")] });

    await fetchHandler()(new Request("http://testserver/"));

    expect(released).toBe(1);
  });

  it("calls the hooks of classes: views from the top, errors from the bottom [HTTP-34]", async () => {
    const hooked = (name: string) =>
      class {
        readonly #next;
        constructor(next: (request: HttpRequest) => HttpResponseBase | Promise<HttpResponseBase>) {
          this.#next = next;
        }
        call(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
          return this.#next(request);
        }
        processView(_request: HttpRequest, _view: unknown, params: object): undefined {
          order.push(`${name} view ${JSON.stringify(params)}`);
        }
        processException(_request: HttpRequest, error: Error): HttpResponse | undefined {
          order.push(`${name} error`);
          return name === "a" ? new HttpResponse(error.message) : undefined;
        }
      };
    const urls = [
      path("<int:id>/", () => {
        throw new Error("caught");
      }),
    ];

    const response = await site({ urls, middleware: [hooked("a"), hooked("b")] })("/3/");

    expect(text(response)).toBe("caught");
    expect(order).toEqual(['a view {"id":3}', 'b view {"id":3}', "b error", "a error"]);
  });

  it("leaves out a layer that says it is not used [HTTP-36]", async () => {
    class Unused {
      constructor() {
        throw new MiddlewareNotUsed("not here");
      }
      call(): HttpResponse {
        return new HttpResponse("unused");
      }
    }
    const urls = [path("", () => new HttpResponse("view"))];

    expect(text(await site({ urls, middleware: [Unused, layer("a")] })("/"))).toBe("view");
  });

  it("names the layer that gave no response", async () => {
    const silent: MiddlewareFunction = function Silent() {
      return () => undefined as unknown as HttpResponse;
    };

    const page = text(
      await site({ urls: [], middleware: [silent], settings: { debug: true } })("/"),
    );

    expect(page).toContain("The middleware Silent didn");
  });

  it.each([undefined, "SecurityMiddleware", {}])(
    "refuses %j in the setting",
    async (middleware) => {
      const get = site({ urls: [], settings: { debug: true } });
      active?.[Symbol.dispose]();
      active = overrideSettings({
        debug: true,
        rootUrlconf: [],
        middleware: [middleware as Middleware],
      });

      const response = await get("/");

      expect(response.statusCode).toBe(500);
      expect(text(response)).toContain("Entry 0 of the setting middleware is no middleware");
    },
  );
});
