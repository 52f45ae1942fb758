import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { defineApp } from "../../apps/index.ts";
import { callCommand } from "../index.ts";
import { candidates } from "./candidates.ts";
import { SHELLS } from "./scripts.ts";

const shelf = defineApp({
  label: "shelf",
  root: join(import.meta.dirname, "../fixtures/site/shelf"),
});

describe("candidates()", () => {
  it.each([
    [["mig"], ["migrate"]],
    [["gre"], ["greet"]],
    [["greet", "--mo"], ["--mood"]],
    [
      ["greet", "--mood", ""],
      ["glad", "sad"],
    ],
    [["check", "-v", "2"], ["2"]],
    [["check", "sh"], ["shelf"]],
    [["help", "startp"], ["startproject"]],
    [["dumpdata", "--trace"], ["--traceback"]],
    [["nothing", ""], []],
    [["loaddata", ""], []],
  ])("of %j are %j [CLI-11]", async (words, found) => {
    expect(await candidates(words, [shelf])).toEqual(found);
  });
});

describe("completion", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "completion-"));
    const bin = join(import.meta.dirname, "../../../bin/nuages.js");
    const file = join(folder, "nuages");
    writeFileSync(
      file,
      `#!/bin/sh\nexec "${process.execPath}" --conditions=@nuages/source "${bin}" "$@"\n`,
    );
    chmodSync(file, 0o755);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("completes words in a real bash [CLI-11]", () => {
    const script = [
      'eval "$(nuages completion bash)"',
      "COMP_WORDS=(nuages migrate --databas) COMP_CWORD=2",
      '_nuages; echo "${COMPREPLY[@]}"',
    ].join("\n");
    const { NODE_OPTIONS: _, ...env } = process.env;

    const { stdout } = spawnSync("bash", ["-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...env, PATH: `${folder}${delimiter}${env["PATH"] ?? ""}` },
    });

    expect(stdout).toBe("--database\n");
  });

  it.each(SHELLS)("has a script for %s [CLI-11]", async (shell) => {
    let text = "";
    await callCommand("completion", shell, { stdout: { write: (part) => void (text += part) } });

    expect(text).toContain("nuages completion --words -- ");
  });

  it("asks for the shell", async () => {
    await expect(callCommand("completion", "csh")).rejects.toThrow(
      "Name the shell: bash, fish, zsh.\n  For bash, put this line into ~/.bashrc",
    );
  });
});
