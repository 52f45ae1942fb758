import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import {
  BadHeaderError,
  type EmailBackend,
  EmailMessage,
  getConnection,
  InvalidMessage,
  mailAdmins,
  MailError,
  mailManagers,
  outbox,
  sendMail,
} from "./index.ts";

const ada = ["ada@example.org"];

beforeAll(() => {
  configure({ secretKey: "mail", emailBackend: "memory", defaultFromEmail: "site@example.org" });
});

afterEach(() => {
  outbox.length = 0;
  vi.restoreAllMocks();
});

/** A mail server that keeps what it is told; with `refuses`, it takes no recipient. */
async function mailServer({ refuses = false } = {}) {
  const commands: string[] = [];
  const server = createServer((socket) => {
    let inData = false;
    socket.setEncoding("utf8");
    socket.write("220 test\r\n");
    socket.on("data", (chunk: string) => {
      for (const line of chunk.split("\r\n").slice(0, -1)) {
        commands.push(line);
        if (inData) {
          if (line !== ".") continue;
          inData = false;
          socket.write("250 kept\r\n");
        } else if (line.startsWith("EHLO")) socket.write("250 test\r\n");
        else if (line === "DATA") {
          inData = true;
          socket.write("354 go on\r\n");
        } else if (line === "STARTTLS") socket.write("502 not here\r\n");
        else if (line === "QUIT") socket.end("221 bye\r\n");
        else
          socket.write(refuses && line.startsWith("RCPT") ? "550 no such user\r\n" : "250 ok\r\n");
      }
    });
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    commands,
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => void server.close(),
  };
}

describe("sendMail()", () => {
  it("sends one message, from the default sender [MAIL-01]", async () => {
    expect(await sendMail({ subject: "Hello", body: "World", to: ada })).toBe(1);
    expect(outbox).toMatchObject([{ subject: "Hello", fromEmail: "site@example.org", to: ada }]);
  });

  it("sends nothing to nobody [MAIL-01]", async () => {
    expect(await sendMail({ subject: "Hello", body: "World", to: [] })).toBe(0);
    expect(outbox).toEqual([]);
  });

  it("goes to admins and managers with the prefix, and to nobody where there are none [MAIL-02]", async () => {
    expect(await mailAdmins({ subject: "Down", body: "…" })).toBe(0);
    using _ = overrideSettings({
      admins: [["Ada", "ada@example.org"], "ben@example.org"],
      managers: ada,
      serverEmail: "root@example.org",
    });

    expect(await mailAdmins({ subject: "Down", body: "…" })).toBe(1);
    expect(await mailManagers({ subject: "Gone", body: "…", html: "<p>…</p>" })).toBe(1);
    expect(outbox).toMatchObject([
      {
        subject: "[Nuages] Down",
        fromEmail: "root@example.org",
        to: ["ada@example.org", "ben@example.org"],
      },
      { subject: "[Nuages] Gone", html: "<p>…</p>" },
    ]);
  });
});

describe("a message", () => {
  it("is written with its headers, parts and files, and hides who may not be seen [MAIL-03, MAIL-06]", async () => {
    const message = new EmailMessage({
      subject: "Für Élise",
      body: "Text ✓",
      html: "<b>Text</b>",
      to: ["Ada Ü <ada@example.org>"],
      cc: ["cc@example.org"],
      bcc: ["hidden@example.org"],
      replyTo: ["reply@example.org"],
      headers: { "X-Shelf": "7", "Message-ID": "<own@example.org>" },
      attachments: [{ filename: "a.txt", content: "in the file" }],
    });

    const text = (await message.message()).toString();
    expect(text).toMatch(/^Subject: =\?UTF-8\?/imu);
    expect(text).toMatch(/^To: =\?UTF-8\?.*<ada@example.org>/imu);
    expect(text).toContain("Reply-To: reply@example.org");
    expect(text).toContain("X-Shelf: 7");
    expect(text.match(/^Message-ID: .*$/gimu)).toEqual(["Message-ID: <own@example.org>"]);
    expect(text).toMatch(/^Date: /mu);
    expect(text).toMatch(/multipart\/mixed/u);
    expect(text).toMatch(/multipart\/alternative/u);
    expect(text).toMatch(/filename=a\.txt/u);
    expect(text).not.toContain("hidden@example.org");
    expect(message.recipients()).toHaveLength(3);
  });

  it.each([
    ["Subject", { subject: "a\nBcc: evil@example.org" }],
    ["To", { to: ["a@example.org\r\nBcc: evil@example.org"] }],
    ["From", { fromEmail: "a\n<b@example.org>" }],
    ["X-A", { headers: { "X-A": "1\r\nBcc: evil@example.org" } }],
    ["filename", { attachments: [{ filename: "a\r\nb", content: "" }] }],
  ])("has no line break in %s [MAIL-06, ADV-142]", (name, options) => {
    expect(() => new EmailMessage(options)).toThrow(BadHeaderError);
    expect(() => new EmailMessage(options)).toThrow(JSON.stringify(name));
  });

  it("takes text and bytes alone: an object could name a file of the machine [ADV-142]", () => {
    const path = { path: "/etc/passwd" } as unknown as string;

    expect(() => new EmailMessage({ body: path })).toThrow(InvalidMessage);
    expect(() => new EmailMessage({ html: path })).toThrow(
      '"html" of a mail must be text or bytes.',
    );
    expect(() => new EmailMessage({ attachments: [{ filename: "a", content: path }] })).toThrow(
      InvalidMessage,
    );
  });

  it("wants lists of addresses [MAIL-03]", () => {
    expect(() => new EmailMessage({ to: "ada@example.org" as unknown as string[] })).toThrow(
      '"to" of a mail must be a list of addresses.',
    );
  });
});

describe("the backend", () => {
  it("smtp speaks to the server; hidden recipients are in the envelope alone [MAIL-11]", async () => {
    using server = await mailServer();
    using _ = overrideSettings({
      emailBackend: "smtp",
      emailHost: "127.0.0.1",
      emailPort: server.port,
    });

    const sent = await sendMail({ subject: "Hi", body: "there", to: ada, bcc: ["b@example.org"] });

    expect(sent).toBe(1);
    expect(server.commands).toContain("MAIL FROM:<site@example.org>");
    expect(server.commands).toContain("RCPT TO:<b@example.org>");
    expect(server.commands).toContain("Subject: Hi");
    expect(server.commands.filter((line) => line.startsWith("Bcc"))).toEqual([]);
  });

  it("smtp adds no recipient for a quoted local part [ADV-142]", async () => {
    using server = await mailServer();
    using _ = overrideSettings({
      emailBackend: "smtp",
      emailHost: "127.0.0.1",
      emailPort: server.port,
    });

    await sendMail({ subject: "Hi", body: "", to: ['"x@evil.example y"@example.org'] });

    const recipients = server.commands.filter((line) => line.startsWith("RCPT"));
    expect(recipients).toHaveLength(1);
    expect(recipients[0]).toMatch(/@example\.org>$/u);
  });

  it("smtp says what the server refused, or counts it as not sent [MAIL-11]", async () => {
    using server = await mailServer({ refuses: true });
    using _ = overrideSettings({
      emailBackend: "smtp",
      emailHost: "127.0.0.1",
      emailPort: server.port,
    });
    const message = { subject: "Hi", body: "", to: ada };

    await expect(sendMail(message)).rejects.toThrow(MailError);
    await expect(sendMail(message)).rejects.toThrow(
      `The mail server 127.0.0.1:${server.port} did not take the message: `,
    );
    expect(await sendMail({ ...message, failSilently: true })).toBe(0);
  });

  it("smtp sends nothing in clear when TLS was asked for and the server has none [ADV-102] [SEC-44]", async () => {
    using server = await mailServer();
    using _ = overrideSettings({
      emailBackend: "smtp",
      emailHost: "127.0.0.1",
      emailPort: server.port,
      emailUseTls: true,
    });

    expect(await sendMail({ subject: "Hi", body: "", to: ada, failSilently: true })).toBe(0);
    expect(server.commands.filter((line) => /^(?:MAIL|RCPT|DATA)/u.test(line))).toEqual([]);
  });

  it("console prints [MAIL-12]", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    using _ = overrideSettings({ emailBackend: "console" });

    await sendMail({ subject: "Hi", body: "there", to: ada });

    expect(String(write.mock.calls[0]?.[0])).toMatch(/Subject: Hi\r\n[^]*there[^]*-{79}\n$/u);
  });

  it("file writes one file for each connection, which nobody else may read [MAIL-12]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mail-"));
    using _ = overrideSettings({ emailBackend: "file", emailFilePath: join(folder, "out") });

    const connection = getConnection();
    await sendMail({ subject: "One", body: "", to: ada, connection });
    await sendMail({ subject: "Two", body: "", to: ada, connection });

    const [file = "", ...rest] = readdirSync(join(folder, "out"));
    expect(rest).toEqual([]);
    expect(statSync(join(folder, "out", file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "out", file), "utf8")).toMatch(
      /Subject: One[^]*Subject: Two/u,
    );
    rmSync(folder, { recursive: true });
  });

  it("file needs its folder", () => {
    expect(() => getConnection({ backend: "file" })).toThrow(
      "The mail backend file needs the setting emailFilePath.",
    );
  });

  it("dummy only counts; one of your own is a function [MAIL-12, MAIL-13]", async () => {
    const seen: EmailMessage[] = [];
    const own = (): EmailBackend => ({
      sendMessages: (messages) => Promise.resolve(seen.push(...messages)),
    });
    const message = new EmailMessage({ subject: "Hi", to: ada });

    expect(await message.send({ connection: getConnection({ backend: "dummy" }) })).toBe(1);
    expect(await message.send({ connection: getConnection({ backend: own }) })).toBe(1);
    expect([outbox, seen]).toEqual([[], [message]]);
  });
});
