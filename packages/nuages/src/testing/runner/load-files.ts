import { afterEach, beforeEach, describe } from "node:test";
import { pathToFileURL } from "node:url";

import { recorder } from "./recorder.ts";
import { type WorkerPlan, WORKER_VARIABLE } from "./worker-plan.ts";

// Loaded by `run()` of node:test, in a worker. Each file is a suite, so that its hooks are its own.
const plan = JSON.parse(process.env[WORKER_VARIABLE] ?? "{}") as WorkerPlan;
for (const [index, file] of plan.files.entries()) {
  describe(plan.labels[index] ?? file, async () => {
    beforeEach((test) => recorder.begin(fullName(test)));
    afterEach((test) => recorder.end(fullName(test)));
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  });
}

function fullName(test: { readonly name: string; readonly fullName?: string }): string {
  return test.fullName ?? test.name;
}
