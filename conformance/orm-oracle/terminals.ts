import type { Build } from "./build.ts";
import { filterArgument } from "./conditions.ts";
import type { Json, Op, Pipeline, Result, Show, Terminal } from "./grammar.ts";
import { invoke } from "./missing-api.ts";
import { managerOf } from "./models.ts";
import { defaultShow, encode, encodeInstance, encodeNamed, isInstance } from "./rows.ts";

/** A pipeline that is being answered. */
interface Run {
  readonly build: Build;
  readonly target: unknown;
  readonly args: readonly unknown[];
  readonly show: Show;
  readonly model: string | undefined;
  /** Plain objects are rows of `values()`, not JSON. */
  readonly named: boolean;
}

type Answer = Omit<Result, "error">;
type Finish = (run: Run) => Promise<Answer>;

function call({ target }: Run, method: string, args: readonly unknown[] = []): unknown {
  return invoke(target, method, args, "QuerySet");
}

function withOptions(
  args: readonly unknown[],
  options: Record<string, unknown>,
): readonly unknown[] {
  return Object.keys(options).length === 0 ? args : [...args, options];
}

/** Python's keyword options: `batch_size` → `batchSize`; lists of names are names of ours. */
function options(form: unknown, { names }: Build): Record<string, unknown> {
  const spell = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(spell);
    return typeof value === "string" ? names.path(value) : value;
  };
  return Object.fromEntries(
    Object.entries((form ?? {}) as Json).map(([name, value]) => [
      names.segment(name),
      spell(value),
    ]),
  );
}

/** Values by attribute, as `create()`, `update()` and `defaults` take them. */
export function attributes(form: unknown, build: Build): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((form ?? {}) as Json).map(([name, value]) => [
      build.names.path(name),
      build.value(value),
    ]),
  );
}

function expressions(form: unknown, build: Build): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form as Json).map(([name, item]) => [
      build.names.path(name),
      build.expression(item),
    ]),
  );
}

async function encodeRow(row: unknown, { build, show, named }: Run): Promise<unknown> {
  if (isInstance(row, build)) return await encodeInstance(row, show, build);
  return named && isRecord(row) ? encodeNamed(row, build) : encode(row, build);
}

function isRecord(row: unknown): row is object {
  if (typeof row !== "object" || row === null) return false;
  const prototype: unknown = Object.getPrototypeOf(row);
  return prototype === Object.prototype || prototype === null;
}

