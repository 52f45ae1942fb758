import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { listFolder } from "./lib/list-folder.ts";
import { root } from "./lib/packages.ts";

const FEATURE = /^- \*\*([A-Z]+-\d+)\*\* \[([ABCN])\]/;
const ID = /[A-Z]+-\d+/g;
const STRING = /(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g;
/** `it("keeps the order [QS-19]")`, or a string that is nothing but an id: the group in a table of tests. */
const NAMED_IDS = /\[([A-Z]+-\d+(?:[ ,]+[A-Z]+-\d+)*)\]|^[A-Z]+-\d+$/g;
const PRIORITIES = ["A", "B", "C"] as const;

interface Feature {
  readonly id: string;
  readonly priority: string;
}

async function filesBelow(folder: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() && pattern.test(entry.name) && !entry.parentPath.includes("node_modules"),
    )
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function idsIn(text: string): string[] {
  const strings = [...text.matchAll(STRING)].map(([, , content = ""]) => content);
  const named = strings.flatMap((content) => content.match(NAMED_IDS) ?? []);
  return named.flatMap((names) => names.match(ID) ?? []);
}

async function testedIds(): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const folder of ["packages", "examples", "tests", "conformance", "scripts"])
    for (const file of await filesBelow(path.join(root, folder), /\.test\.ts$/))
      for (const id of idsIn(await readFile(file, "utf8"))) ids.add(id);
  return ids;
}

async function notApplicableIds(): Promise<Set<string>> {
  const text = await readFile(path.join(root, "docs/parity/not-applicable.md"), "utf8");
  return new Set([...text.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(([, id = ""]) => id));
}

async function readFeatures(file: string): Promise<Feature[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line) => {
    const match = FEATURE.exec(line);
    return match ? [{ id: match[1] ?? "", priority: match[2] ?? "" }] : [];
  });
}

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("Usage: npm run parity -- DIR, where DIR holds the checklist files (*.md).");
  process.exit(2);
}
const tested = await testedIds();
const notApplicable = await notApplicableIds();
const files = (await listFolder(directory, ".md")).filter((name) => name !== "README.md");
console.log(
  `${"file".padEnd(34)}${PRIORITIES.map((priority) => priority.padStart(10)).join("")}   n/a`,
);
const missing: string[] = [];
for (const name of files) {
  const features = await readFeatures(path.join(directory, name));
  if (features.length === 0) continue;
  const open = features.filter(({ id }) => !tested.has(id) && !notApplicable.has(id));
  const figures = PRIORITIES.map((priority) => {
    const all = features.filter((feature) => feature.priority === priority);
    const done = all.filter(({ id }) => tested.has(id));
    return `${done.length}/${all.length}`.padStart(10);
  });
  const excused = features.filter(({ id }) => notApplicable.has(id) && !tested.has(id)).length;
  console.log(`${name.padEnd(34)}${figures.join("")}${String(excused).padStart(6)}`);
  if (open.length > 0)
    missing.push(`${name}: ${open.map(({ id, priority }) => `${id} [${priority}]`).join(", ")}`);
}
console.log("\nWithout a test:");
for (const line of missing) console.log(`  ${line}`);
