import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import { NuagesError } from "../../errors/index.ts";
import { Http404, HttpRequest, HttpResponse, QueryDict } from "../../http/index.ts";
import { path, resolve, Resolver404 } from "../../urls/index.ts";
import {
  ExceptionReporter,
  getReporter,
  SafeExceptionReporterFilter,
  technical404Response,
  technical500Response,
} from "../index.ts";
import { sensitivePostParameters } from "../decorators/sensitive.ts";

beforeAll(() =>
  configure({
    debug: true,
    secretKey: "very-secret-key",
    databases: {
      default: { engine: "postgresql", user: "django", password: "pg-password" },
    },
    emailHostPassword: "mail-password",
  }),
);
let active: Disposable | undefined;
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

class CustomError extends NuagesError {
  readonly code = "test";
}

function request(source: ConstructorParameters<typeof HttpRequest>[0] = {}): HttpRequest {
  return new HttpRequest({ rawHeaders: ["Host", "localhost", "Accept", "text/html"], ...source });
}

const page = async (error: unknown, from = request()): Promise<string> =>
  (await technical500Response(from, error)).text;

const HOSTILE = `"><script>alert(1)</script><!-- </textarea></style> {{ 7*7 }} \u2028`;

describe("technical500Response()", () => {
  it("shows the error, its hint, and the source around the call [LOG-12, HTTP-31]", async () => {
    const html = await page(new CustomError("It broke.", { hint: "Mend it like this." }));

    expect(html).toContain("CustomError at /");
    expect(html).toContain("It broke.");
    expect(html).toContain("Mend it like this.");
    expect(html).toMatch(/debug\.test\.ts:\d+:\d+/);
    expect(html).toContain("Mend it like this.&quot; }));");
  });

  it("shows what caused it, each error once [LOG-12]", async () => {
    const inner = new TypeError("inner mistake");
    const outer = new Error("outer mistake", { cause: inner });
    inner.cause = outer;

    const html = await page(outer);

    expect(html).toContain("Caused by <code>TypeError</code>");
    expect(html.split("<h2>").filter((part) => part.startsWith("Caused by"))).toHaveLength(1);
  });

  it("shows the line of the template [LOG-12]", async () => {
    const error = Object.assign(new Error("no such filter"), {
      template: "catalog/book.html",
      line: 14,
      sourceLines: [
        { number: 13, text: "<p>" },
        { number: 14, text: "{{ book|nope }}" },
      ],
    });

    const html = await page(error);

    expect(html).toContain("In the template <code>catalog/book.html</code>, line 14");
    expect(html).toContain('<span class="hit"><span class="n">14</span>{{ book|nope }}</span>');
  });

  it("shows request data and masks secrets [LOG-10, SEC-27]", async () => {
    const from = request({
      target: "/buy/?page=2",
      rawHeaders: [
        "Host",
        "localhost",
        "Accept",
        "text/html",
        "User-Agent",
        "Swing/1",
        "Authorization",
        "Bearer abc123",
        "Cookie",
        "sessionid=s3ss10n; theme=dark",
      ],
    });

    // Without a stack, as the lines of this test would be on the page.
    const html = await page(Object.assign(new Error("x"), { stack: "" }), from);

    expect(html).toContain("Swing/1");
    expect(html).toContain("dark");
    for (const secret of ["very-secret-key", "pg-password", "mail-password", "abc123", "s3ss10n"]) {
      expect(html).not.toContain(secret);
    }
  });

  it.each([
    "redis://:p4ss@cache.example:6379/1",
    "postgresql://ada:p4ss@db.example/site",
    "amqp://ada:p4ss@p4ss@mq.example",
    "see smtp://:p4ss@mail.example, and smtp://ada:p4ss@mail.example",
  ])("hides the password of the address %s [SEC-27]", (address) => {
    const shown = new SafeExceptionReporterFilter().cleanseSetting("place", address);

    expect(shown).not.toContain("p4ss");
    expect(shown).toContain(".example");
  });

  it.each([
    ["message", () => page(new Error(HOSTILE))],
    ["hint", () => page(new CustomError("x", { hint: HOSTILE }))],
    ["error name", () => page(Object.assign(new Error("x"), { name: HOSTILE }))],
    ["thrown text", () => page(HOSTILE)],
    ["thrown object", () => page({ message: HOSTILE })],
    ["cause", () => page(new Error("x", { cause: new Error(HOSTILE) }))],
    [
      "path and query",
      () =>
        page(
          new Error("x"),
          request({ target: `/${encodeURIComponent(HOSTILE)}?a=${encodeURIComponent(HOSTILE)}` }),
        ),
    ],
    [
      "header",
      () => page(new Error("x"), request({ rawHeaders: ["Accept", "text/html", "X-A", HOSTILE] })),
    ],
    [
      "cookie",
      () =>
        page(
          new Error("x"),
          request({ rawHeaders: ["Accept", "text/html", "Cookie", `a=${HOSTILE}`] }),
        ),
    ],
    [
      "template name and source",
      () =>
        page(
          Object.assign(new Error("x"), {
            template: HOSTILE,
            line: 1,
            sourceLines: [{ number: 1, text: HOSTILE }],
          }),
        ),
    ],
  ])("escapes a hostile %s [ADV-134]", async (_where, make) => {
    const html = await make();

    expect(html).not.toContain("<script>");
    expect(html).not.toContain("<!-- ");
    expect(html.match(/<\/textarea>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });

  it("shows no file that a message names [ADV-139]", async () => {
    const html = await page(
      new Error("x\n    at evil (/etc/passwd:1:1)\n    at (/srv/.env.ts:1:1)"),
    );

    expect(html).not.toContain("<code>/etc/passwd:1:1</code>");
    expect(html).not.toContain("<code>/srv/.env.ts:1:1</code>");
    expect(html).toContain("debug.test.ts");
  });

  it.each([null, undefined, 3, "text", Symbol("s"), Object.create(null), { toString: null }])(
    "survives that %s is thrown [ADV-122]",
    async (thrown) => {
      expect(await page(thrown)).toContain("Traceback");
    },
  );

  it("is plain text for clients that want no HTML [HTTP-31, LOG-12]", async () => {
    const from = request({ rawHeaders: ["Accept", "application/json"] });

    const response = await technical500Response(from, new Error("It broke."));

    expect(response.statusCode).toBe(500);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(response.text).toMatch(/^Error: It broke\.\n {4}at /);
  });

  it("holds the same text, to copy [LOG-12]", async () => {
    expect(await page(new Error("copy me"))).toMatch(/<textarea[^>]*>Error: copy me\n/);
  });
});

describe("technical404Response()", () => {
  const patterns = [
    path("books/", () => new HttpResponse(), { name: "books" }),
    path("book/<int:id>/", () => new HttpResponse()),
  ];
  const failed = (url: string): Resolver404 => {
    try {
      resolve(url, patterns);
    } catch (error) {
      return error as Resolver404;
    }
    throw new Error("it matched");
  };

  it("lists the patterns that were tried [URL-23, LOG-12]", () => {
    const html = technical404Response(request({ target: "/boks/" }), failed("/boks/")).text;

    expect(html).toContain("<code>books/</code>");
    expect(html).toContain("book/&lt;int:id&gt;/");
    expect(html).toContain("<code>boks/</code>");
  });

  it("shows why a view found nothing", () => {
    const response = technical404Response(request(), new Http404("No Book matches."));

    expect(response.statusCode).toBe(404);
    expect(response.text).toContain("No Book matches.");
  });

  it("escapes a hostile path [ADV-134]", () => {
    const target = `/${encodeURIComponent(HOSTILE)}/`;
    const html = technical404Response(request({ target }), failed(`/${HOSTILE}/`)).text;

    expect(html).not.toContain("<script>");
  });

  it("welcomes to a site that has no URLs yet [URL-23]", () => {
    const response = technical404Response(request(), new Resolver404(""));

    expect(response.statusCode).toBe(200);
    expect(response.text).toContain("The install worked");
  });
});

describe("SafeExceptionReporterFilter", () => {
  const filter = new SafeExceptionReporterFilter();

  it("looks into lists and objects [LOG-10]", () => {
    const value = { public: 1, nested: [{ API_KEY: "a", name: "b" }], accessToken: "c" };

    expect(filter.cleanseSetting("caches", value)).toEqual({
      public: 1,
      nested: [{ API_KEY: "********************", name: "b" }],
      accessToken: "********************",
    });
  });

  it("takes passwords out of addresses [LOG-10]", () => {
    expect(filter.cleanseSetting("location", "redis://user:hunter2@host/0")).toBe(
      "redis://user:********************@host/0",
    );
  });

  it("hides the posted fields that a view marks, outside debug [LOG-11, LOG-13]", async () => {
    active = overrideSettings({ debug: false });
    const from = request({ method: "POST" });
    const form = new QueryDict("name=django&card=4242");
    const view = sensitivePostParameters("card")(() => new HttpResponse());
    await view(from, {});

    expect(filter.getPostParameters(from, form)).toEqual({
      name: ["django"],
      card: ["********************"],
    });
  });

  it("hides all when none is named, and refuses to be used without parentheses [LOG-11]", async () => {
    active = overrideSettings({ debug: false });
    const from = request();
    await sensitivePostParameters()(() => new HttpResponse())(from, {});

    expect(filter.getPostParameters(from, new QueryDict("a=1"))).toEqual({
      a: ["********************"],
    });
    expect(() => sensitivePostParameters((() => undefined) as unknown as string)).toThrow(
      TypeError,
    );
  });

  it("can be replaced for a request and by the setting [LOG-13]", () => {
    class Own extends SafeExceptionReporterFilter {
      override readonly cleansedSubstitute = "#";
    }
    const from = request();
    from.exceptionReporterFilter = new Own();
    expect(new ExceptionReporter(from, null).filter).toBeInstanceOf(Own);

    active = overrideSettings({ defaultExceptionReporterFilter: Own });
    expect(new ExceptionReporter(request(), null).filter).toBeInstanceOf(Own);
  });
});

describe("ExceptionReporter", () => {
  it("can be replaced for a request and by the setting [LOG-13, HTTP-11]", () => {
    class Own extends ExceptionReporter {}
    const from = request();
    from.exceptionReporterClass = Own;
    expect(getReporter(from, null)).toBeInstanceOf(Own);

    active = overrideSettings({ defaultExceptionReporter: Own });
    expect(getReporter(request(), null)).toBeInstanceOf(Own);
  });

  it("reports without a request [LOG-13]", () => {
    const reporter = new ExceptionReporter(undefined, new Error("in a command"));

    expect(reporter.getTracebackText()).toContain("Error: in a command");
    expect(reporter.getTracebackHtml()).not.toContain('id="request"');
  });
});
