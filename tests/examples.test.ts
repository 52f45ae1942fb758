import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const examples = join(import.meta.dirname, "../examples");

function run(example: string, ...argv: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", "test", ...argv],
    {
      cwd: join(examples, example),
      encoding: "utf8",
      env: {
        ...process.env,
        NO_COLOR: "1",
        FORCE_COLOR: "",
        NODE_NO_WARNINGS: "1",
        DATABASE_URL: "sqlite://:memory:",
      },
    },
  );
  return { status, output: stdout + stderr };
}

describe("the tests of the library", { timeout: 180_000 }, () => {
  it("pass with `nuages test`, in any order [TEST-25]", () => {
    const { status, output } = run("locallibrary", "--shuffle", "7");

    expect(output).toMatch(/\nRan \d\d tests in [\d.]+s\n\nOK\n/u);
    expect(status).toBe(0);
  });

  it("pass with Node's own runner, a process a file [TEST-25]", () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        "--conditions=@nuages/source",
        "--test",
        "--test-reporter=tap",
        "catalog/tests/models.test.ts",
      ],
      {
        cwd: join(examples, "locallibrary"),
        encoding: "utf8",
        env: { ...process.env, NODE_NO_WARNINGS: "1" },
      },
    );

    expect(stdout).toContain("# fail 0");
    expect(status).toBe(0);
  });
});
