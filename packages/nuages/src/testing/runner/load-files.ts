import { after, afterEach, beforeEach, describe } from "node:test";
import { pathToFileURL } from "node:url";

import { connections } from "../../db/index.ts";
import { recorder } from "./recorder.ts";
import { endSoon } from "./run-end.ts";
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

// The run ends by itself when nothing is open any more: neither a database nor what a test left open.
after(async () => {
  await connections.closeAll();
  endSoon();
});

function fullName(test: { readonly name: string; readonly fullName?: string }): string {
  return test.fullName ?? test.name;
}
