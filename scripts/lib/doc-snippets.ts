import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { root } from "./packages.ts";

const BLOCK = /^```ts(?: title="([^"]+)")?\n(.*?)^```$/gms;

interface Snippet {
  /** File that the block is written to, below the page's folder. */
  readonly file: string;
  readonly code: string;
}

/**
 * The ```` ```ts ```` blocks of a page. A block with `title="catalog/models.ts"` becomes that file, so
 * that later blocks can import it; blocks of one title are one file; the others are a file each.
 */
export function readSnippets(markdown: string): Snippet[] {
  const titled = new Map<string, string>();
  const others: Snippet[] = [];
  for (const [, title, code = ""] of markdown.matchAll(BLOCK)) {
    if (title === undefined) others.push({ file: `example-${others.length + 1}.ts`, code });
    else titled.set(title, `${titled.get(title) ?? ""}${code}`);
  }
  return [...[...titled].map(([file, code]) => ({ file, code })), ...others];
}

/** A project of its own for each page: a page may declare its own site. */
const CONFIG = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: { noUnusedLocals: false },
  include: ["."],
};

/** Pages whose code is checked: the documentation without the design notes, and the READMEs. */
async function checkedPages(): Promise<string[]> {
  const docs = (await readdir(path.join(root, "docs"), { recursive: true })).filter(
    (file) => file.endsWith(".md") && !file.startsWith("design") && !file.includes("node_modules"),
  );
  const packages = await readdir(path.join(root, "packages"));
  return [
    "README.md",
    ...packages.map((name) => path.join("packages", name, "README.md")),
    ...docs.map((file) => path.join("docs", file)),
  ];
}

/**
 * Writes the code blocks of every page into `docs/.snippets/<page>/`, a project each, and returns
 * those folders.
 */
export async function writeSnippets(): Promise<string[]> {
  const target = path.join(root, "docs", ".snippets");
  await rm(target, { recursive: true, force: true });
  const folders: string[] = [];
  for (const page of await checkedPages()) {
    const snippets = readSnippets(await readFile(path.join(root, page), "utf8"));
    if (snippets.length === 0) continue;
    const folder = path.join(target, page.slice(0, -".md".length).replaceAll(path.sep, "-"));
    for (const { file, code } of snippets) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), code);
    }
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
    folders.push(folder);
  }
  return folders;
}
