import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "nuages-compile-cache-"));
const file = path.join(import.meta.dirname, "compile-cache.ts");

afterAll(() => rmSync(folder, { recursive: true }));

/** What a process would hand on whose cache is (not) in use. */
function handedOn(cache: string | undefined): unknown {
  const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
  const code = `const { compileCacheEnvironment } = await import(process.argv[1]);
    console.log(JSON.stringify(compileCacheEnvironment()));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code, file], {
    encoding: "utf8",
    env: cache === undefined ? environment : { ...environment, NODE_COMPILE_CACHE: cache },
  });
  return JSON.parse(output);
}

describe("compileCacheEnvironment()", () => {
  it("names the folder that the process was given, so that its children find the same files", () => {
    expect(handedOn(folder)).toEqual({ NODE_COMPILE_CACHE: folder });
  });

  it("is empty where no cache is used", () => {
    expect(handedOn(undefined)).toEqual({});
  });
});
