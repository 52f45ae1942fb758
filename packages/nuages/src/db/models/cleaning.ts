import { NON_FIELD_ERRORS, ValidationError } from "../../validation/index.ts";
import { gettext } from "../../i18n/index.ts";
import { toCondition, type ConditionInput } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { Temporal } from "../../utils/temporal.ts";
import { existsState } from "../query/answers.ts";
import { filteredState } from "../query/filtering.ts";
import { wallClock } from "../time-zone.ts";
import { deferredAttributes } from "./deferred.ts";
import { instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { upperFirst } from "../names.ts";

/** Options of `fullClean()`. */
export interface CleanOptions {
  /** Field names that are not checked. */
  readonly exclude?: Iterable<string>;
  /** Default: true. */
  readonly validateUnique?: boolean;
  /** Default: true. */
  readonly validateConstraints?: boolean;
}

type ErrorsByField = Map<string, ValidationError[]>;

interface Cleanable {
  cleanFields(options: { exclude: Iterable<string> }): Promise<void>;
  clean(): Promise<void> | void;
  validateUnique(options: { exclude: Iterable<string> }): Promise<void>;
  validateConstraints(options: { exclude: Iterable<string> }): Promise<void>;
}

function collect(errors: ErrorsByField, error: unknown): void {
  if (!(error instanceof ValidationError)) throw error;
  for (const [name, list] of error.errorDict === undefined
    ? [[NON_FIELD_ERRORS, error.errorList] as const]
    : entriesOf(error)) {
    errors.set(name, [...(errors.get(name) ?? []), ...list]);
  }
}

function entriesOf(error: ValidationError): (readonly [string, readonly ValidationError[]])[] {
  const dict: unknown = error.errorDict;
  return dict instanceof Map
    ? [...(dict as Map<string, readonly ValidationError[]>)]
    : Object.entries(dict as Record<string, readonly ValidationError[]>);
}

function raise(errors: ErrorsByField): void {
  if (errors.size > 0) throw new ValidationError(Object.fromEntries(errors));
}

/** All checks of an instance; their errors come together. */
export async function fullClean(instance: object, options: CleanOptions): Promise<void> {
  const errors: ErrorsByField = new Map();
  const exclude = new Set(options.exclude);
  const model = instance as unknown as Cleanable;
  const steps: (() => Promise<void> | void)[] = [
    () => model.cleanFields({ exclude }),
    () => model.clean(),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      collect(errors, error);
    }
  }
  const later: (() => Promise<void>)[] = [];
  if (options.validateUnique !== false) later.push(() => model.validateUnique({ exclude }));
  if (options.validateConstraints !== false)
    later.push(() => model.validateConstraints({ exclude }));
  for (const step of later) {
    for (const name of errors.keys()) if (name !== NON_FIELD_ERRORS) exclude.add(name);
    try {
      await step();
    } catch (error) {
      collect(errors, error);
    }
  }
  raise(errors);
}

/** Checks each field, and puts the converted values in place. */
export async function cleanFields(instance: object, exclude: ReadonlySet<string>): Promise<void> {
  const meta = instanceMeta(instance);
  if (meta === undefined) return;
  const errors: ErrorsByField = new Map();
  const deferred = deferredAttributes(instance);
  for (const field of meta.fields) {
    if (
      exclude.has(field.name) ||
      field.generated ||
      field.column === undefined ||
      deferred.has(field.attname)
    )
      continue;
    const value = (instance as Instance)[field.attname];
    if (field.blank && field.isEmpty(value)) continue;
    if (value === undefined && field.hasDbDefault) continue;
    try {
      (instance as Instance)[field.attname] = await field.clean(value, instance);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      errors.set(field.name, [...error.errorList]);
    }
  }
  raise(errors);
}

interface UniqueCheck {
  readonly owner: ModelMeta;
  readonly names: readonly string[];
}

function uniqueChecks(
  meta: ModelMeta,
  exclude: ReadonlySet<string>,
  adding: boolean,
): UniqueCheck[] {
  const checks: UniqueCheck[] = [];
  for (const owner of [meta, ...meta.allParents()]) {
    for (const names of togetherOf(owner))
      if (names.every((name) => !exclude.has(name))) checks.push({ owner, names });
    const key = owner.pkFields.map(({ name }) => name);
    if (adding && key.length > 1 && key.every((name) => !exclude.has(name)))
      checks.push({ owner, names: key });
  }
  for (const field of meta.fields) {
    if (field.unique && !exclude.has(field.name) && field.column !== undefined)
      checks.push({ owner: field.model, names: [field.name] });
  }
  return checks;
}

/** `uniqueTogether` as a list of lists. */
export function togetherOf(meta: ModelMeta): readonly (readonly string[])[] {
  const given = meta.options.uniqueTogether ?? [];
  if (given.length === 0) return [];
  return typeof given[0] === "string"
    ? [given as readonly string[]]
    : (given as readonly (readonly string[])[]);
}

/** Checks that no other row has the same unique values. */
export async function validateUnique(
  instance: object,
  exclude: ReadonlySet<string>,
): Promise<void> {
  const meta = instanceMeta(instance);
  if (meta === undefined) return;
  const errors: ErrorsByField = new Map();
  for (const check of uniqueChecks(meta, exclude, stateOf(instance).adding)) {
    if (!(await isTaken(instance, meta, check))) continue;
    const [name = ""] = check.names;
    const key = check.names.length === 1 ? name : NON_FIELD_ERRORS;
    errors.set(key, [...(errors.get(key) ?? []), uniqueError(check.owner, check.names)]);
  }
  for (const [name, error] of await dateErrors(instance, meta, exclude))
    errors.set(name, [...(errors.get(name) ?? []), error]);
  raise(errors);
}

