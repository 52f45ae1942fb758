/**
 * What a span costs: a plain call, the call in a span that nobody watches, and in one with a
 * listener. Variants take turns in one run; each figure is the best of its rounds.
 */
import { defineSpan, subscribe } from "nuages/instrumentation";

const ROUNDS = 15;
const CALLS = 200_000;

interface Payload {
  readonly sql: string;
}

const idle = defineSpan<Payload>("bench.idle");
const watched = defineSpan<Payload>("bench.watched");
let seen = 0;
const stop = subscribe(watched, {
  end: () => {
    seen += 1;
  },
});

let sink = 0;

/** About a microsecond of work, less than the cheapest query. */
function work(): number {
  let hash = sink & 0xff;
  for (let index = 0; index < 400; index += 1) hash = (hash * 31 + index) | 0;
  return hash;
}

async function workLater(): Promise<number> {
  return work();
}

type Variant = () => Promise<void> | void;

const SYNC: Readonly<Record<string, Variant>> = {
  "plain call": () => {
    for (let call = 0; call < CALLS; call += 1) sink ^= work();
  },
  "runSync, nobody listens": () => {
    for (let call = 0; call < CALLS; call += 1) sink ^= idle.runSync({ sql: "SELECT 1" }, work);
  },
  "runSync, one listener": () => {
    for (let call = 0; call < CALLS; call += 1) sink ^= watched.runSync({ sql: "SELECT 1" }, work);
  },
};

const ASYNC: Readonly<Record<string, Variant>> = {
  "plain await": async () => {
    for (let call = 0; call < CALLS; call += 1) sink ^= await workLater();
  },
  "run, nobody listens": async () => {
    for (let call = 0; call < CALLS; call += 1)
      sink ^= await idle.run({ sql: "SELECT 1" }, workLater);
  },
  "run, one listener": async () => {
    for (let call = 0; call < CALLS; call += 1)
      sink ^= await watched.run({ sql: "SELECT 1" }, workLater);
  },
};

async function compare(variants: Readonly<Record<string, Variant>>): Promise<void> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, variant] of Object.entries(variants)) {
      const start = performance.now();
      await variant();
      best.set(name, Math.min(best.get(name) ?? Infinity, performance.now() - start));
    }
  }
  const [base = 1] = best.values();
  for (const [name, time] of best) {
    const nanoseconds = ((time / CALLS) * 1e6).toFixed(0).padStart(6);
    console.log(`${name.padEnd(26)} ${nanoseconds} ns  ${(time / base).toFixed(3)} ×`);
  }
}

await compare(SYNC);
await compare(ASYNC);
stop();
console.log(`(${seen} spans seen, ${sink})`);
