/**
 * `npm run bench templates`: Nuages against other template engines, interleaved in one run; each figure
 * is the best of its rounds. The outputs are compared first.
 */
import { Engine } from "nuages/template";

import { fragmentData, pageData, tableData } from "./data.ts";
import type { Contestant, Task } from "./engine.ts";
import { edge } from "./engines/edge.ts";
import { eta } from "./engines/eta.ts";
import { handlebars } from "./engines/handlebars.ts";
import { longTemplate, nuages } from "./engines/nuages.ts";
import { compileWithNunjucks, nunjucks } from "./engines/nunjucks.ts";
import { pug } from "./engines/pug.ts";

const ROUNDS = 9;
const MILLISECONDS = 120;

const contestants: readonly Contestant[] = [nuages, eta, pug, nunjucks, handlebars, edge];
const data: Readonly<Record<Task, object>> = {
  table: tableData,
  page: pageData,
  fragment: fragmentData,
};
const tasks: readonly Task[] = ["table", "page", "fragment"];

let sink = 0;

/** The text of an output, without what engines may spell differently. */
function essence(html: string): string {
  return html
    .replaceAll(/<a class="active" href="([^"]*)">/g, '<a href="$1" class="active">')
    .replaceAll("<!DOCTYPE", "<!doctype")
    .replaceAll(/&#0?39;|&#x27;|&apos;/g, "'")
    .replaceAll(/&quot;|&#34;/g, '"')
    .replaceAll(/\s+/g, " ")
    .replaceAll(/> | </g, (edge) => edge.trim())
    .trim();
}

async function verify(): Promise<void> {
  for (const task of tasks) {
    const expected = essence(await nuages.render(task, data[task]));
    for (const contestant of contestants) {
      const found = essence(await contestant.render(task, data[task]));
      if (found === expected) continue;
      console.warn(
        `${contestant.name} renders another ${task}:\n  ${found.slice(0, 300)}\n  ${expected.slice(0, 300)}`,
      );
      process.exitCode = 1;
    }
  }
}

/** Calls a second. */
async function speed(work: () => unknown): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < MILLISECONDS) {
    for (let index = 0; index < 8; index += 1) {
      const result = work();
      const output = result instanceof Promise ? String(await result) : result;
      sink ^= typeof output === "string" ? output.length : 1;
      calls += 1;
    }
    elapsed = performance.now() - start;
  }
  return (calls / elapsed) * 1_000;
}

async function compare(
  title: string,
  variants: readonly (readonly [name: string, work: () => unknown])[],
): Promise<void> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of variants) {
      best.set(name, Math.max(best.get(name) ?? 0, await speed(work)));
    }
  }
  const [own = 1] = best.values();
  console.log(`\n${title}`);
  for (const [name, value] of best) {
    const figure = value.toFixed(0).padStart(9);
    console.log(
      `  ${name.padEnd(12)} ${figure} a second   Nuages is ${(own / value).toFixed(2)} ×`,
    );
  }
}

await verify();
for (const task of tasks) {
  await compare(
    task,
    contestants.map((contestant) => [contestant.name, () => contestant.render(task, data[task])]),
  );
}
const engine = new Engine({ debug: false });
await compare(`compiling ${longTemplate.length} characters`, [
  ["Nuages", () => engine.fromString(longTemplate).compiled],
  ["Nunjucks", () => compileWithNunjucks(longTemplate)],
]);
console.log(`(${sink & 1})`);
