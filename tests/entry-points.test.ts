import { describe, expect, it } from "vitest";

import { foldersLoadedBy } from "./lib/loaded-modules.ts";

const WEB = ["http", "urls", "views", "middleware", "server", "cli", "testing"];

describe("what an entry loads", () => {
  it("models work alone: no requests, URLs, templates or commands", async () => {
    const folders = await foldersLoadedBy("db");

    expect(folders.filter((folder) => [...WEB, "template"].includes(folder))).toEqual([]);
  });

  it("templates work alone: no database, no server", async () => {
    const folders = await foldersLoadedBy("template");

    expect(
      folders.filter((folder) => ["db", "views", "middleware", "server", "cli"].includes(folder)),
    ).toEqual([]);
  });

  it("settings know nothing of the web or the database", async () => {
    expect(await foldersLoadedBy("conf")).toEqual([
      "errors",
      "instrumentation",
      "signals",
      "utils",
    ]);
  });

  it("the command line loads no command before it is asked for", async () => {
    const folders = await foldersLoadedBy("cli");

    expect(
      folders.filter((folder) => ["db", "server", "views", "template"].includes(folder)),
    ).toEqual([]);
  });
});
