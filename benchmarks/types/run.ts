/**
 * What the types of models and querysets cost the compiler: generated models with twelve fields each and
 * chains of four calls, in two sizes.
 *
 * `npm run bench types -- [--json FILE]`
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { compile, type Diagnostics } from "./compile.ts";
import { FIELDS, generateProject, type ProjectSize } from "./generate.ts";

const ROOT = path.join(import.meta.dirname, "..", "..");
const CHAINS_PER_MODEL = 12;
const SIZES = [60, 120] as const;
/** Instantiations that a chain may cost, its share of the models included. */
const BUDGET = 450;
/** How much more a chain may cost in the project of twice the size. */
const GROWTH = 1.15;

/** The cost of one size: of the models, and of each chain. */
interface Cost {
  readonly models: number;
  readonly chains: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** Instantiations by models and chains together, for each chain. */
  readonly perChain: number;
  /** The part of it that the chain itself causes. */
  readonly ownPerChain: number;
  readonly perModel: number;
}

async function check(folder: string, size: ProjectSize): Promise<Diagnostics> {
  const project = path.join(folder, `${size.models}-${size.chainsPerModel}`);
  await generateProject(project, ROOT, size);
  return await compile(project, ROOT);
}

async function measure(folder: string, models: number, base: Diagnostics): Promise<Cost> {
  const declared = await check(folder, { models, chainsPerModel: 0 });
  const full = await check(folder, { models, chainsPerModel: CHAINS_PER_MODEL });
  const chains = models * CHAINS_PER_MODEL;
  return {
    models,
    chains,
    seconds: full.seconds,
    megabytes: full.megabytes,
    perChain: (full.instantiations - base.instantiations) / chains,
    ownPerChain: (full.instantiations - declared.instantiations) / chains,
    perModel: (declared.instantiations - base.instantiations) / models,
  };
}

function print({
  models,
  chains,
  seconds,
  megabytes,
  perChain,
  ownPerChain,
  perModel,
}: Cost): void {
  console.log(
    `${models} models x ${FIELDS} fields, ${chains} chains: ${perChain.toFixed(0)} instantiations a chain ` +
      `(${ownPerChain.toFixed(0)} its own; ${perModel.toFixed(0)} a model), checked in ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`,
  );
}

const { values } = parseArgs({ options: { json: { type: "string" } } });
const folder = await mkdtemp(path.join(tmpdir(), "bench-types-"));
try {
  const base = await check(folder, { models: 0, chainsPerModel: 0 });
  console.log(
    `nuages/db alone: ${base.instantiations} instantiations, checked in ${base.seconds.toFixed(2)} s`,
  );
  const [small, large] = [
    await measure(folder, SIZES[0], base),
    await measure(folder, SIZES[1], base),
  ];
  for (const cost of [small, large]) print(cost);
  const growth = large.perChain / small.perChain;
  const linear = growth <= GROWTH;
  const within = large.perChain <= BUDGET;
  console.log(
    `a chain costs ${growth.toFixed(2)} x in twice the project: ${linear ? "linear" : "NOT linear"}`,
  );
  console.log(`budget ${BUDGET} a chain: ${within ? "kept" : "MISSED"}`);
  if (values.json !== undefined)
    await writeFile(
      values.json,
      `${JSON.stringify({ base, small, large, growth, linear, within }, null, 1)}\n`,
    );
  process.exitCode = linear && within ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
