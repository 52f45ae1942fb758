import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { env, InvalidEnvironment, loadSettings } from "./index.ts";

const touched = new Set<string>();

function set(name: string, text: string): void {
  touched.add(name);
  process.env[name] = text;
}

afterEach(() => {
  for (const name of touched) delete process.env[name];
  touched.clear();
});

describe("env()", () => {
  it("gives the text of a variable [ENV-02]", () => {
    set("NUAGES_T", "Django");

    expect(env("NUAGES_T")).toBe("Django");
  });

  it("gives the default where the variable is not set [ENV-02]", () => {
    expect(env("NUAGES_ABSENT", { default: null })).toBeNull();
  });

  it("takes no name of Object.prototype for a variable", () => {
    expect(env("__proto__", { default: "none" })).toBe("none");
    expect(env.has("toString")).toBe(false);
  });

  it("stops at a missing variable, naming it and the place [ENV-09]", () => {
    expect(() => env("NUAGES_ABSENT")).toThrow(
      /^A variable of the environment is missing or wrong:\n {2}NUAGES_ABSENT is missing \(.*env\.test\.ts:\d+:\d+\)\.?/u,
    );
  });

  it("never shows a value [ENV-11]", () => {
    set("NUAGES_T", "s3cret");

    expect(() => env.int("NUAGES_T")).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("s3cret") }),
    );
  });
});

describe("env.bool()", () => {
  it.each([
    ["true", true],
    ["YES", true],
    ["1", true],
    ["off", false],
    ["0", false],
    ["", false],
  ])("reads %j [ENV-04]", (text, value) => {
    set("NUAGES_T", text);

    expect(env.bool("NUAGES_T")).toBe(value);
  });

  it("refuses what says neither yes nor no", () => {
    set("NUAGES_T", "perhaps");

    expect(() => env.bool("NUAGES_T")).toThrow("NUAGES_T must be true or false");
  });
});

describe("env.int() and env.float()", () => {
  it("read numbers [ENV-04]", () => {
    set("NUAGES_T", "1_000");
    set("NUAGES_F", "-2.5e3");

    expect(env.int("NUAGES_T")).toBe(1000);
    expect(env.float("NUAGES_F")).toBe(-2500);
  });

  it.each(["1.5", "0x10", "1e3", "9007199254740993", "ten"])("refuse %j as an integer", (text) => {
    set("NUAGES_T", text);

    expect(() => env.int("NUAGES_T")).toThrow("NUAGES_T must be a whole number");
  });

  it("take an empty variable for a missing one", () => {
    set("NUAGES_T", "");

    expect(env.int("NUAGES_T", { default: 8000 })).toBe(8000);
    expect(() => env.int("NUAGES_T")).toThrow("NUAGES_T is empty");
  });
});

describe("env.list(), env.dict(), env.json()", () => {
  it("split at commas [ENV-02]", () => {
    set("NUAGES_T", "a.example, .b.example,");

    expect(env.list("NUAGES_T")).toEqual(["a.example", ".b.example"]);
  });

  it("read each item with `of`", () => {
    set("NUAGES_T", "1,2");

    expect(env.list("NUAGES_T", { of: Number })).toEqual([1, 2]);
  });

  it("read pairs; a key named __proto__ is a key", () => {
    set("NUAGES_T", "a=1,__proto__=2");

    expect(Object.entries(env.dict("NUAGES_T"))).toEqual([
      ["a", "1"],
      ["__proto__", "2"],
    ]);
  });

  it("read JSON", () => {
    set("NUAGES_T", '{"a":[1]}');
    set("NUAGES_F", "{");

    expect(env.json("NUAGES_T")).toEqual({ a: [1] });
    expect(() => env.json("NUAGES_F")).toThrow("NUAGES_F must be JSON");
  });
});

describe("env.url(), env.path(), env.choice(), env.str()", () => {
  it("read what they say", () => {
    set("NUAGES_U", "https://example.com/a");
    set("NUAGES_P", "media");
    set("NUAGES_C", "prod");
    set("NUAGES_S", "a\\nb");

    expect(env.url("NUAGES_U").pathname).toBe("/a");
    expect(env.path("NUAGES_P", { root: "/srv/site" })).toBe("/srv/site/media");
    expect(env.choice("NUAGES_C", ["dev", "prod"])).toBe("prod");
    expect(env.str("NUAGES_S", { multiline: true })).toBe("a\nb");
  });

  it("name the choices", () => {
    set("NUAGES_C", "production");

    expect(() => env.choice("NUAGES_C", ["dev", "prod"])).toThrow(
      "NUAGES_C must be one of dev, prod",
    );
  });
});

describe("env.database(), env.cache(), env.email()", () => {
  it("read service URLs [ENV-05, ENV-06]", () => {
    set("NUAGES_C", "redis://localhost:6379/1");

    expect(env.database("NUAGES_ABSENT", { default: "sqlite:///db.sqlite3" })).toEqual({
      engine: "sqlite",
      name: "db.sqlite3",
    });
    expect(env.cache("NUAGES_C")).toEqual({
      backend: "redis",
      location: "redis://localhost:6379/1",
    });
    expect(env.email("NUAGES_ABSENT", { default: "consolemail://" })).toEqual({
      emailBackend: "console",
    });
  });

  it("say what is wrong without the URL", () => {
    set("NUAGES_D", "oracle://me:s3cret@host/x");

    expect(() => env.database("NUAGES_D")).toThrow(
      /NUAGES_D is no such URL: its scheme is none of postgres, [^:]*sqlite3 \(/u,
    );
  });
});

describe("env.load()", () => {
  it("reads a .env file; variables that are set win [ENV-03]", () => {
    const folder = mkdtempSync(join(tmpdir(), "env-"));
    const file = join(folder, ".env");
    writeFileSync(file, '# a comment\nexport NUAGES_A="x y"\nNUAGES_B=from-file\n');
    touched.add("NUAGES_A");
    set("NUAGES_B", "from-process");

    expect(env.load(file)).toBe(true);
    expect([env("NUAGES_A"), env("NUAGES_B")]).toEqual(["x y", "from-process"]);

    env.load(file, { overwrite: true });
    expect(env("NUAGES_B")).toBe("from-file");
    rmSync(folder, { recursive: true });
  });

  it("is quiet about a missing file unless it is required [ENV-14]", () => {
    expect(env.load("/nowhere/.env")).toBe(false);
    expect(() => env.load("/nowhere/.env", { required: true })).toThrow(
      "The environment file /nowhere/.env is missing.",
    );
  });
});

describe("env while settings load", () => {
  it("reports all that is missing or malformed at once [ENV-09]", async () => {
    set("NUAGES_PORT", "eighty");

    const loading = loadSettings(() => ({
      default: {
        secretKey: env("NUAGES_KEY"),
        emailPort: env.int("NUAGES_PORT"),
        databases: { default: env.database("NUAGES_DB") },
      },
    }));

    await expect(loading).rejects.toThrow(InvalidEnvironment);
    await expect(loading).rejects.toThrow(
      /^3 variables of the environment are missing or wrong:\n {2}NUAGES_KEY is missing \(.*\)\n {2}NUAGES_PORT must be a whole number \(.*\)\n {2}NUAGES_DB is missing \(.*\)\n/u,
    );
  });

  it("reports them also when the file then throws because of them", async () => {
    const loading = loadSettings(() => {
      const options = env.json<{ a: { b: number } }>("NUAGES_OPTIONS");
      return { default: { emailPort: options.a.b } };
    });

    await expect(loading).rejects.toThrow("NUAGES_OPTIONS is missing");
  });
});
