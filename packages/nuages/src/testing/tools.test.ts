import { describe, expect, it } from "vitest";

import { configure, getScriptPrefix, overrideSettings, settings } from "../conf/index.ts";
import { models } from "../db/index.ts";
import { getLogger } from "../logging/index.ts";
import { DateTime } from "../utils/datetime.ts";
import { Temporal } from "../utils/temporal.ts";
import { Author } from "./fixtures/library/models.ts";
import { site } from "./fixtures/library/settings.ts";
import {
  assertLogs,
  assertNoLogs,
  assertRaisesMessage,
  assertWarnsMessage,
  captureOutput,
  freezeTime,
  isolateApps,
  modifySettings,
  onTestEnvironment,
  overrideScriptPrefix,
  setupTestEnvironment,
  tag,
  withInput,
} from "./index.ts";

configure(site);

describe("freezeTime()", () => {
  it("stops every clock of the language, until it is disposed of [TEST-23]", async () => {
    const early = new Date();
    {
      using clock = freezeTime("2026-11-20T12:00:00.500Z");

      expect(new Date().toISOString()).toBe("2026-11-20T12:00:00.500Z");
      expect(Date.now()).toBe(Date.parse("2026-11-20T12:00:00.500Z"));
      expect(new DateTime().toISOString()).toBe("2026-11-20T12:00:00.500Z");
      expect(String(Temporal.Now.instant())).toBe("2026-11-20T12:00:00.5Z");
      expect(String(Temporal.Now.plainDateISO("Pacific/Auckland"))).toBe("2026-11-21");
      expect(new Date(0).getTime()).toBe(0);
      expect(early).toBeInstanceOf(Date);
      expect(new DateTime()).toBeInstanceOf(Date);

      clock.tick({ days: 1, hours: 2 });
      expect(String(Temporal.Now.plainDateTimeISO("UTC"))).toBe("2026-11-21T14:00:00.5");
      clock.tick(500);
      expect(clock.now.toISOString()).toBe("2026-11-21T14:00:01.000Z");
      {
        using inner = freezeTime(new Date(0));
        inner.moveTo("2000-01-01T00:00:00Z");
        expect(new Date().getUTCFullYear()).toBe(2000);
      }
      expect(new Date().getUTCFullYear()).toBe(2026);
    }
    expect(Math.abs(Date.now() - early.getTime())).toBeLessThan(600_000);
    expect(Temporal.Now.instant().epochMilliseconds).toBeGreaterThan(early.getTime() - 1);
  });

  it("lets timers run, and refuses what is no time", async () => {
    using _ = freezeTime();
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    expect(() => freezeTime("soon")).toThrow('"soon" is no time');
  });
});

describe("modifySettings()", () => {
  it("puts in and takes out, until it is disposed of [TEST-20]", () => {
    using _ = overrideSettings({ allowedHosts: ["a", "b", "c"] });
    {
      using _changed = modifySettings({
        allowedHosts: { append: ["d", "a"], prepend: "e", remove: ["b", "x"] },
      });
      expect(settings.allowedHosts).toEqual(["e", "a", "c", "d"]);
    }
    expect(settings.allowedHosts).toEqual(["a", "b", "c"]);
  });
});

describe("overrideScriptPrefix()", () => {
  it("puts the prefix back [TEST-23]", () => {
    const before = getScriptPrefix();
    {
      using _ = overrideScriptPrefix("/shop");
      expect(getScriptPrefix()).toBe("/shop/");
    }
    expect(getScriptPrefix()).toBe(before);
  });
});

describe("isolateApps()", () => {
  it("forgets the models that a test declares [TEST-23]", () => {
    const relations = (): string[] => Author.meta.reverseRelations().map(({ name }) => name);
    const before = relations();
    {
      using _ = isolateApps();
      class Portrait extends models.Model<Portrait>()(
        { of: models.ForeignKey(() => Author, { onDelete: models.CASCADE }) },
        { appLabel: "gallery" },
      ) {}
      expect(Portrait.meta.dbTable).toBe("gallery_portrait");
      Portrait.meta.registry.add(Portrait.meta);
      expect(relations()).toEqual([...before, "portrait"]);
    }
    expect(relations()).toEqual(before);
  });
});

