/** `npm run bench NAME [-- OPTION …]`: runs `benchmarks/NAME.ts` or `benchmarks/NAME/run.ts`. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

function fileOf(name: string): string | undefined {
  return [`${name}.ts`, path.join(name, "run.ts")]
    .map((file) => path.join(import.meta.dirname, file))
    .find((file) => existsSync(file));
}

function names(): string[] {
  return readdirSync(import.meta.dirname)
    .map((entry) => entry.replace(/\.ts$/, ""))
    .filter((name) => name !== "run" && fileOf(name) !== undefined)
    .toSorted();
}

const [name = ""] = process.argv.splice(2, 1);
const file = /^[\w-]+$/.test(name) ? fileOf(name) : undefined;
if (file === undefined) {
  console.error(`There is no benchmark "${name}". Known: ${names().join(", ")}.`);
  process.exitCode = 1;
} else await import(file);
