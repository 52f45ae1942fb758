import type { Api } from "./api.ts";
import type { QuerySetForm } from "./grammar.ts";
import type { Models } from "./models.ts";
import type { Names } from "./names.ts";

/** Turns the parts of a pipeline into calls of our API. The parts contain each other, so they meet here. */
export interface Build {
  readonly api: Api;
  readonly names: Names;
  readonly models: Models;
  value(form: unknown): unknown;
  condition(form: unknown): unknown;
  expression(form: unknown): unknown;
  ordering(form: unknown): unknown;
  querySet(form: QuerySetForm): unknown;
  /** A field that says what an expression gives. */
  outputField(form: unknown): unknown;
}
