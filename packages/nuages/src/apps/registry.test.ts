import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type App, Apps, defineApp, MODEL, onModelsLoaded } from "./index.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "apps-"));
  write("package.json", '{ "type": "module" }');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

/** Source of a class that says it is a model. */
function model(name: string, more = ""): string {
  return `
    export class ${name} {
      static [Symbol.for("nuages.model")] = {
        name: "${name}", appLabel: undefined, abstract: false,
        bind(app) { this.appLabel = app.label; }, ${more}
      };
    }`;
}

function app(label: string, options: Partial<Parameters<typeof defineApp>[0]> = {}): App {
  mkdirSync(join(folder, label), { recursive: true });
  return defineApp({ label, root: join(folder, label), ...options });
}

async function populated(...installed: unknown[]): Promise<Apps> {
  const apps = new Apps();
  await apps.populate(installed);
  return apps;
}

describe("defineApp()", () => {
  it("has a name for people from the label [SET-28]", () => {
    expect(app("catalog").verboseName).toBe("Catalog");
    expect(app("catalog", { verboseName: "Library catalogue" }).verboseName).toBe(
      "Library catalogue",
    );
  });

  it("refuses a label that is no identifier [SET-28]", () => {
    expect(() => defineApp({ label: "my-app", root: "/srv/my-app" })).toThrow(
      'The app in /srv/my-app has the label "my-app".\n' +
        "  A label has letters, digits and underscores and starts with no digit, such as catalog.",
    );
  });
});

