import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { rolldown } from "rolldown";

/** Folders without an index: their files are imported one by one, so they stay apart. */
const APART: ReadonlySet<string> = new Set(["utils", "contrib"]);

/** Files that are started by their path, so they stay files: they lie beside the `index.js` afterwards. */
const STARTED: ReadonlyMap<string, readonly string[]> = new Map([
  ["testing", ["runner/load-files.js"]],
]);

async function scripts(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".js")).map((file) => path.join(folder, file));
}

/** Where `\uXXXX` would not mean the character itself: after a backslash that escapes it, and in raw texts. */
const NOT_WRITTEN_OTHERWISE =
  /(?<!\\)(?:\\\\)*\\[^\u0000-\u007f]|String\.raw`[^`]*[^\u0000-\u007f]/;

/**
 * The same program in ASCII: one other character, in a message or a pattern, and the engine keeps two bytes
 * for every character of the file.
 */
function inAscii(code: string): string {
  const unfit = NOT_WRITTEN_OTHERWISE.exec(code);
  if (unfit !== null) throw new Error(`This cannot be written in ASCII: ${unfit[0]}`);
  return code.replaceAll(
    /[^\u0000-\u007f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

async function bundleFolder(folder: string): Promise<void> {
  const parts = await scripts(folder);
  const inputs = ["index.js", ...(STARTED.get(path.basename(folder)) ?? [])];
  const bundle = await rolldown({
    input: Object.fromEntries(
      inputs.map((file) => [path.basename(file, ".js"), path.join(folder, file)]),
    ),
    platform: "node",
    treeshake: false,
    external: (id) =>
      path.isAbsolute(id) ? !id.startsWith(folder + path.sep) : !id.startsWith("."),
    onLog(level, log, handle) {
      if (level === "warn" && log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
      handle(level, log);
    },
  });
  const { output } = await bundle.generate({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    comments: false,
    keepNames: true,
  });
  await bundle.close();
  for (const part of output) {
    if (part.type !== "chunk") throw new Error(`${part.fileName} is no module.`);
    await writeFile(path.join(folder, part.fileName), inAscii(part.code));
  }
  const written = new Set(output.map(({ fileName }) => path.join(folder, fileName)));
  await Promise.all(parts.filter((part) => !written.has(part)).map((part) => rm(part)));
}

/**
 * Joins the modules of each concept folder into its `index.js`: the other folders import nothing else,
 * and Node needs a fifth of a millisecond for every module it loads. What is imported when it is
 * needed stays a file of its own.
 */
export async function bundleFolders(built: string): Promise<void> {
  for (const entry of await readdir(built, { withFileTypes: true })) {
    const folder = path.join(built, entry.name);
    if (entry.isDirectory() && !APART.has(entry.name) && existsSync(path.join(folder, "index.js")))
      await bundleFolder(folder);
  }
}
