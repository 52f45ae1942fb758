import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { execute } from "./execute.ts";

/**
 * What the command `nuages` does: inside a project it runs the project's `manage.ts`; elsewhere, or with
 * `--settings` or `NUAGES_SETTINGS_MODULE`, it runs the command by itself.
 */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const isNamed =
    Boolean(process.env["NUAGES_SETTINGS_MODULE"]) ||
    argv.some((text) => text === "--settings" || text.startsWith("--settings="));
  const manage = isNamed || argv[0] === "startproject" ? undefined : findManage(process.cwd());
  if (manage === undefined) await execute();
  else await import(/* @vite-ignore */ pathToFileURL(manage).href);
}

/** The nearest `manage.ts` (or `.js`) in this folder or one above it. */
function findManage(folder: string): string | undefined {
  for (const name of ["manage.ts", "manage.js"]) {
    const file = join(folder, name);
    if (existsSync(file)) return file;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findManage(parent);
}
