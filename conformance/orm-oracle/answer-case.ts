import { ValidationError } from "nuages/validation";

import type { Api } from "./api.ts";
import { Builder } from "./builder.ts";
import { Failure } from "./failure.ts";
import { needsGenericRelations } from "./generic-relations.ts";
import type { Case, Changes, Json, Step } from "./grammar.ts";
import { MissingApi } from "./missing-api.ts";
import type { Models } from "./models.ts";
import type { Names } from "./names.ts";
import { QueryCounter } from "./query-counter.ts";
import type { Answer } from "./same-answer.ts";
import { Script, ScriptError } from "./script.ts";
import { differences, type Snapshot, type TableForm, takeSnapshot } from "./snapshot.ts";
import { runPipeline } from "./terminals.ts";
import { codesByField } from "./validation.ts";

/** What all cases share. */
export interface World {
  readonly api: Api;
  readonly names: Names;
  readonly models: Models;
  readonly tables: readonly TableForm[];
  readonly before: Snapshot;
  /** Sets the counters of keys back. */
  beforeChange(): Promise<void>;
  /** Brings the rows back after a case that committed. */
  restore(): Promise<void>;
}

/** Everything about our answer that is compared with the oracle's. */
export interface Outcome {
  readonly answer: Answer;
  readonly queries: number;
  readonly statements: readonly string[];
  readonly after?: Changes;
  readonly log: readonly string[];
}

type Ran = Pick<Outcome, "answer" | "queries" | "after">;

class Rollback extends Error {
  override readonly name = "Rollback";
}

async function answer({ names }: World, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingApi) throw error;
    if (error instanceof ValidationError)
      return { error: new Failure(error), errors: codesByField(error, "", names) };
    if (!(error instanceof ScriptError)) return { error: new Failure(error) };
    if (error.cause instanceof MissingApi) throw error.cause;
    return { error: new Failure(error.cause), steps: error.steps };
  }
}

interface Attempt {
  readonly form: Case;
  readonly world: World;
  readonly counter: QueryCounter;
  readonly script: Script;
  readonly builder: Builder;
}

async function run({ form, builder, script }: Attempt): Promise<Answer> {
  const [name, argument] = form.terminal;
  if (name === "script") return { steps: await script.run(argument as readonly Step[]) };
  await builder.fetch([form.from, form.ops, form.terminal]);
  return await runPipeline(form, builder);
}

/** Inside a transaction that is undone; an inner one lets a database error leave the outer one usable. */
async function runAndUndo(attempt: Attempt): Promise<Ran> {
  const { world, counter } = attempt;
  const { api, tables, before } = world;
  let result: Ran | undefined;
  try {
    await api.call("atomic", async () => {
      const given = await answer(world, async () => {
        let inner: Answer = {};
        await api.call("atomic", async () => {
          inner = await run(attempt);
        });
        return inner;
      });
      const queries = counter.count;
      const after = differences(before, await takeSnapshot(tables, world));
      result = { answer: given, after, queries };
      throw new Rollback("the rows of the case");
    });
  } catch (error) {
    if (!(error instanceof Rollback) || result === undefined) throw error;
  }
  return result as Ran;
}

async function runAndCommit(attempt: Attempt): Promise<Ran> {
  const { world, counter } = attempt;
  try {
    const given = await answer(world, async () => await run(attempt));
    const queries = counter.count;
    const after = differences(world.before, await takeSnapshot(world.tables, world));
    return { answer: given, after, queries };
  } finally {
    await world.restore();
  }
}

/** @throws MissingApi when the case reaches rows or relations that our models lack */
function refuseMissing(form: Case, { api, models }: World): void {
  if (!api.has("GenericRelation") && needsGenericRelations(form))
    throw new MissingApi("GenericRelation");
  const statements = (form.sql["sqlite"] ?? form.sql["postgres"] ?? []).join("\n");
  for (const { table, why } of models.lostTables())
    if (statements.includes(`"${table}"`)) throw new MissingApi(why);
}

/** Runs a case with our API. @throws MissingApi when it needs something that our API does not have */
export async function answerCase(form: Case, world: World): Promise<Outcome> {
  refuseMissing(form, world);
  if (form.after !== undefined || form.commits === true) await world.beforeChange();
  using counter = new QueryCounter(world.api);
  const builder = new Builder(world.api, world.names, world.models);
  const script = new Script(builder, counter);
  const attempt: Attempt = { form, world, counter, script, builder };
  const { log } = script;

  const finished = (result: Ran): Outcome => ({
    ...result,
    statements: counter.statements.slice(0, result.queries),
    log,
  });
  if (form.commits === true) return finished(await runAndCommit(attempt));
  if (form.after !== undefined) return finished(await runAndUndo(attempt));
  const given = await answer(world, async () => await run(attempt));
  return finished({ answer: given, queries: counter.count });
}

/** The parts of a case that say what is asked, for the printout. */
export function inputOf(form: Case): Json {
  const { model, manager, from, attr, ops, terminal, show } = form;
  const all = Object.entries({ model, manager, from, attr, ops, terminal, show });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
