import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { caches } from "../cache/index.ts";
import { configure, overrideSettings, settings, settingChanged } from "../conf/index.ts";
import { storages } from "../files/index.ts";
import { HttpResponse } from "../http/index.ts";
import { getTemplate } from "../template/index.ts";
import { path, reverseName } from "../urls/index.ts";
import { Author } from "./fixtures/library/models.ts";
import { site } from "./fixtures/library/settings.ts";
import {
  Client,
  setUpTestData,
  simpleTestCase,
  testCase,
  testSite,
  type TestSite,
  transactionTestCase,
} from "./index.ts";

let running: TestSite;

beforeAll(async () => {
  configure(site);
  running = await testSite();
});

afterAll(() => running[Symbol.asyncDispose]());

describe("settings of a test", () => {
  const values = { defaultCharset: "latin-1" } as const;
  const seen: string[] = [];
  const look = (): void => void seen.push(settings.defaultCharset);

  it("hold for one test, whatever is around it [TEST-19]", async () => {
    await simpleTestCase(look, { settings: values })();
    await testCase(look, { settings: values })();
    await transactionTestCase(look, { settings: values })();
    await expect(
      testCase(() => Promise.reject(new RangeError("x")), { settings: values })(),
    ).rejects.toThrow("x");

    expect(seen).toEqual(["latin-1", "latin-1", "latin-1"]);
    expect(settings.defaultCharset).toBe("utf-8");
  });

  it("are announced when they begin and when they end [TEST-19]", () => {
    const heard: unknown[] = [];
    const id = settingChanged.connect((change) => void heard.push(change));
    {
      using _ = overrideSettings(values);
    }
    settingChanged.disconnect(id);

    expect(heard).toMatchObject([
      { setting: "defaultCharset", value: "latin-1", enter: true },
      { setting: "defaultCharset", value: "utf-8", enter: false },
    ]);
  });

  describe("of a whole describe()", () => {
    const data = setUpTestData({ before: beforeAll, after: afterAll }, () => undefined, {
      settings: values,
    });

    it(
      "hold for all of its tests [TEST-19]",
      data.test(() => expect(settings.defaultCharset).toBe("latin-1")),
    );
  });
});

describe("what was made of settings", () => {
  it("is made anew: patterns and their names [TEST-21]", async () => {
    const urls = [path("other/", () => new HttpResponse("other"), { name: "other" })];
    {
      using _ = overrideSettings({ rootUrlconf: urls });

      expect((await new Client().get("/other/")).text).toBe("other");
      expect(reverseName("other")).toBe("/other/");
      expect((await new Client().get("/count/")).statusCode).toBe(404);
    }
    expect((await new Client().get("/count/")).statusCode).toBe(200);
    expect((await new Client().get("/other/")).statusCode).toBe(404);
  });

  it("is made anew: templates, storages, caches [TEST-21]", async () => {
    const storage = storages.get();
    const cache = caches.get();
    const template = getTemplate("base.html");
    {
      using _ = overrideSettings({
        templates: [{ options: { loaders: [] } }],
        mediaRoot: "/elsewhere",
        storages: { default: { backend: "filesystem" } },
        caches: { default: { backend: "dummy" } },
      });
      expect(() => getTemplate("base.html")).toThrow('There is no template "base.html".');
      expect(storages.get()).not.toBe(storage);
      expect(caches.get()).not.toBe(cache);
    }
    expect(getTemplate("base.html")).not.toBe(template);
  });

  it("is asked anew: routers [TEST-21]", async () => {
    await testCase(
      async () => {
        {
          using _ = overrideSettings({ databaseRouters: [{ dbForRead: () => "other" }] });
          await Author.objects.using("other").create({ name: "there" });
          expect(await Author.objects.count()).toBe(1);
        }
        expect(await Author.objects.count()).toBe(0);
      },
      { databases: ["default", "other"] },
    )();
  });
});
