import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { configure, settings } from "nuages/conf";
import { HttpRequest } from "nuages/http";
import { Engine } from "nuages/template";
import { constantTimeCompare, getRandomString } from "nuages/utils/crypto";

const packages = path.resolve(import.meta.dirname, "../packages");

/** A line of code of the packages, comments and tests left out. */
interface Line {
  readonly place: string;
  readonly text: string;
}

function linesOf(file: string): Line[] {
  const place = path.relative(packages, file);
  return readFileSync(file, "utf8")
    .split("\n")
    .map((text) => ({ place, text }))
    .filter(({ text }) => !/^\s*(?:\/\/|\/?\*)/u.test(text));
}

const lines = readdirSync(packages, { recursive: true, encoding: "utf8" })
  .filter((name) => /^[^/]+\/src\/.*\.ts$/u.test(name))
  .filter((name) => !/\.(?:test|types)\.ts$|\/fixtures\/|\/node_modules\//u.test(name))
  .flatMap((name) => linesOf(path.join(packages, name)));

/** Folders whose code runs for commands and tests, never while visitors wait. */
const OFFLINE = /\/src\/(?:apps|cli|conf|migrations|serializers|testing)\/|^create-nuages\//u;

/** The files, each once, that have a line of this kind and run while visitors wait. */
function filesWith(pattern: RegExp): string[] {
  const found = lines
    .filter(({ place, text }) => !OFFLINE.test(place) && pattern.test(text))
    .map(({ place }) => place);
  return [...new Set(found)].toSorted();
}

describe("the source of the packages", () => {
  it("is there to be looked at", () => {
    expect(lines.length).toBeGreaterThan(10_000);
  });

  it("compares secrets by one helper alone [ADV-154]", () => {
    const compared =
      /\b\w*(?:signature|digest|hmac|secret|password)s?\b\)? *[!=]==(?! *(?:undefined|null|"|typeof))|[!=]== *\w*(?:signature|digest|hmac|secret|password)s?\b/iu;

    expect(filesWith(/timingSafeEqual\(/u)).toEqual(["nuages/src/utils/crypto.ts"]);
    expect(lines.filter(({ text }) => compared.test(text))).toEqual([]);
  });

  it("takes nothing that must not be guessed from Math.random [ADV-155]", () => {
    // RANDOM() of SQL, and words that stand for a text.
    expect(filesWith(/Math\.random/u)).toEqual([
      "nuages/src/db/backends/sqlite/functions.ts",
      "nuages/src/utils/lorem-ipsum.ts",
    ]);
  });

  it("hashes and compresses without holding up the process [ADV-126]", () => {
    // Cookies and tokens of some kilobytes, whose inflated length is limited; archives of a command.
    expect(
      filesWith(/\b(?:deflate|inflate|inflateRaw|gunzip|gzip|brotli\w*|zstd\w*)Sync\(/u),
    ).toEqual(["nuages/src/signing/signer.ts", "nuages/src/utils/archive.ts"]);
    expect(filesWith(/\b(?:pbkdf2|scrypt|hkdf|generateKeyPair|argon2)Sync\b/u)).toEqual([]);
  });

  it("starts programs without a shell [ADV-141]", () => {
    expect(filesWith(/\b(?:spawn|execFile|fork)(?:Sync)?\(/u)).toEqual([]);
    expect(lines.filter(({ text }) => /\bshell: *true|\bexecSync\b/u.test(text))).toEqual([]);
  });

  it("imports no module by a name from outside [ADV-140]", () => {
    expect(filesWith(/[^.\w]import\((?!")/u)).toEqual([]);
  });

  it("never logs a text of others as the format [ADV-159]", () => {
    const call =
      /(?:getLogger\([^)]*\)|\blogger)(?:\.(?!startsWith)\w+|\[\w+\])\(\s*(?:`[^`]*\$\{|\w+\.(?:url|path|method)\b)/u;

    expect(lines.filter(({ text }) => call.test(text))).toEqual([]);
  });

  it("asks for the promises that stand as conditions by a rule of the linter [ADV-121]", () => {
    const config = JSON.parse(readFileSync(path.join(packages, "../.oxlintrc.json"), "utf8")) as {
      readonly rules: Readonly<Record<string, unknown>>;
    };

    expect(config.rules["typescript/no-misused-promises"]).toEqual([
      "error",
      { checksVoidReturn: false },
    ]);
    expect(config.rules["typescript/no-floating-promises"]).toContain("error");
  });
});

describe("a promise as a condition", () => {
  it.each([
    ["{% if user.may %}open{% else %}closed{% endif %}", "closed"],
    ["{% if not user.may %}closed{% endif %}", "closed"],
    ["{% if user.may or user.never %}open{% else %}closed{% endif %}", "closed"],
    ["{% if user.allowed and user.may %}open{% else %}closed{% endif %}", "closed"],
    ["{% if user.allowed %}open{% endif %}", "open"],
  ])("is waited for in %s [ADV-121]", async (source, expected) => {
    const user = {
      may: async (): Promise<boolean> => false,
      never: async (): Promise<null> => null,
      allowed: async (): Promise<boolean> => true,
    };

    expect(await new Engine().fromString(source).render({ user })).toBe(expected);
  });

  it("that fails lets nobody in [ADV-121]", async () => {
    const user = { may: (): Promise<boolean> => Promise.reject(new Error("no answer")) };
    const template = new Engine().fromString("{% if user.may %}open{% else %}closed{% endif %}");

    const page = await template.render({ user }).catch((error: unknown) => String(error));

    expect(page).not.toContain("open");
  });
});

describe("secrets", () => {
  it.each([
    ["", "", true],
    ["secret", "secret", true],
    ["secret", "secreT", false],
    ["secret", "secret ", false],
    ["é", "é", true],
    ["é", "e\u0301", false],
    ["\ud800", "\ufffd", true],
    ["中", "中中", false],
    ["", "a".repeat(100_000), false],
  ])("%j and %j compare without an error [ADV-154]", (first, second, expected) => {
    expect(constantTimeCompare(first, second)).toBe(expected);
  });

  it("have each character as often as the others [ADV-155]", () => {
    const counts = new Map<string, number>();
    for (const char of getRandomString(62_000)) counts.set(char, (counts.get(char) ?? 0) + 1);

    // A thousand of each are expected; seven standard deviations away is no accident.
    expect(counts.size).toBe(62);
    expect(Math.min(...counts.values())).toBeGreaterThan(780);
    expect(Math.max(...counts.values())).toBeLessThan(1_220);
  });

  it("stay out of what is printed of settings and requests [ADV-159]", () => {
    configure({ secretKey: "unspeakable".repeat(5) });
    const request = new HttpRequest({
      rawHeaders: ["Cookie", "sessionid=unspeakable", "Authorization", "Bearer unspeakable"],
    });

    expect(inspect(settings, { depth: 9, showHidden: true })).toBe("<Settings>");
    expect(JSON.stringify({ settings })).toBe('{"settings":"<Settings>"}');
    expect(inspect(request, { depth: 9, showHidden: true })).not.toContain("unspeakable");
  });
});
