import { readdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { packageProblems } from "./lib/check-packages.ts";
import { writeSnippets } from "./lib/doc-snippets.ts";
import { layerViolations } from "./lib/layers.ts";
import { root } from "./lib/packages.ts";
import { runTool } from "./lib/run-tool.ts";

/** Runs one check; returns what is wrong, or nothing. */
type Step = (options: { fix: boolean }) => Promise<string>;

async function tool(command: string, ...parameters: string[]): Promise<string> {
  const { code, output } = await runTool(command, parameters);
  return code === 0 ? "" : output;
}

async function exampleProjects(): Promise<string[]> {
  const entries = await readdir(path.join(root, "examples"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(root, "examples", entry.name));
}

/** How many compilers run at once. */
const COMPILERS = 2;

/** Type-checks each project on its own: a site registers its URLs, and two sites do not mix. */
async function types(): Promise<string> {
  const open = [root, ...(await exampleProjects()), ...(await writeSnippets())];
  const results: string[] = [];
  const compile = async (): Promise<void> => {
    for (let project = open.shift(); project !== undefined; project = open.shift())
      results.push(await tool("tsc", "-p", project));
  };
  await Promise.all(Array.from({ length: COMPILERS }, compile));
  return results.join("");
}

const STEPS: Readonly<Record<string, Step>> = {
  format: ({ fix }) => tool("oxfmt", ...(fix ? [] : ["--check"])),
  lint: ({ fix }) => tool("oxlint", ...(fix ? ["--fix"] : [])),
  layers: async () => (await layerViolations(path.join(root, "packages/nuages/src"))).join("\n"),
  types,
  unused: () => tool("knip"),
  packages: async () => (await packageProblems()).join("\n"),
};

function readArguments(): { values: { fix: boolean }; positionals: string[] } {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { fix: { type: "boolean", default: false } },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\nUsage: npm run check [NAME …] [-- --fix]`);
    return process.exit(2);
  }
}

const { values, positionals } = readArguments();
const chosen = positionals.length > 0 ? positionals : Object.keys(STEPS);
let failed = 0;
for (const name of chosen) {
  const step = STEPS[name];
  if (step === undefined) {
    console.error(`There is no check "${name}". Checks: ${Object.keys(STEPS).join(", ")}.`);
    process.exit(2);
  }
  const start = performance.now();
  const problems = await step(values);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(`${problems === "" ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (problems !== "") {
    failed += 1;
    console.log(problems);
  }
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