async function encodeRows(rows: Iterable<unknown>, run: Run): Promise<Answer> {
  const encoded: unknown[] = [];
  for (const row of rows) encoded.push(await encodeRow(row, run));
  return { rows: encoded };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

async function list(run: Run): Promise<Answer> {
  const result: unknown = await run.target;
  // A queryset indexed by a position is one row.
  return await encodeRows(isIterable(result) ? result : [result], run);
}

async function iterate(run: Run): Promise<Answer> {
  const chunks = options(run.args[0], run.build);
  const rows: unknown[] = [];
  const iterator = call(run, "iterator", withOptions([], chunks)) as AsyncIterable<unknown>;
  for await (const row of iterator) rows.push(row);
  return await encodeRows(rows, run);
}

function plain(method: string): Finish {
  return async (run) => ({ value: encode(await call(run, method), run.build) });
}

function one(method: string, args: (run: Run) => readonly unknown[] = () => []): Finish {
  return async (run) => ({ value: await encodeRow(await call(run, method, args(run)), run) });
}

function fields({ args: [names = []], build }: Run): readonly unknown[] {
  return (names as readonly string[]).map((name) => build.names.path(name));
}

async function inBulk(run: Run): Promise<Answer> {
  const [keys, named] = run.args;
  const given = keys === null || keys === undefined ? [] : [run.build.value(keys)];
  const all = options(named, run.build);
  const found = await call(
    run,
    "inBulk",
    withOptions(Object.keys(all).length > 0 && given.length === 0 ? [undefined] : given, all),
  );
  const entries = found instanceof Map ? [...found] : Object.entries(found as object);
  const rows: unknown[] = [];
  for (const [key, row] of entries) rows.push([encode(key, run.build), await encodeRow(row, run)]);
  return { rows };
}

async function remove(run: Run): Promise<Answer> {
  return { value: encodeDeleted(await call(run, "delete")) };
}

/** `[total, { label: count }]`, without the labels of which nothing was deleted. */
export function encodeDeleted(deleted: unknown): unknown {
  const [total, byLabel] = deleted as readonly [number, object];
  const entries = byLabel instanceof Map ? [...byLabel] : Object.entries(byLabel);
  return [total, Object.fromEntries(entries.filter(([, count]) => count !== 0))];
}

async function encodePair(pair: unknown, run: Run): Promise<Answer> {
  const [row, created] = pair as readonly [unknown, boolean];
  return { value: [await encodeRow(row, run), created] };
}

function getOrCreate(method: "getOrCreate" | "updateOrCreate"): Finish {
  return async (run) => {
    const [lookups, defaults, createDefaults] = run.args;
    const named = {
      ...(defaults === undefined ? {} : { defaults: attributes(defaults, run.build) }),
      ...(createDefaults === undefined
        ? {}
        : { createDefaults: attributes(createDefaults, run.build) }),
    };
    return await encodePair(
      await call(run, method, withOptions([attributes(lookups, run.build)], named)),
      run,
    );
  };
}

async function bulkCreate(run: Run): Promise<Answer> {
  const { build, args, model = "" } = run;
  const [forms, named] = args;
  const Model = build.models.get(model);
  const objects = (forms as readonly Json[]).map((form) => new Model(attributes(form, build)));
  const made = (await call(
    run,
    "bulkCreate",
    withOptions([objects], options(named, build)),
  )) as readonly unknown[];
  const answer = { value: made.length };
  return run.show === NOTHING_SHOWN
    ? { ...answer, rows: null }
    : { ...answer, ...(await encodeRows(made, run)) };
}

async function bulkUpdate(run: Run): Promise<Answer> {
  const { build, args, model = "" } = run;
  const [changes, names, named] = args as readonly [
    readonly (readonly [unknown, Json])[],
    readonly string[],
    unknown,
  ];
  const objects: object[] = [];
  for (const [pk, values] of changes) {
    const rows = managerOf(build.models.get(model));
    const object = (await invoke(rows, "get", [{ pk: build.value(pk) }], "Manager")) as object;
    objects.push(Object.assign(object, attributes(values, build)));
  }
  const paths = names.map((name) => build.names.path(name));
  return {
    value: encode(
      await call(run, "bulkUpdate", withOptions([objects, paths], options(named, build))),
      build,
    ),
  };
}

/** Marks a `bulk_create` without `show`, which shows no rows. */
const NOTHING_SHOWN: Show = [];

const TERMINALS: Readonly<Record<string, Finish>> = {
  list,
  iterator: iterate,
  count: plain("count"),
  exists: plain("exists"),
  len: async (run) => ({ value: ((await run.target) as readonly unknown[]).length }),
  bool: async (run) => ({ value: ((await run.target) as readonly unknown[]).length > 0 }),
  contains: async (run) => ({ value: await call(run, "contains", [run.build.value(run.args[0])]) }),
  first: one("first"),
  last: one("last"),
  earliest: one("earliest", fields),
  latest: one("latest", fields),
  get: one("get", ({ args, build }) => (args.length === 0 ? [] : [filterArgument(args[0], build)])),
  aggregate: async (run) => {
    const result = await call(run, "aggregate", [expressions(run.args[0], run.build)]);
    return { value: encodeNamed(result as object, run.build) };
  },
  in_bulk: inBulk,
  update: async (run) => ({
    value: encode(await call(run, "update", [attributes(run.args[0], run.build)]), run.build),
  }),
  delete: remove,
  create: one("create", ({ args, build }) => [attributes(args[0], build)]),
  get_or_create: getOrCreate("getOrCreate"),
  update_or_create: getOrCreate("updateOrCreate"),
  bulk_create: bulkCreate,
  bulk_update: bulkUpdate,
  sql_only: async (run) => {
    await call(run, "sql");
    return { value: null };
  },
};

/** Names of the annotations that the rows carry. */
function annotationsOf(ops: readonly Op[]): string[] {
  return ops.flatMap(([name, form]) => (name === "annotate" ? Object.keys(form as Json) : []));
}

function shown(pipeline: Pipeline, [terminal]: Terminal): Show {
  if (pipeline.show !== undefined) return pipeline.show;
  return terminal === "bulk_create"
    ? NOTHING_SHOWN
    : defaultShow(annotationsOf(pipeline.ops ?? []));
}

/** Runs a pipeline (its queryset and terminal) and gives the answer in the oracle's form. */
export async function runPipeline(pipeline: Pipeline, build: Build): Promise<Answer> {
  const { terminal, model } = pipeline;
  const [name, ...args] = terminal;
  const finish = TERMINALS[name];
  if (finish === undefined) throw new TypeError(`unknown terminal ${name}`);
  const target = build.querySet(pipeline);
  const named = (pipeline.ops ?? []).some(([op]) => op === "values");
  return await finish({ build, target, args, show: shown(pipeline, terminal), model, named });
}
