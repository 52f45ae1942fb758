import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeEach, describe, expect, it, vi } from "vitest";

// Each test has a process' worth of settings and apps: fresh modules.
const fresh = async () => {
  const [apps, conf, logging] = await Promise.all([
    import("./index.ts"),
    import("../conf/index.ts"),
    import("../logging/index.ts"),
  ]);
  return { ...apps, ...conf, ...logging };
};

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
});

describe("setup()", () => {
  it("loads settings, configures logging, sets the prefix and the apps [SET-05]", async () => {
    const { apps, defineApp, getLogger, getScriptPrefix, setup } = await fresh();
    const shelf = defineApp({ label: "shelf", root: import.meta.dirname });

    await setup({ settings: { forceScriptName: "/library", installedApps: [shelf] } });

    expect(apps.ready).toBe(true);
    expect(apps.isInstalled("shelf")).toBe(true);
    expect(getScriptPrefix()).toBe("/library/");
    expect(getLogger("nuages").handlers).toHaveLength(2);
  });

  it("makes the translations of apps known [I18N-04]", async () => {
    const { defineApp, setup } = await fresh();
    const { gettext, override } = await import("../i18n/index.ts");
    const root = mkdtempSync(join(tmpdir(), "shelf-"));
    const folder = join(root, "locale", "de", "LC_MESSAGES");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "django.po"), 'msgid "Shelf"\nmsgstr "Regal"\n');
    const early = override("de", () => gettext("Shelf"));

    await setup({ settings: { installedApps: [defineApp({ label: "shelf", root })] } });
    const translated = override("de", () => gettext("Shelf"));
    rmSync(root, { recursive: true });

    expect([early, translated]).toStrictEqual(["Shelf", "Regal"]);
  });

  it("leaves the prefix alone with setPrefix: false [SET-05]", async () => {
    const { getScriptPrefix, setup } = await fresh();

    await setup({ settings: { forceScriptName: "/library" }, setPrefix: false });

    expect(getScriptPrefix()).toBe("/");
  });

  it("works once; later calls wait for the first [SET-29]", async () => {
    const { defineApp, setup } = await fresh();
    const ready = vi.fn();
    const shelf = defineApp({ label: "shelf", root: import.meta.dirname, ready });

    await setup({ settings: { installedApps: [shelf] } });
    await setup();

    expect(ready).toHaveBeenCalledTimes(1);
  });

  it("takes settings that configure() set [SET-04, SET-05]", async () => {
    const { configure, settings, setup } = await fresh();
    configure({ languageCode: "fr" });

    await setup();

    expect(settings.languageCode).toBe("fr");
  });

  it("takes the file that NUAGES_SETTINGS_MODULE names [SET-01]", async () => {
    const { settings, setup } = await fresh();
    const folder = mkdtempSync(join(tmpdir(), "setup-"));
    writeFileSync(join(folder, "settings.ts"), 'export default { languageCode: "de" };');
    vi.stubEnv("NUAGES_SETTINGS_MODULE", "settings.ts");

    await setup({ root: folder });
    rmSync(folder, { recursive: true });

    expect(settings.languageCode).toBe("de");
  });

  it("says that nothing names the settings [SET-01]", async () => {
    const { setup } = await fresh();
    vi.stubEnv("NUAGES_SETTINGS_MODULE", "");

    await expect(setup()).rejects.toThrow(
      "Nothing says where the settings of this project are.\n" +
        "  Run the command through the project's manage.ts, or name the settings file with " +
        "--settings or the environment variable NUAGES_SETTINGS_MODULE.",
    );
  });
});
