import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import { outbox } from "../../mail/index.ts";
import { callCommand } from "../index.ts";

beforeAll(() => {
  configure({ secretKey: "mail", emailBackend: "memory", defaultFromEmail: "site@example.org" });
});

beforeEach(() => {
  outbox.length = 0;
});

/** Runs the command; gives what it says. */
async function send(...argv: string[]): Promise<string> {
  let text = "";
  const stdout = { write: (part: string) => void (text += part) };
  await callCommand("sendtestemail", ...argv, { stdout });
  return text;
}

describe("sendtestemail", () => {
  it("sends one mail to the addresses [CLI-38, MAIL-14]", async () => {
    expect(await send("ada@example.org", "ben@example.org")).toBe("1 message sent.\n");
    expect(outbox).toMatchObject([
      {
        to: ["ada@example.org", "ben@example.org"],
        subject: expect.stringMatching(/^Test email from .+ on \d{4}-/u) as unknown,
      },
    ]);
  });

  it("sends mail to managers and admins [CLI-38]", async () => {
    using _ = overrideSettings({ managers: ["m@example.org"], admins: ["a@example.org"] });

    expect(await send("--managers", "--admins")).toBe("2 messages sent.\n");
    expect(outbox.map(({ to }) => to)).toEqual([["m@example.org"], ["a@example.org"]]);
  });

  it("asks for recipients", async () => {
    await expect(send()).rejects.toThrow(
      "You must specify some email recipients, or pass the --managers or --admins options.",
    );
  });
});
