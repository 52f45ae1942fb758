import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  vi.resetModules();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

// Each test has a process' worth of settings: fresh modules.
const fresh = () => import("./index.ts");

describe("loadSettings()", () => {
  it("loads a settings file by its path [SET-01]", async () => {
    write("settings.ts", 'export default { languageCode: "fr" as string };');
    const { loadSettings, settings } = await fresh();

    await loadSettings("settings.ts", { root: folder });

    expect(settings.languageCode).toBe("fr");
  });

  it("loads settings that build on others [SET-07]", async () => {
    write("base.ts", "export const base = { debug: false, appendSlash: false };");
    write("dev.ts", 'import { base } from "./base.ts";\nexport default { ...base, debug: true };');
    const { loadSettings, settings } = await fresh();

    await loadSettings("dev.ts", { root: folder });

    expect([settings.debug, settings.appendSlash]).toEqual([true, false]);
  });

  it("lays relative SQLite files into the project's folder [SET-07]", async () => {
    const { loadSettings, settings, database } = await fresh();

    await loadSettings(
      {
        databases: {
          default: database("sqlite:///db.sqlite3"),
          memory: database("sqlite://:memory:"),
        },
      },
      { root: "/srv/site" },
    );

    expect(settings.databases["default"]?.name).toBe("/srv/site/db.sqlite3");
    expect(settings.databases["memory"]?.name).toBe(":memory:");
  });

  it("says that the file does not exist", async () => {
    const { loadSettings } = await fresh();

    await expect(loadSettings("nowhere.ts", { root: "." })).rejects.toThrow(
      "The settings file nowhere.ts does not exist.\n" +
        "  Name an existing file with --settings or NUAGES_SETTINGS_MODULE.",
    );
  });

  it("says that the file has no default export", async () => {
    const name = write("settings.ts", "export const debug = true;");
    const { loadSettings } = await fresh();

    await expect(loadSettings("settings.ts", { root: folder })).rejects.toThrow(
      `The settings file ${name} has no default export.\n` +
        "  Write: export default defineSettings({ … });",
    );
  });

  it("says that the default export is no object", async () => {
    const name = write("settings.ts", "export default 3;");
    const { loadSettings } = await fresh();

    await expect(loadSettings("settings.ts", { root: folder })).rejects.toThrow(
      `The default export of the settings file ${name} is no object of settings.`,
    );
  });

  it("says what the file throws, and where", async () => {
    const name = write("settings.ts", '\nthrow new RangeError("no port");\nexport default {};');
    const { loadSettings } = await fresh();

    await expect(loadSettings("settings.ts", { root: folder })).rejects.toThrow(
      `The settings file ${name} could not be loaded: it throws RangeError: no port (${name}:2:7).`,
    );
  });

  it("names the line of a misspelt setting", async () => {
    const name = write("settings.ts", "export default {\n  debgu: true,\n};");
    const { loadSettings } = await fresh();

    await expect(loadSettings("settings.ts", { root: folder })).rejects.toThrow(
      `"debgu" is no setting (in ${name}:2).\n  Did you mean "debug"?`,
    );
  });

  it("finds the file's name in a function that imports it", async () => {
    const { loadSettings } = await fresh();
    const source = Object.assign(() => ({}), { toString: () => '() => import("./settings.ts")' });

    await expect(loadSettings(source, { root: "." })).rejects.toThrow(
      "The settings file settings.ts has no default export.",
    );
  });

  it("loads once", async () => {
    const { loadSettings } = await fresh();
    await loadSettings({});

    await expect(loadSettings({})).rejects.toThrow("Settings already configured.");
  });
});
