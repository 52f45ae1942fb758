import { describe, expect, it } from "vitest";

import { MODEL } from "../apps/index.ts";
import { configure, overrideSettings } from "../conf/index.ts";
import { colorStyle } from "../utils/termcolors.ts";
import {
  availableTags,
  checkData,
  CheckMessage,
  critical,
  debug,
  error,
  info,
  registerCheck,
  reportChecks,
  runChecks,
  warning,
} from "./index.ts";

configure({ silencedSystemChecks: ["shop.W009"] });

const everything = [
  info({ id: "shop.I001", msg: "An info." }),
  error({ id: "shop.E001", msg: "An error.", hint: "Mend it.", obj: "shop.Cart.owner" }),
  warning({ id: "shop.W001", msg: "A warning." }),
  debug({ msg: "A debug." }),
  critical({ id: "shop.C001", msg: "Critical." }),
  warning({ id: "shop.W009", msg: "A silenced warning." }),
];

describe("registerCheck()", () => {
  it("adds a function that gets the apps and databases to look at [SET-39]", async () => {
    const seen: unknown[] = [];
    registerCheck(
      (context) => {
        seen.push(context);
        return [error({ id: "shop.E001", msg: "An error." })];
      },
      { tags: ["context-test"] },
    );

    const found = await runChecks({
      tags: ["context-test"],
      appConfigs: [],
      databases: ["default"],
    });

    expect(found.map(({ id }) => id)).toEqual(["shop.E001"]);
    expect(seen).toEqual([{ appConfigs: [], databases: ["default"] }]);
  });

  it("counts a function once, and awaits asynchronous ones [SET-39]", async () => {
    const check = () => Promise.resolve([info({ msg: "An info." })]);
    registerCheck(check, { tags: ["once"] });
    registerCheck(check, { tags: ["once"] });

    expect(await runChecks({ tags: ["once"] })).toHaveLength(1);
  });

  it("keeps a check for deployment out of ordinary runs [SET-39]", async () => {
    registerCheck(() => [warning({ msg: "A warning." })], { tags: ["live"], deploy: true });

    expect(await runChecks({ tags: ["live"] })).toEqual([]);
    expect(await runChecks({ tags: ["live"], deploy: true })).toHaveLength(1);
    expect(availableTags()).not.toContain("live");
    expect(availableTags({ deploy: true })).toContain("live");
  });

  it("is used by the framework's own checks [SET-39]", () => {
    expect(availableTags()).toEqual(expect.arrayContaining(["files", "translation"]));
  });
});

describe("CheckMessage", () => {
  it("prints object, id, text and hint [SET-37]", () => {
    expect(String(everything[1])).toBe("shop.Cart.owner: (shop.E001) An error.\n\tHINT: Mend it.");
    expect(String(everything[3])).toBe("?: A debug.");
  });

  it("names a model by its app, a function by its name [SET-40]", () => {
    const model = Object.assign(() => undefined, { [MODEL]: { name: "Cart", appLabel: "shop" } });
    function view(): void {
      throw new TypeError("never called");
    }

    expect(info({ msg: "x", obj: model }).subject).toBe("shop.Cart");
    expect(info({ msg: "x", obj: view }).subject).toBe("view");
  });

  it("is serious from errors on [SET-40]", () => {
    expect(everything.map((message) => message.isSerious())).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(everything[2]?.isSerious(30)).toBe(true);
    expect(new CheckMessage(45, { msg: "x" }).isSerious()).toBe(true);
  });
});

describe("reportChecks()", () => {
  it("groups by level, worst first, and counts [SET-37]", () => {
    expect(reportChecks(everything).text).toBe(
      "System check identified some issues:\n" +
        "\nCRITICALS:\n?: (shop.C001) Critical.\n" +
        "\nERRORS:\nshop.Cart.owner: (shop.E001) An error.\n\tHINT: Mend it.\n" +
        "\nWARNINGS:\n?: (shop.W001) A warning.\n" +
        "\nINFOS:\n?: (shop.I001) An info.\n" +
        "\nDEBUGS:\n?: A debug.\n" +
        "\nSystem check identified 5 issues (1 silenced).",
    );
  });

  it("says that there is nothing [SET-38]", () => {
    expect(reportChecks([])).toEqual({
      text: "System check identified no issues (0 silenced).",
      failed: false,
    });
  });

  it("fails from errors on, or from the level asked for [SET-37]", () => {
    const warnings = [warning({ id: "shop.W001", msg: "A warning." })];

    expect(reportChecks(everything).failed).toBe(true);
    expect(reportChecks(warnings).failed).toBe(false);
    expect(reportChecks(warnings, { failLevel: "warning" }).failed).toBe(true);
  });

  it("does not fail because of a silenced error [SET-40]", () => {
    using _ = overrideSettings({ silencedSystemChecks: ["shop.E001"] });

    expect(reportChecks([error({ id: "shop.E001", msg: "An error." })])).toEqual({
      text: "System check identified no issues (1 silenced).",
      failed: false,
    });
  });

  it("paints the groups", () => {
    const { text } = reportChecks([warning({ msg: "A warning." })], { style: colorStyle("dark") });

    expect(text).toContain("\x1b[33;1m?: A warning.\x1b[0m");
  });
});

describe("checkData()", () => {
  it("gives findings to programs", () => {
    expect(checkData([everything[1]!, everything[5]!])).toEqual([
      {
        level: "error",
        id: "shop.E001",
        object: "shop.Cart.owner",
        message: "An error.",
        hint: "Mend it.",
        silenced: false,
      },
      {
        level: "warning",
        id: "shop.W009",
        object: "?",
        message: "A silenced warning.",
        hint: null,
        silenced: true,
      },
    ]);
  });
});

describe("checks of the settings", () => {
  it("find language codes that are none [SET-47]", async () => {
    using _ = overrideSettings({
      languageCode: "de_DE",
      languages: [
        ["en", "English"],
        ["e n", "?"],
      ],
      languagesBidi: ["x!"],
    });

    const found = await runChecks({ tags: ["translation"] });

    expect(found.map(({ id }) => id)).toEqual([
      "translation.E001",
      "translation.E002",
      "translation.E003",
      "translation.E004",
    ]);
  });

  it("are content with the defaults [SET-38]", async () => {
    expect(await runChecks({ tags: ["translation", "files"] })).toEqual([]);
  });

  it("find a folder for uploads that is not there [SET-47]", async () => {
    using _ = overrideSettings({ fileUploadTempDir: "/nowhere" });

    const [found] = await runChecks({ tags: ["files"] });

    expect(String(found)).toBe(
      "settings.fileUploadTempDir: (files.E001) The fileUploadTempDir setting refers to the " +
        "nonexistent directory '/nowhere'.\n\tHINT: Create the directory, or leave the setting " +
        "out to use the system's.",
    );
  });

  it("says how to make a secret key where there is none outside debug [SET-03]", async () => {
    using _ = overrideSettings({ secretKey: "", debug: false });

    const found = await runChecks({ tags: ["security"] });

    const [missing] = found.filter(({ id }) => id === "settings.E001");
    expect(missing?.msg).toBe("The secretKey setting must not be empty.");
    expect(missing?.hint).toContain("crypto.randomBytes(50)");
  });

  it("lets a site in debug begin without a secret key [SET-03]", async () => {
    using _ = overrideSettings({ secretKey: "", debug: true });

    expect(await runChecks({ tags: ["security"] })).toEqual([]);
  });
});
