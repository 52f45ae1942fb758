import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { type Report, Score } from "../../report.ts";

const AREA = "migrations_takeover";

/** Looks at a copy of the database that Django's own apps made, where there is one. */
export async function runTakeOver({
  directory,
  prefix,
  id,
  report,
}: {
  readonly directory: string;
  readonly prefix: string;
  readonly id: string | undefined;
  readonly report: Report;
}): Promise<void> {
  const original = path.join(directory, "site.sqlite3");
  if (!AREA.startsWith(prefix) || id !== undefined || !existsSync(original)) return;
  const folder = await mkdtemp(path.join(tmpdir(), "take-over-"));
  try {
    const copy = path.join(folder, "site.sqlite3");
    await copyFile(original, copy);
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...process.execArgv,
      path.join(import.meta.dirname, "take-over-site.ts"),
      copy,
      directory,
    ]);
    const score = (report[AREA] ??= new Score());
    for (const [title, wrong] of Object.entries(JSON.parse(stdout) as Record<string, string>)) {
      if (wrong === "") score.passed += 1;
      else score.fail({ id: title, expect: {}, wrong }, {});
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