describe("Apps.populate()", () => {
  it("knows the apps in the order of installedApps [SET-27, SET-30]", async () => {
    const apps = await populated(app("catalog"), app("members"));

    expect(apps.getAppConfigs().map(({ label }) => label)).toEqual(["catalog", "members"]);
  });

  it("refuses an app listed twice", async () => {
    const catalog = app("catalog");

    await expect(populated(catalog, app("members"), catalog)).rejects.toThrow(
      `The app "catalog" (${join(folder, "catalog")}) is listed twice in installedApps.\n` +
        "  Remove one of the two entries.",
    );
  });

  it("refuses two apps with one label, naming both places [SET-28]", async () => {
    const other = defineApp({ label: "catalog", root: join(folder, "other") });

    await expect(populated(app("catalog"), other)).rejects.toThrow(
      `Two apps have the label "catalog": ${join(folder, "catalog")} and ${join(folder, "other")}.`,
    );
  });

  it("refuses what is no app, saying what to write [SET-27]", async () => {
    await expect(populated("catalog")).rejects.toThrow(
      'installedApps[0] is the string "catalog".\n' +
        '  List what defineApp() gives: import catalog from "./catalog/app.ts"; … installedApps: [catalog].',
    );
    await expect(populated(undefined)).rejects.toThrow(
      "installedApps[0] is undefined.\n" +
        "  Its app.ts does not export that name, or imports the settings file, which imports it.",
    );
  });

  it("refuses an app whose folder is not there", async () => {
    await expect(
      populated(defineApp({ label: "catalog", root: "/nowhere/catalog" })),
    ).rejects.toThrow('The folder of the app "catalog" does not exist: /nowhere/catalog.');
  });

  it("gives a model the app whose models.ts exports it", async () => {
    write("catalog/models.ts", model("Book"));

    const apps = await populated(app("catalog"));

    expect(apps.getModel("catalog.Book")[MODEL].appLabel).toBe("catalog");
  });

  it("takes models from a folder with an index [SET-34]", async () => {
    write("catalog/models/book.ts", model("Book"));
    write("catalog/models/index.ts", 'export { Book } from "./book.ts";');

    const apps = await populated(app("catalog"));

    expect(apps.getModels()).toHaveLength(1);
  });

  it("is content with an app without models [SET-34]", async () => {
    const apps = await populated(app("pages"));

    expect(apps.getAppConfig("pages").getModels()).toEqual([]);
    expect(apps.getAppConfig("pages").modelsModule).toBeUndefined();
  });

  it("leaves abstract bases out", async () => {
    write("catalog/models.ts", model("Dated", "abstract: true"));

    expect((await populated(app("catalog"))).getModels()).toEqual([]);
  });

  it("gives a model with an appLabel to that app", async () => {
    write("catalog/models.ts", model("Member", 'appLabel: "members"'));

    const apps = await populated(app("members"), app("catalog"));

    expect(apps.getAppConfig("members").getModels()).toHaveLength(1);
    expect(apps.getAppConfig("catalog").getModels()).toHaveLength(0);
  });

  it("refuses a model with the appLabel of no installed app", async () => {
    write("catalog/models.ts", model("Member", 'appLabel: "member"'));

    await expect(populated(app("members"), app("catalog"))).rejects.toThrow(
      'The model Member has appLabel "member", which is no installed app.\n' +
        '  Did you mean "members"? Installed: members, catalog.',
    );
  });

  it("refuses a model that two apps export, naming both", async () => {
    write("catalog/models.ts", model("Book"));
    write("shelf/models.ts", 'export { Book } from "../catalog/models.ts";');

    await expect(populated(app("catalog"), app("shelf"))).rejects.toThrow(
      'The model Book is exported by the models of two apps, "catalog" and "shelf".',
    );
  });

  it("refuses two models of one name in an app [SET-36]", async () => {
    write("catalog/models.ts", `${model("Book")}${model("BOOK")}`);

    await expect(populated(app("catalog"))).rejects.toThrow(
      /The models "(Book|BOOK)" and "(Book|BOOK)" of the app "catalog" have the same name/u,
    );
  });

  it("imports signals, checks and tasks after all models, then runs ready() once [SET-29, SET-32]", async () => {
    const order: string[] = [];
    Object.assign(globalThis, { order });
    write("catalog/models.ts", 'order.push("catalog models"); export {};');
    write("catalog/signals.ts", 'order.push("catalog signals"); export {};');
    write("members/models.ts", 'order.push("members models"); export {};');
    const apps = new Apps();
    const installed = [
      app("catalog", { ready: (config) => void order.push(`${config.label} ready`) }),
      app("members", { ready: () => void order.push(`models ready: ${apps.modelsReady}`) }),
    ];

    await Promise.all([apps.populate(installed), apps.populate(installed)]);

    expect(order).toEqual([
      "catalog models",
      "members models",
      "catalog signals",
      "catalog ready",
      "models ready: true",
    ]);
    expect(apps.ready).toBe(true);
  });

  it("imports what an installed app asks for, from every app", async () => {
    const order: string[] = [];
    Object.assign(globalThis, { order });
    write("catalog/admin.ts", 'order.push("catalog admin"); export {};');

    await populated(app("catalog"));
    expect(order).toEqual([]);

    await populated(app("catalog"), app("admin", { discover: ["admin"] }));
    expect(order).toEqual(["catalog admin"]);
  });

  it("says which app's ready() throws, and where [SET-32]", async () => {
    const ready = (): void => {
      throw new RangeError("no shelf");
    };

    await expect(populated(app("catalog", { ready }))).rejects.toThrow(
      /^ready\(\) of the app "catalog" failed: it throws RangeError: no shelf \(.*registry\.test\.ts:\d+:\d+\)\.\n {2}Mend the code/u,
    );
  });

  it("tells when all models are loaded, before ready()", async () => {
    const order: string[] = [];
    onModelsLoaded((apps) => void order.push(`${apps.modelsReady} ${apps.ready}`));

    await populated(app("catalog", { ready: () => void order.push("ready") }));

    expect(order).toEqual(["true false", "ready"]);
  });

  it("explains a file that cannot be loaded", async () => {
    write("catalog/models.ts", 'throw new RangeError("no books");');

    await expect(populated(app("catalog"))).rejects.toThrow(
      `${join(folder, "catalog/models.ts")} of the app "catalog" could not be loaded: ` +
        `it throws RangeError: no books (${join(folder, "catalog/models.ts")}:1:7).`,
    );
  });
});

