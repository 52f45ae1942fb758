import path from "node:path";

import { connections } from "nuages/db";

import { type Report, Score } from "../../report.ts";
import type { Api } from "../api.ts";
import type { Json } from "../grammar.ts";
import { readLines } from "../read-cases.ts";
import { type AutodetectorCase, judgeAutodetector } from "./autodetector.ts";
import { type DdlCase, judgeDdl } from "./ddl.ts";
import { DDL_ALIAS, prepareDdlDatabase } from "./ddl-database.ts";
import type { Judgement } from "./judgement.ts";
import { judgeOptimizer, type OptimizerCase } from "./optimizer.ts";
import { StateReader } from "./state-reader.ts";

/** A line of `migrations.jsonl`. */
interface MigrationCase extends Json {
  readonly id: string;
  readonly kind: string;
}

type Judge = (form: MigrationCase, reader: StateReader) => Promise<Judgement> | Judgement;

/** By the kind of case. */
const JUDGES: Readonly<Record<string, Judge>> = {
  autodetector: (form, reader) => judgeAutodetector(form as unknown as AutodetectorCase, reader),
  optimizer: (form, reader) => judgeOptimizer(form as unknown as OptimizerCase, reader),
  ddl: (form, reader) => judgeDdl(form as unknown as DdlCase, DDL_ALIAS, reader),
};

/** There are no answers of MariaDB about tables. */
function isAnswered(kind: string): boolean {
  return kind !== "ddl" || connections.get().dialect.vendor !== "mysql";
}

export interface RunMigrationsOptions {
  readonly directory: string;
  readonly prefix: string;
  readonly id: string | undefined;
  readonly api: Api;
  readonly report: Report;
  readonly resources: AsyncDisposableStack;
}

/** Runs the cases of `migrations.jsonl` and counts them in the report. */
export async function runMigrations(options: RunMigrationsOptions): Promise<void> {
  const { directory, prefix, id, api, report, resources } = options;
  const reader = new StateReader(api);
  const cases = await readLines(
    path.join(directory, "migrations.jsonl"),
    (line) => JSON.parse(line) as MigrationCase,
  );
  const wanted = cases.filter(
    (form) =>
      `migrations_${form.kind}`.startsWith(prefix) &&
      (id ?? form.id) === form.id &&
      isAnswered(form.kind),
  );
  if (wanted.some(({ kind }) => kind === "ddl")) await prepareDdlDatabase(resources);
  for (const form of wanted) {
    const score = (report[`migrations_${form.kind}`] ??= new Score());
    const judge = JUDGES[form.kind];
    if (judge === undefined) {
      score.noAdapter += 1;
      continue;
    }
    const { wrong, ...ours } = await judge(form, reader);
    if (wrong.length === 0) score.passed += 1;
    else
      score.fail({ id: form.id, expect: {}, wrong: wrong.join("; "), title: form["title"] }, ours);
  }
}
