/** `npm run bench NAME [-- OPTION …]`: runs `benchmarks/NAME/run.ts`. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

function fileOf(name: string): string | undefined {
  const file = path.join(import.meta.dirname, name, "run.ts");
  return existsSync(file) ? file : undefined;
}

function names(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => fileOf(name) !== undefined)
    .toSorted();
}

const [name = ""] = process.argv.splice(2, 1);
const file = /^[\w-]+$/.test(name) ? fileOf(name) : undefined;
if (file === undefined) {
  console.error(`There is no benchmark "${name}". Known: ${names().join(", ")}.`);
  process.exitCode = 1;
} else await import(file);
