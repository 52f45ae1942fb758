import { parseArgs } from "node:util";

import { type AutodetectorTimes, measureAutodetector } from "./autodetector.ts";
import { measureMigrate } from "./migrate.ts";

/** How many times the time of `JSON.stringify` the comparison may take. */
const MAX_RATIO = 20;
/** How many times the time of the same statements by hand `migrate` may take. */
const MAX_MIGRATE_RATIO = 3;
/** How many times as long five times as many models may take; 5 is linear. */
const MAX_GROWTH = 7.5;

const { values } = parseArgs({ options: { rounds: { type: "string", default: "25" } } });
const rounds = Number(values.rounds);

function print({ models, compare, stringify, ratio }: AutodetectorTimes): void {
  console.log(
    `autodetector, ${models} models × 12 fields, no changes: ${compare.toFixed(1)} ms; ` +
      `JSON.stringify of the state ${stringify.toFixed(1)} ms; ${ratio.toFixed(1)} ×`,
  );
}

const small = await measureAutodetector(100, rounds);
const large = await measureAutodetector(500, rounds);
print(small);
print(large);
const growth = large.compare / small.compare;
console.log(`from 100 to 500 models: ${growth.toFixed(1)} × the time`);
if (large.ratio > MAX_RATIO || growth > MAX_GROWTH) {
  console.error(`More than ${MAX_RATIO} × JSON.stringify, or growth over ${MAX_GROWTH} ×.`);
  process.exitCode = 1;
}

const { migrations, migrate, byHand, ratio } = await measureMigrate(200, 15);
console.log(
  `migrate of ${migrations} small migrations on SQLite: ${migrate.toFixed(0)} ms; ` +
    `the same statements by hand ${byHand.toFixed(0)} ms; ${ratio.toFixed(1)} ×`,
);
if (ratio > MAX_MIGRATE_RATIO) {
  console.error(`More than ${MAX_MIGRATE_RATIO} × the statements by hand.`);
  process.exitCode = 1;
}
