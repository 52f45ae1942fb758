import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import { colorStyle } from "../utils/termcolors.ts";
import {
  configureLogging,
  dictConfig,
  Formatter,
  getLogger,
  Handler,
  levels,
  LogRecord,
  ServerFormatter,
} from "./index.ts";

configure({});

class Recorder extends Handler {
  static readonly lines: string[] = [];

  emit(record: LogRecord): void {
    Recorder.lines.push(this.format(record));
  }
}

afterEach(() => {
  Recorder.lines.length = 0;
  vi.restoreAllMocks();
});

/** What standard error gets while `work` runs. */
function stderrDuring(work: () => void): string {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  work();
  return write.mock.calls.map(([text]) => String(text)).join("");
}

describe("getLogger()", () => {
  it("gives one logger a name, below those its name starts with", () => {
    const logger = getLogger("a.b.c");

    expect(getLogger("a.b.c")).toBe(logger);
    expect(logger.parent).toBe(getLogger("a.b"));
    expect(getLogger("a").parent).toBe(getLogger());
  });

  it("passes records on to the handlers of its ancestors", () => {
    getLogger("shop").handlers.push(new Recorder());
    getLogger("shop").setLevel("DEBUG");

    getLogger("shop.cart").debug("%s of %d in %(all)s", { params: ["one", 2] });

    expect(Recorder.lines).toEqual(["one of 2 in %(all)s"]);
  });

  it("takes no record below the nearest level", () => {
    getLogger("quiet").handlers.push(new Recorder());
    getLogger("quiet").setLevel("ERROR");

    getLogger("quiet.child").warning("not this");
    getLogger("quiet.child").error("this");

    expect(Recorder.lines).toEqual(["this"]);
    expect(getLogger("quiet.child").isEnabledFor("WARNING")).toBe(false);
  });

  it("brings warnings to standard error where nothing is configured", () => {
    const output = stderrDuring(() => {
      getLogger("nobody").warning("look");
      getLogger("nobody").info("not this");
    });

    expect(output).toBe("look\n");
  });

  it("survives a handler that fails", () => {
    class Broken extends Handler {
      emit(): void {
        throw new RangeError("disk full");
      }
    }
    getLogger("broken").handlers.push(new Broken(), new Recorder());

    const output = stderrDuring(() => getLogger("broken").error("text"));

    expect(output).toContain("A logging handler failed for a record of broken (text)");
    expect(Recorder.lines).toEqual(["text"]);
  });
});

describe("dictConfig()", () => {
  it("makes formatters, filters, handlers and loggers [LOG-01]", () => {
    dictConfig({
      disableExistingLoggers: false,
      formatters: { brief: { format: "{levelname:<8}|{name}|{message}", style: "{" } },
      filters: { short: { class: "callback", callback: (r: LogRecord) => r.text.length < 6 } },
      handlers: {
        memory: { class: Recorder, level: "INFO", formatter: "brief", filters: ["short"] },
      },
      loggers: { site: { handlers: ["memory"], level: "DEBUG" } },
    });

    getLogger("site.pages").debug("low");
    getLogger("site.pages").info("too long");
    getLogger("site.pages").warning("yes");

    expect(Recorder.lines).toEqual(["WARNING |site.pages|yes"]);
  });

  it("keeps records from the ancestors with propagate: false [LOG-01]", () => {
    dictConfig({
      disableExistingLoggers: false,
      handlers: { memory: { class: Recorder } },
      loggers: {
        outer: { handlers: ["memory"], level: "INFO" },
        "outer.inner": { handlers: ["memory"], propagate: false },
      },
    });

    getLogger("outer.inner").info("once");

    expect(Recorder.lines).toEqual(["once"]);
  });

  it("switches off loggers it does not name, but not their children that it does [LOG-01]", () => {
    const before = getLogger("earlier.one");

    dictConfig({
      handlers: { memory: { class: Recorder } },
      loggers: { "kept.one": { handlers: ["memory"], level: "INFO" } },
    });
    getLogger("kept.one.below").info("kept");
    before.error("lost");

    expect(before.disabled).toBe(true);
    expect(Recorder.lines).toEqual(["kept"]);

    dictConfig({ disableExistingLoggers: false, loggers: { "earlier.one": {} } });
    expect(before.disabled).toBe(false);
  });

  it("writes to files [LOG-01]", () => {
    const folder = mkdtempSync(join(tmpdir(), "log-"));
    const filename = join(folder, "site.log");
    dictConfig({
      disableExistingLoggers: false,
      handlers: { file: { class: "file", filename }, none: { class: "null" } },
      loggers: { filed: { handlers: ["file", "none"], level: "INFO" } },
    });

    getLogger("filed").info("one");
    getLogger("filed").info("two");
    for (const handler of getLogger("filed").handlers) handler.close();

    expect(readFileSync(filename, "utf8")).toBe("one\ntwo\n");
    rmSync(folder, { recursive: true });
  });

  it("names what is not configured", () => {
    expect(() => dictConfig({ loggers: { a: { handlers: ["consle"] } } })).toThrow(
      'logging.loggers.a.handlers names "consle", which is not configured.',
    );
    expect(() => dictConfig({ handlers: { a: { class: "strem" as "stream" } } })).toThrow(
      'logging.handlers.a.class is "strem", which is none of ours.\n  Did you mean "stream"?',
    );
    expect(() => dictConfig({ loggers: { a: { level: "WARN" as "WARNING" } } })).toThrow(
      '"WARN" is no logging level.',
    );
    expect(() => dictConfig({ handlers: { a: { class: "file" } } })).toThrow(
      "logging.handlers.a.filename must be a path.",
    );
  });
});

