import { closeMatches } from "../errors/index.ts";
import { type ArgumentSpec, type ArgumentSpecs, flagsOf, isNeeded } from "./arguments.ts";

/** Values by key, as {@link parseArguments} reads them. */
export type ParsedOptions = Record<string, unknown>;

/** What is wrong with a command line; the caller knows the command's usage. */
export type Fail = (message: string) => Error;

/**
 * Reads a command line: `--name value`, `--name=value`, `-n value`, `-nvalue`, flags together (`-ab`), `--`
 * before what is given by place.
 *
 * @throws what `fail` makes, for an unknown flag, a missing value, one of the wrong kind
 */
export function parseArguments(
  argv: readonly string[],
  specs: ArgumentSpecs,
  fail: Fail,
): ParsedOptions {
  return withDefaults(readArguments(argv, specs, fail), specs, fail);
}

/** Reads what is on the command line, without defaults, and without asking for what is missing. */
export function readArguments(
  argv: readonly string[],
  specs: ArgumentSpecs,
  fail: Fail,
): ParsedOptions {
  const parsed: ParsedOptions = Object.create(null);
  const places: string[] = [];
  const byFlag = flagTable(specs);
  const rest = [...argv];
  for (let text = rest.shift(); text !== undefined; text = rest.shift()) {
    if (text === "--") {
      places.push(...rest.splice(0));
    } else if (looksLikeFlag(text, byFlag)) {
      takeFlag(text, { rest, byFlag, parsed, fail });
    } else {
      places.push(text);
    }
  }
  takePlaces(places, specs, { parsed, fail });
  return parsed;
}

/** `-6` is a flag where a command has one, else a number. */
function looksLikeFlag(text: string, byFlag: ReadonlyMap<string, Named>): boolean {
  if (!text.startsWith("-") || text === "-") return false;
  return !/^-\d/u.test(text) || byFlag.has(text.slice(0, 2));
}

/** A value from JavaScript for an argument, checked as one of the command line is. */
export function checkValue(
  name: string,
  spec: ArgumentSpec,
  { value, fail }: { readonly value: unknown; readonly fail: Fail },
): unknown {
  if (spec.type === "boolean" || value === null || value === undefined) return value;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const one of values) convert(name, spec, { text: String(one), fail });
  return spec.multiple === true ? values : value;
}

interface Named {
  readonly name: string;
  readonly spec: ArgumentSpec;
}

function flagTable(specs: ArgumentSpecs): Map<string, Named> {
  const table = new Map<string, Named>();
  for (const [name, spec] of Object.entries(specs)) {
    for (const flag of flagsOf(name, spec)) table.set(flag, { name, spec });
  }
  return table;
}

interface FlagContext {
  readonly rest: string[];
  readonly byFlag: ReadonlyMap<string, Named>;
  readonly parsed: ParsedOptions;
  readonly fail: Fail;
}

function takeFlag(text: string, context: FlagContext): void {
  const { byFlag, rest, fail } = context;
  const equals = text.startsWith("--") ? text.indexOf("=") : -1;
  const flag = equals < 0 ? text : text.slice(0, equals);
  const known = byFlag.get(flag);
  if (known === undefined) {
    takeShortFlags(text, context);
    return;
  }
  if (known.spec.type === "boolean") {
    if (equals >= 0) throw fail(`argument ${flag}: takes no value.`);
    context.parsed[known.name] = true;
    return;
  }
  const value = equals < 0 ? nextValue(known.spec, rest) : text.slice(equals + 1);
  if (value === undefined) throw fail(`argument ${flag}: expected one argument.`);
  const { bare } = known.spec;
  if (bare !== undefined && value !== bare.value && !bare.pattern.test(value)) {
    throw fail(`argument ${flag}: "${value}" is not possible.`);
  }
  store(known, value, context);
}

/** What stands behind a flag; of one that may be bare only what looks like its value. */
function nextValue({ bare }: ArgumentSpec, rest: string[]): string | undefined {
  if (bare === undefined) return rest.shift();
  return bare.pattern.test(rest[0] ?? "") ? rest.shift() : bare.value;
}

/** `-v2`, or several flags without values in one: `-nc`. */
function takeShortFlags(text: string, context: FlagContext): void {
  const { byFlag, rest, fail } = context;
  const first = text.startsWith("--") ? undefined : byFlag.get(text.slice(0, 2));
  if (first === undefined || text.length < 3) {
    const [near] = closeMatches(text, byFlag.keys(), 1);
    const suggestion = near === undefined ? "" : ` Did you mean ${near}?`;
    throw fail(`unrecognized arguments: ${text}.${suggestion}`);
  }
  if (first.spec.type !== "boolean") {
    store(first, text.slice(2), context);
    return;
  }
  context.parsed[first.name] = true;
  rest.unshift(`-${text.slice(2)}`);
}

function store({ name, spec }: Named, text: string, { parsed, fail }: FlagContext): void {
  const value = convert(name, spec, { text, fail });
  if (spec.multiple !== true) parsed[name] = value;
  else parsed[name] = [...((parsed[name] as unknown[] | undefined) ?? []), value];
}

function takePlaces(
  places: readonly string[],
  specs: ArgumentSpecs,
  { parsed, fail }: { parsed: ParsedOptions; fail: Fail },
): void {
  const rest = [...places];
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.positional !== true || rest.length === 0) continue;
    const taken = spec.multiple === true ? rest.splice(0) : rest.splice(0, 1);
    const values = taken.map((text) => convert(name, spec, { text, fail }));
    parsed[name] = spec.multiple === true ? values : values[0];
  }
  if (rest.length > 0) throw fail(`unrecognized arguments: ${rest.join(" ")}.`);
}

function convert(
  name: string,
  spec: ArgumentSpec,
  { text, fail }: { text: string; fail: Fail },
): string | number {
  const label = flagsOf(name, spec).join("/") || name;
  const isNumber = spec.type === "integer" || spec.type === "number";
  const pattern = spec.type === "integer" ? /^-?\d+$/u : /^-?(?:\d+\.?\d*|\.\d+)$/u;
  if (isNumber && !pattern.test(text)) {
    throw fail(`argument ${label}: "${text}" is no ${spec.type}.`);
  }
  const value = isNumber ? Number(text) : text;
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    const [near] = closeMatches(text, spec.choices.map(String), 1);
    const suggestion = near === undefined ? "" : ` Did you mean ${near}?`;
    throw fail(
      `argument ${label}: invalid choice: "${text}" (choose from ${spec.choices.join(", ")}).${suggestion}`,
    );
  }
  return value;
}

/** Fills in what was not given. */
export function withDefaults(
  parsed: ParsedOptions,
  specs: ArgumentSpecs,
  fail: Fail,
): ParsedOptions {
  const missing = Object.entries(specs).filter(
    ([name, spec]) => isNeeded(spec) && parsed[name] === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map(([name, spec]) => flagsOf(name, spec)[0] ?? name);
    throw fail(`the following arguments are required: ${names.join(", ")}.`);
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (parsed[name] !== undefined) continue;
    if (spec.default !== undefined) parsed[name] = spec.default;
    else if (spec.type === "boolean") parsed[name] = false;
    else if (spec.multiple === true) parsed[name] = [];
    else parsed[name] = undefined;
  }
  return parsed;
}
