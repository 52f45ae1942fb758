import { optimize, sameValue } from "nuages/migrations";

import type { Judgement } from "./judgement.ts";
import type { OperationForm } from "./operation-reader.ts";
import type { StateReader } from "./state-reader.ts";

/** The app whose operations the cases are. */
const APP = "lib";

/** A case of `migrations.jsonl` about shorter lists of operations. */
export interface OptimizerCase {
  readonly operations: readonly OperationForm[];
  readonly result: readonly OperationForm[];
}

export function judgeOptimizer(form: OptimizerCase, reader: StateReader): Judgement {
  const operations = optimize(reader.operations(form.operations), APP);
  const same = sameValue(operations, reader.operations(form.result));
  return {
    wrong: same ? [] : ["operations"],
    operations: operations.map((operation) => operation.deconstruct()),
  };
}