describe("configureLogging()", () => {
  it("logs to standard error from INFO on while debug is true [LOG-02]", () => {
    configureLogging({ logging: {}, loggingConfig: "dictConfig" });
    using _ = overrideSettings({ debug: true });

    const output = stderrDuring(() => {
      getLogger("nuages.request").debug("low");
      getLogger("nuages.request").info("shown");
    });

    expect(output).toBe("shown\n");
  });

  it("is silent while debug is false, except for the server's own lines [LOG-02]", () => {
    configureLogging({ logging: {}, loggingConfig: "dictConfig" });

    const output = stderrDuring(() => {
      getLogger("nuages.request").error("not this");
      getLogger("nuages.server").info("GET / 200");
    });

    expect(output).toMatch(/^\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] GET \/ 200\n$/u);
  });

  it("puts the settings over the defaults [LOG-01]", () => {
    configureLogging({
      loggingConfig: "dictConfig",
      logging: {
        disableExistingLoggers: false,
        handlers: { memory: { class: Recorder } },
        loggers: { "nuages.request": { handlers: ["memory"], propagate: false } },
      },
    });

    getLogger("nuages.request").error("mine");

    expect(Recorder.lines).toEqual(["mine"]);
    expect(getLogger("nuages").handlers).toHaveLength(2);
  });

  it("does nothing when it is switched off, or calls another configurator [LOG-01]", () => {
    const before = getLogger("nuages.request").handlers.slice();
    const own = vi.fn();

    configureLogging({ logging: { root: {} }, loggingConfig: null });
    expect(getLogger("nuages.request").handlers).toEqual(before);

    configureLogging({ logging: { root: {} }, loggingConfig: own });
    expect(own).toHaveBeenCalledWith({ root: {} });
  });
});

describe("filters by settings.debug", () => {
  it("let records pass only while it is true, or false [LOG-06]", () => {
    dictConfig({
      disableExistingLoggers: false,
      filters: {
        inDebug: { class: "requireDebugTrue" },
        outside: { class: "requireDebugFalse" },
      },
      formatters: { debug: { format: "debug" }, live: { format: "live" } },
      handlers: {
        debug: { class: Recorder, filters: ["inDebug"], formatter: "debug" },
        live: { class: Recorder, filters: ["outside"], formatter: "live" },
      },
      loggers: { modes: { handlers: ["debug", "live"], level: "INFO" } },
    });

    getLogger("modes").info("x");
    {
      using _ = overrideSettings({ debug: true });
      getLogger("modes").info("x");
    }

    expect(Recorder.lines).toEqual(["live", "debug"]);
  });
});

describe("Formatter", () => {
  const record = new LogRecord("site", levels.WARNING, "text", { extra: { request: "GET /" } });

  it.each([
    ["%(levelname)-8s|%(name)6s|%(message)s 100%%", "%", "WARNING |  site|text 100%"],
    ["{levelname:>8}|{levelno:d}|{request} {{x}}", "{", " WARNING|30|GET / {x}"],
    ["${levelname} $message $$5 ${nothing}", "$", "WARNING text $5 ${nothing}"],
  ] as const)("fills %s", (format, style, line) => {
    expect(new Formatter({ format, style }).format(record)).toBe(line);
  });

  it("tells the time, the process and the thread", () => {
    const format = "{asctime} {process:d} {thread:d}";

    expect(new Formatter({ format, style: "{" }).format(record)).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ \d+$/u,
    );
    expect(
      new Formatter({ format: "%(asctime)s", datefmt: "%d.%m.%y %Q %%" }).format(record),
    ).toMatch(/^\d\d\.\d\d\.\d\d %Q %$/u);
  });

  it("puts the error with its stack and cause below", () => {
    const error = new RangeError("outer", { cause: new TypeError("inner") });

    const text = new Formatter().format(new LogRecord("site", levels.ERROR, "text", { error }));

    expect(text).toMatch(/^text\nRangeError: outer\n {4}at .*cause.*TypeError: inner/su);
  });
});

describe("ServerFormatter", () => {
  it.each([
    [200, "text"],
    [302, "\x1b[32mtext\x1b[0m"],
    [304, "\x1b[36mtext\x1b[0m"],
    [404, "\x1b[33mtext\x1b[0m"],
    [400, "\x1b[31;1mtext\x1b[0m"],
    [500, "\x1b[35;1mtext\x1b[0m"],
  ])("paints a line with status %d [LOG-06, CLI-18]", (statusCode, painted) => {
    const formatter = new ServerFormatter({ colors: colorStyle("dark"), format: "{message}" });

    const line = formatter.format(
      new LogRecord("nuages.server", levels.INFO, "text", { extra: { statusCode } }),
    );

    expect(line).toBe(painted);
  });
});
