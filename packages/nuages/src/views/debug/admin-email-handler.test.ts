import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { configure, overrideSettings, settings } from "../../conf/index.ts";
import type { HttpRequest } from "../../http/index.ts";
import { configureLogging, dictConfig, getLogger } from "../../logging/index.ts";
import { outbox } from "../../mail/index.ts";
import { Client } from "../../testing/index.ts";
import { path } from "../../urls/index.ts";
import { AdminEmailHandler, type ErrorMail, ExceptionReporter } from "../index.ts";

class Own extends AdminEmailHandler {
  static readonly sent: ErrorMail[] = [];
  override async sendMail(mail: ErrorMail): Promise<void> {
    Own.sent.push(mail);
  }
}

class Brief extends ExceptionReporter {
  override getTracebackText(): string {
    return "in brief";
  }
}

const breaking = async (request: HttpRequest): Promise<never> => {
  await request.POST;
  throw new Error("the press broke");
};

beforeAll(() =>
  configure({
    secretKey: "very-secret-key".repeat(4),
    allowedHosts: ["testserver"],
    emailBackend: "memory",
    admins: [["Ada", "ada@example.org"]],
    serverEmail: "root@example.org",
    internalIps: ["127.0.0.1"],
    rootUrlconf: [path("print/", breaking)],
  }),
);
beforeEach(() => {
  outbox.length = 0;
  Own.sent.length = 0;
});
afterEach(() => dictConfig({ version: 1, loggers: { nuages: { handlers: [] } } }));

function handleWith(options: Readonly<Record<string, unknown>> = {}): void {
  dictConfig({
    version: 1,
    disableExistingLoggers: false,
    filters: { live: { class: "requireDebugFalse" } },
    handlers: {
      admins: { class: AdminEmailHandler, level: "ERROR", filters: ["live"], ...options },
    },
    loggers: { nuages: { handlers: ["admins"], level: "INFO", propagate: false } },
  });
}

async function print(target = "/print/"): Promise<void> {
  const client = new Client({ raiseRequestException: false });
  await client.post(target, { title: "Nuages", password: "hunter2" });
  await sleep(20);
}

describe("AdminEmailHandler", () => {
  it("mails errors with stack, request and settings, without secrets [LOG-06, LOG-09]", async () => {
    handleWith();

    await print();
    const [mail] = outbox;

    expect(outbox).toHaveLength(1);
    expect(mail).toMatchObject({
      subject: "[Nuages] ERROR (internal IP): Internal Server Error: /print/",
      fromEmail: "root@example.org",
      to: ["ada@example.org"],
      html: undefined,
    });
    for (const part of [
      "Error: the press broke",
      "at breaking",
      "title = 'Nuages'",
      "timeZone =",
    ]) {
      expect(mail?.body).toContain(part);
    }
    expect(mail?.body).not.toMatch(/hunter2|very-secret/u);
  });

  it("sends the page, too, when it may, and a report of one's own [LOG-06, LOG-13]", async () => {
    handleWith({ includeHtml: true, reporterClass: Brief });

    await print();

    expect(outbox[0]?.body).toContain("in brief");
    expect(outbox[0]?.html).toContain("the press broke");
  });

  it("is there without a word in the settings [LOG-02, LOG-09]", async () => {
    configureLogging(settings);

    await print();

    expect(outbox.map(({ subject }) => subject)).toEqual([
      "[Nuages] ERROR (internal IP): Internal Server Error: /print/",
    ]);
  });

  it("keeps the subject in one line [LOG-09]", async () => {
    handleWith();

    getLogger("nuages.request").error("one\r\ntwo");
    await sleep(20);

    expect(outbox[0]?.subject).toBe("[Nuages] ERROR: one\\r\\ntwo");
  });

  it("says nothing in debug, of visitors' mistakes, and to nobody [LOG-02, LOG-09]", async () => {
    handleWith({ class: Own });

    await new Client().get("/nothing/");
    using _debug = overrideSettings({ debug: true });
    await print();
    using _live = overrideSettings({ debug: false, admins: [] });
    await print();

    expect(Own.sent).toEqual([]);
  });

  it("can send in another way [LOG-06]", async () => {
    handleWith({ class: Own });

    await print();

    expect(Own.sent.map(({ subject }) => subject)).toEqual([
      "ERROR (internal IP): Internal Server Error: /print/",
    ]);
  });

  it("tells on standard error what could not be sent", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    using _ = overrideSettings({
      emailBackend: () => ({ sendMessages: async () => Promise.reject(new Error("no server")) }),
    });
    handleWith();

    await print();
    const said = write.mock.calls.map(([text]) => String(text)).join("");
    write.mockRestore();

    expect(said).toContain("An error could not be mailed to the admins: Error: no server");
  });
});