describe("captureOutput()", () => {
  it("takes what is written, and gives the streams back [TEST-23, TEST-24]", async () => {
    const write = process.stdout.write;
    const { stdout, stderr, result } = await captureOutput(async () => {
      process.stdout.write("to out\n");
      process.stderr.write(Buffer.from("to err"), () => undefined);
      return 3;
    });

    expect([stdout, stderr, result]).toEqual(["to out\n", "to err", 3]);
    expect(process.stdout.write).toBe(write);
    await expect(captureOutput(() => Promise.reject(new RangeError("x")))).rejects.toThrow("x");
    expect(process.stdout.write).toBe(write);
  });

  it("gives standard input [TEST-23]", async () => {
    const before = process.stdin;
    const read = await withInput("one\ntwo", async () => {
      let text = "";
      for await (const chunk of process.stdin) text += String(chunk);
      return text;
    });

    expect(read).toBe("one\ntwo");
    expect(process.stdin).toBe(before);
  });
});

describe("tag()", () => {
  it("puts tags behind the name [TEST-23]", () => {
    expect(tag("imports books", "slow", "net-work")).toBe("imports books @slow @net-work");
    expect(() => tag("x", "two words")).toThrow('"two words" is no tag');
  });
});

describe("assertLogs()", () => {
  it("gives the records of a logger and its children [TEST-18]", async () => {
    const records = await assertLogs(
      () => {
        getLogger("shop.orders").warning("%s is gone", { params: ["Emma"] });
        getLogger("shop").info("not this");
        getLogger("other").error("nor this");
      },
      { logger: "shop", level: "WARNING" },
    );

    expect(records.map(({ name, message }) => [name, message])).toEqual([
      ["shop.orders", "Emma is gone"],
    ]);
    await expect(assertLogs(() => undefined, { logger: "shop" })).rejects.toThrow(
      "No logs of level INFO or higher on shop.",
    );
    await assertNoLogs(() => getLogger("shop").debug("quiet"), { logger: "shop" });
    await expect(
      assertNoLogs(() => getLogger("shop").error("loud"), { logger: "shop" }),
    ).rejects.toThrow("Unexpected logs found:\nshop: loud");
  });
});

describe("assertRaisesMessage()", () => {
  it("wants class and text, and gives the error [TEST-18]", async () => {
    const boom = (): never => {
      throw new RangeError("boom: 3");
    };

    expect((await assertRaisesMessage(RangeError, "boom", boom)).message).toBe("boom: 3");
    await expect(assertRaisesMessage(RangeError, "bang", boom)).rejects.toThrow(
      '"bang" was not found in the message "boom: 3".',
    );
    await expect(assertRaisesMessage(TypeError, "boom", boom)).rejects.toThrow(RangeError);
    await expect(assertRaisesMessage(TypeError, "boom", () => undefined)).rejects.toThrow(
      "TypeError was not thrown.",
    );
  });

  it("wants a warning of the process [TEST-18]", async () => {
    const warn = (): number => {
      process.emitWarning("old: use the new one", "DeprecationWarning");
      return 3;
    };

    expect(await assertWarnsMessage("DeprecationWarning", "use the new", warn)).toBe(3);
    await expect(assertWarnsMessage("DeprecationWarning", "x", () => 1)).rejects.toThrow(
      'There was no DeprecationWarning with "x".',
    );
  });
});

describe("onTestEnvironment()", () => {
  it("does something in every test environment, and undoes it", () => {
    const said: string[] = [];
    onTestEnvironment(() => {
      said.push("begin");
      return { [Symbol.dispose]: () => void said.push("end") };
    });
    {
      using _ = setupTestEnvironment();
      expect(settings.debug).toBe(false);
      expect(settings.allowedHosts).toContain("testserver");
      said.push("test");
    }
    expect(said).toEqual(["begin", "test", "end"]);
  });
});