describe("Apps before setup", () => {
  it("refuse to be asked [SET-32]", () => {
    const apps = new Apps();

    expect(() => apps.getAppConfigs()).toThrow("Apps aren't loaded yet.");
    expect(() => apps.getModel("catalog.Book")).toThrow("Apps aren't loaded yet.");
  });

  it("refuse models while they load [SET-32]", async () => {
    const apps = new Apps();
    const seen: unknown[] = [];
    Object.assign(globalThis, {
      look: () => {
        try {
          apps.getModels();
        } catch (error) {
          seen.push(error);
        }
      },
    });
    write("catalog/models.ts", "look(); export {};");

    await apps.populate([app("catalog")]);

    expect(String(seen[0])).toContain("AppRegistryNotReady: Models aren't loaded yet.");
  });
});

describe("Apps", () => {
  it("find models; upper and lower case of the model's name do not count [SET-31]", async () => {
    write("catalog/models.ts", model("BookInstance"));
    const apps = await populated(app("catalog"));

    const found = apps.getModel("catalog.bookinstance");

    expect(found).toBe(apps.getModel("catalog", "BookInstance"));
    expect(found).toBe(apps.getAppConfig("catalog").getModel("BOOKINSTANCE"));
  });

  it("name the nearest model or app [SET-31]", async () => {
    write("catalog/models.ts", model("Book"));
    const apps = await populated(app("catalog"));

    expect(() => apps.getModel("catalog.Bok")).toThrow(
      "App 'catalog' doesn't have a 'Bok' model.\n  Did you mean \"Book\"? Models: Book.",
    );
    expect(() => apps.getModel("catlog.Book")).toThrow(
      "No installed app with label 'catlog'.\n  Did you mean \"catalog\"? Installed: catalog.",
    );
    expect(() => apps.getModel("Book")).toThrow('"Book" names no model.');
  });

  it("hide models made by the framework, and swapped ones, unless asked for [SET-31, SET-35]", async () => {
    write(
      "catalog/models.ts",
      model("Book") + model("BookGenres", "autoCreated: true") + model("User", "swapped: true"),
    );
    const apps = await populated(app("catalog"));
    const names = (options?: object): string[] =>
      apps.getModels(options).map((found) => found[MODEL].name);

    expect(names()).toEqual(["Book"]);
    expect(names({ includeAutoCreated: true }).sort()).toEqual(["Book", "BookGenres"]);
    expect(names({ includeSwapped: true }).sort()).toEqual(["Book", "User"]);
  });

  it("tell whether an app is installed, by label or value [SET-31]", async () => {
    const catalog = app("catalog");
    const apps = await populated(catalog);

    expect([apps.isInstalled("catalog"), apps.isInstalled(catalog)]).toEqual([true, true]);
    expect([apps.isInstalled("members"), apps.isInstalled(app("catalog"))]).toEqual([false, false]);
  });
});

describe("AppConfig", () => {
  it("knows the app's files by convention [SET-35]", async () => {
    write("catalog/admin.ts", "");
    write("catalog/commands/import-books.ts", "");
    write("catalog/commands/_shared.ts", "");
    write("catalog/commands/notes.txt", "");
    write("catalog/commands/old.d.ts", "");
    write("catalog/templates/a.html", "");
    const config = (await populated(app("catalog"))).getAppConfig("catalog");

    expect(config.module("admin")).toBe(join(folder, "catalog/admin.ts"));
    expect(config.module("models")).toBeUndefined();
    expect([...config.modules("commands").keys()]).toEqual(["import-books"]);
    expect(config.folder("templates")).toBe(join(folder, "catalog/templates"));
    expect(config.folder("static")).toBeUndefined();
  });
});
