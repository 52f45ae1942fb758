/**
 * Iterates over all rows of a table in a process of its own, and prints how many there were and how much
 * memory the process held at most: `iterate-rows.ts SETTINGS transaction|plain`, settings as JSON.
 */
import { configure, type DatabaseSettings } from "nuages/conf";
import { atomic, connections, registerModels } from "nuages/db";

import { Measurement } from "./measurement.ts";

const [settings = "{}", mode] = process.argv.slice(2);
configure({ databases: { default: JSON.parse(settings) as DatabaseSettings } });
registerModels(Measurement);

let rows = 0;
let sum = 0;
let resident = 0;

async function iterate(): Promise<void> {
  for await (const { value } of Measurement.objects.iterator()) {
    rows += 1;
    sum += value;
    if (rows % 1_000 === 0) resident = Math.max(resident, process.memoryUsage.rss());
  }
}

await (mode === "transaction" ? atomic(iterate) : iterate());
await connections.closeAll();
process.stdout.write(JSON.stringify({ rows, sum, mebibytes: Math.round(resident / 2 ** 20) }));
