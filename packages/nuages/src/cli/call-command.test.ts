import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure } from "../conf/index.ts";
import { activate, getLanguage } from "../i18n/index.ts";
import { callCommand, CommandOptionError } from "./index.ts";

const site = join(import.meta.dirname, "fixtures/site");

beforeAll(async () => {
  configure({
    debug: true,
    installedApps: [
      defineApp({ label: "shelf", root: join(site, "shelf") }),
      defineApp({ label: "members", root: join(site, "members") }),
    ],
  });
  await setup();
});

/** Collects what a command writes. */
class Sink {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

describe("callCommand()", () => {
  it("takes arguments as on the command line, and options by key [CLI-07]", async () => {
    const stdout = new Sink();

    const result = await callCommand("greet", "you", "--mood=glad", { times: 2, stdout });

    expect(result).toBe("glad: hello you\nglad: hello you");
    expect(stdout.text).toBe("glad: hello you\nglad: hello you\n");
  });

  it("takes all by key [CLI-07]", async () => {
    expect(await callCommand("greet", { name: "you", stdout: new Sink() })).toBe("hello you");
  });

  it("sends errors of the command where it is told [CLI-07]", async () => {
    const stderr = new Sink();

    await callCommand("greet", "you", { verbosity: 2, stderr, stdout: new Sink() });

    expect(stderr.text).toBe("greeting 1 times\n");
  });

  it("refuses options that the command does not have [CLI-07]", async () => {
    const calling = callCommand("greet", "you", { tmies: 2 });

    await expect(calling).rejects.toThrow(CommandOptionError);
    await expect(calling).rejects.toThrow(
      "Unknown option(s) for greet command: tmies. Valid options are: " +
        "forceColor, mood, name, noColor, settings, shout, skipChecks, times, traceback, verbosity.",
    );
  });

  it("checks values given by key like those of a command line", async () => {
    await expect(callCommand("greet", { name: "you", mood: "angry" })).rejects.toThrow(
      'Error: argument --mood: invalid choice: "angry" (choose from glad, sad).',
    );
    await expect(callCommand("greet", { name: "you", times: "many" })).rejects.toThrow(
      'Error: argument --times: "many" is no integer.',
    );
  });

  it("refuses a call without what is needed [CLI-07]", async () => {
    await expect(callCommand("greet")).rejects.toThrow(
      "Error: the following arguments are required: name.",
    );
  });

  it("throws what the command throws [CLI-05]", async () => {
    await expect(callCommand("greet", "nobody")).rejects.toMatchObject({
      name: "CommandError",
      message: "Nobody is there.",
      returncode: 3,
    });
  });

  it("skips system checks unless told otherwise", async () => {
    process.env["FINDING"] = "error";
    try {
      await expect(callCommand("greet", "you", { stdout: new Sink() })).resolves.toBe("hello you");
      await expect(
        callCommand("greet", "you", { skipChecks: false, stdout: new Sink() }),
      ).rejects.toThrow("?: (shelf.E001) A shelf is broken.");
    } finally {
      delete process.env["FINDING"];
    }
  });

  it("paints when it is told to [CLI-06]", async () => {
    const stderr = new Sink();

    await callCommand("greet", "you", {
      verbosity: 2,
      forceColor: true,
      stderr,
      stdout: new Sink(),
    });

    expect(stderr.text).toBe("\x1b[32;1mgreeting 1 times\x1b[0m\n");
  });

  it("suggests the nearest command [CLI-02]", async () => {
    await expect(callCommand("gret")).rejects.toThrow(
      "Unknown command: 'gret'. Did you mean greet?\n  Type 'nuages help' for usage.",
    );
  });

  it("works on one app after another with defineAppCommand() [CLI-09]", async () => {
    const options = { upper: true, stdout: new Sink() };

    expect(await callCommand("labels", "shelf", "members", options)).toBe("SHELF\nMEMBERS");
    await expect(callCommand("labels", "shel")).rejects.toThrow(
      "No installed app with label 'shel'.",
    );
  });

  it("works on one argument after another with defineLabelCommand() [CLI-09]", async () => {
    expect(await callCommand("each", "a", "b", { stdout: new Sink() })).toBe("<a>\n<b>");
    await expect(callCommand("each")).rejects.toThrow("required: word");
  });

  it("runs without translations where the command wants none [CLI-09]", async () => {
    activate("fr");
    const stdout = new Sink();

    expect(await callCommand("language", { stdout })).toBe("null");
    expect(getLanguage()).toBe("fr");
  });
});