async function isTaken(
  instance: object,
  meta: ModelMeta,
  { owner, names }: UniqueCheck,
): Promise<boolean> {
  const condition: Record<string, unknown> = {};
  for (const name of names) {
    const field = owner.getField(name);
    const value = (instance as Instance)[field.attname];
    if (value === null || value === undefined) return false;
    if (field.primaryKey && !stateOf(instance).adding) return false;
    condition[name] = value;
  }
  return anyOther(instance, owner, meta, [condition]);
}

/** Is there another row for which the conditions hold? */
export async function anyOther(
  instance: object,
  owner: ModelMeta,
  meta: ModelMeta,
  conditions: readonly ConditionInput[],
): Promise<boolean> {
  let rows = filteredState(
    owner.defaultManager.stateFor(stateOf(instance).db),
    toCondition(conditions),
  );
  const key =
    owner === meta || owner.concrete === meta.concrete
      ? meta.keyOf(instance)
      : owner.keyOf(instance);
  const known = Array.isArray(key) ? key.every((part) => part !== null) : key !== null;
  if (!stateOf(instance).adding && known)
    rows = filteredState(rows, toCondition([{ pk: key }]), true);
  return existsState(rows);
}

/** The error of values that another row has already. */
export function uniqueError(meta: ModelMeta, names: readonly string[]): ValidationError {
  const fields = names.map((name) => meta.getField(name));
  const [first] = fields;
  const params = {
    model: meta.name,
    model_class: meta.cls,
    model_name: upperFirst(meta.verboseName),
    unique_check: names,
  };
  if (fields.length === 1 && first !== undefined) {
    return new ValidationError(first.errorMessage("unique"), {
      code: "unique",
      params: { ...params, field_label: upperFirst(first.verboseName) },
    });
  }
  const labels = fields.map((field) => upperFirst(field.verboseName));
  const text =
    labels.length > 1
      ? `${labels.slice(0, -1).join(", ")} ${gettext("and")} ${labels.at(-1) ?? ""}`
      : labels.join("");
  return new ValidationError(gettext("%(model_name)s with this %(field_labels)s already exists."), {
    code: "unique_together",
    params: { ...params, field_labels: text },
  });
}

const DATE_CHECKS = [
  ["uniqueForDate", "date"],
  ["uniqueForYear", "year"],
  ["uniqueForMonth", "month"],
] as const;

async function dateErrors(
  instance: object,
  meta: ModelMeta,
  exclude: ReadonlySet<string>,
): Promise<[string, ValidationError][]> {
  const errors: [string, ValidationError][] = [];
  for (const field of meta.fields) {
    for (const [option, lookup] of DATE_CHECKS) {
      const dateName = field.options[option];
      if (dateName === undefined || exclude.has(field.name) || exclude.has(dateName)) continue;
      const taken = await takenOnDate(instance, meta, { field, dateName, lookup });
      if (taken) errors.push([field.name, dateError(field, meta.getField(dateName), lookup)]);
    }
  }
  return errors;
}

async function takenOnDate(
  instance: object,
  meta: ModelMeta,
  {
    field,
    dateName,
    lookup,
  }: { field: Field; dateName: string; lookup: "date" | "year" | "month" },
): Promise<boolean> {
  const given = (instance as Instance)[meta.getField(dateName).attname];
  if (given === null || given === undefined) return false;
  const day = (
    given instanceof Date ? wallClock(given).toPlainDate() : given
  ) as Temporal.PlainDate;
  const condition: Record<string, unknown> = {
    [field.name]: (instance as Instance)[field.attname],
  };
  if (lookup === "date") {
    condition[`${dateName}__day`] = day.day;
    condition[`${dateName}__month`] = day.month;
    condition[`${dateName}__year`] = day.year;
  } else condition[`${dateName}__${lookup}`] = day[lookup];
  return anyOther(instance, field.model, meta, [condition]);
}

function dateError(field: Field, date: Field, lookup: string): ValidationError {
  return new ValidationError(field.errorMessage("unique_for_date"), {
    code: "unique_for_date",
    params: {
      field: field.name,
      field_label: upperFirst(field.verboseName),
      date_field: date.name,
      date_field_label: upperFirst(date.verboseName),
      lookup_type: lookup,
    },
  });
}

interface CheckableConstraint {
  validate(
    meta: ModelMeta,
    instance: object,
    options: { readonly exclude: ReadonlySet<string> },
  ): Promise<void>;
}

/** Checks the constraints of the model and of its parents. */
export async function validateConstraints(
  instance: object,
  exclude: ReadonlySet<string>,
): Promise<void> {
  const meta = instanceMeta(instance);
  if (meta === undefined) return;
  const errors: ErrorsByField = new Map();
  for (const owner of [meta, ...meta.allParents()]) {
    for (const constraint of (owner.options.constraints ??
      []) as unknown as readonly CheckableConstraint[]) {
      try {
        await constraint.validate(owner, instance, { exclude });
      } catch (error) {
        collectConstraint(errors, error, constraint);
      }
    }
  }
  raise(errors);
}

function collectConstraint(errors: ErrorsByField, error: unknown, constraint: unknown): void {
  const names = (constraint as { readonly fields?: readonly string[] }).fields ?? [];
  const single = error instanceof ValidationError && error.code === "unique" && names.length === 1;
  if (single && names[0] !== undefined)
    errors.set(names[0], [...(errors.get(names[0]) ?? []), ...error.errorList]);
  else collect(errors, error);
}
