import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { configure } from "nuages/conf";

import { listFolder } from "../scripts/lib/list-folder.ts";
import type { Adapter, Outcome, Vector } from "./adapter.ts";
import { freezeClock, thawClock } from "./clock.ts";
import { outcomeOf, sameOutcome } from "./outcome.ts";
import { type Report, printReport, Score } from "./report.ts";
import { setVectorsFolder } from "./vectors-folder.ts";

const NOW = Date.parse("2024-05-15T14:30:45Z");

async function loadAdapters(): Promise<Map<string, Adapter>> {
  const folder = path.join(import.meta.dirname, "adapters");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const byArea = new Map<string, Adapter>();
  for (const file of files) {
    const module = (await import(path.join(folder, file))) as { adapter?: Adapter };
    for (const area of module.adapter?.areas ?? [])
      if (module.adapter) byArea.set(area, module.adapter);
  }
  return byArea;
}

async function readVectors(file: string): Promise<Vector[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Vector);
}

async function answer(adapter: Adapter, vector: Vector, area: string): Promise<Outcome> {
  freezeClock(typeof vector.now === "string" ? Date.parse(vector.now) : NOW);
  try {
    return await adapter.run(vector, area);
  } catch (error) {
    return outcomeOf(error);
  } finally {
    thawClock();
  }
}

interface Run {
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** Prefix of the areas to run. */
  readonly prefix: string;
  readonly report: Report;
}

async function runFile(file: string, { adapters, prefix, report }: Run): Promise<void> {
  const base = path.basename(file, ".jsonl");
  const parts = [base, `python.${base}`, `translated.${base}`];
  if (!parts.some((area) => area.startsWith(prefix))) return;
  const adapter = adapters.get(base);
  for (const vector of await readVectors(file)) {
    const isPython = vector.python_repr === true || vector.python_error === true;
    const part = isPython ? "python" : adapter?.part?.(vector, base);
    const area = part === undefined ? base : `${part}.${base}`;
    if (!area.startsWith(prefix)) continue;
    const score = (report[area] ??= new Score());
    if (adapter === undefined || adapter.takes?.(vector, base) === false) {
      score.noAdapter += 1;
      continue;
    }
    const outcome = await answer(adapter, vector, base);
    const same = adapter.matches?.(vector, outcome) ?? sameOutcome(vector.expect, outcome);
    if (same) score.passed += 1;
    else score.fail(vector, outcome);
  }
}

function fail(problem?: string): never {
  if (problem !== undefined) console.error(problem);
  console.error("Usage: npm run conformance -- DIR [--area NAME] [--json FILE] [--verbose]");
  process.exit(2);
}

function readArguments(): { directory: string; area: string; json?: string; verbose: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        area: { type: "string", default: "" },
        json: { type: "string" },
        verbose: { type: "boolean", default: false },
      },
    });
    const [directory, ...rest] = positionals;
    if (directory === undefined || rest.length > 0) return fail();
    return { directory, ...values };
  } catch (error) {
    if (error instanceof TypeError) return fail(error.message);
    throw error;
  }
}

const { directory, ...values } = readArguments();
const files = await listFolder(directory, ".jsonl");
setVectorsFolder(directory);
configure({
  secretKey: "conformance-secret-key-0123456789abcdefghijklmnopqrstuvwxyz",
  languageCode: "en-us",
  timeZone: "UTC",
  staticUrl: "/static/",
  mediaUrl: "/media/",
});
const report: Report = {};
const run: Run = { adapters: await loadAdapters(), prefix: values.area, report };
for (const file of files) await runFile(path.join(directory, file), run);
printReport(report, values.verbose);
if (Object.keys(report).length === 0)
  console.error(`No area in ${directory} begins with "${values.area}".`);
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ areas: report }, null, 1)}\n`);
