import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import { DataError } from "../../errors.ts";
import {
  castDate,
  castTime,
  combineDuration,
  extractPart,
  momentDifference,
  timeDifference,
  truncateDate,
  truncateMoment,
  truncateTime,
} from "./date-functions.ts";
import { regexpMatches } from "./regexp.ts";

type SqlValue = null | number | bigint | string | Uint8Array;
type SqlFunction = (...args: SqlValue[]) => SqlValue;

/** Texts made by functions are not longer than this: a length can come from a visitor. */
const MAX_TEXT = 10_000_000;

/** A whole number as SQLite's integer: a plain JavaScript number would become a floating one. */
function whole(value: number | null | undefined): SqlValue {
  return value === null || value === undefined ? null : BigInt(value);
}

/** A function of numbers; NULL for NULL and where there is no number as answer. */
function numeric(work: (...values: number[]) => number): SqlFunction {
  return (...args) => {
    if (args.some((arg) => arg === null)) return null;
    const result = work(...args.map(Number));
    return Number.isFinite(result) ? result : null;
  };
}

function texts(work: (...values: string[]) => SqlValue): SqlFunction {
  return (...args) => (args.some((arg) => arg === null) ? null : work(...args.map(String)));
}

function limited(length: number): number {
  if (length > MAX_TEXT) throw new DataError(`A text of ${length} characters is too long.`);
  return Math.max(0, Math.trunc(length));
}

function pad(left: boolean): SqlFunction {
  return (text, length, fill) => {
    if (
      text === null ||
      length === null ||
      fill === null ||
      text === undefined ||
      fill === undefined
    )
      return null;
    const points = Array.from(String(text));
    const size = limited(Number(length));
    if (points.length >= size) return points.slice(0, size).join("");
    const filler = Array.from(String(fill));
    if (filler.length === 0) return left ? "" : points.join("");
    const missing = Array.from(
      { length: size - points.length },
      (_, index) => filler[index % filler.length],
    ).join("");
    return left ? missing + points.join("") : points.join("") + missing;
  };
}

function hash(algorithm: string): SqlFunction {
  return (value) => {
    if (value === null || value === undefined) return null;
    const data = value instanceof Uint8Array ? value : Buffer.from(String(value), "utf8");
    return createHash(algorithm).update(data).digest("hex");
  };
}

const MATH: Readonly<Record<string, SqlFunction>> = {
  ACOS: numeric(Math.acos),
  ASIN: numeric(Math.asin),
  ATAN: numeric(Math.atan),
  ATAN2: numeric((y, x) => Math.atan2(y, x)),
  COS: numeric(Math.cos),
  COT: numeric((x) => 1 / Math.tan(x)),
  DEGREES: numeric((x) => (x * 180) / Math.PI),
  EXP: numeric(Math.exp),
  LN: numeric(Math.log),
  LOG: numeric((base, x) => Math.log(x) / Math.log(base)),
  MOD: numeric((x, y) => x % y),
  PI: () => Math.PI,
  POWER: numeric((x, y) => x ** y),
  RADIANS: numeric((x) => (x * Math.PI) / 180),
  SIN: numeric(Math.sin),
  SQRT: numeric(Math.sqrt),
  TAN: numeric(Math.tan),
  CEILING: (value) =>
    value === null || value === undefined ? null : whole(Math.ceil(Number(value))),
  FLOOR: (value) =>
    value === null || value === undefined ? null : whole(Math.floor(Number(value))),
  SIGN: (value) => (value === null || value === undefined ? null : whole(Math.sign(Number(value)))),
  BITXOR: (a, b) =>
    a === null || b === null || a === undefined || b === undefined
      ? null
      : BigInt(a as bigint) ^ BigInt(b as bigint),
};

const TEXT: Readonly<Record<string, SqlFunction>> = {
  LPAD: pad(true),
  RPAD: pad(false),
  REPEAT: (text, count) =>
    text === null || count === null
      ? null
      : String(text).repeat(
          limited(String(text).length * Number(count)) === 0 ? 0 : Math.trunc(Number(count)),
        ),
  REVERSE: texts((text = "") => Array.from(text).reverse().join("")),
  MD5: hash("md5"),
  SHA1: hash("sha1"),
  SHA224: hash("sha224"),
  SHA256: hash("sha256"),
  SHA384: hash("sha384"),
  SHA512: hash("sha512"),
};

const DATES: Readonly<Record<string, SqlFunction>> = {
  nuages_date_extract: (part, value) => whole(extractPart(String(part), value, null)),
  nuages_time_extract: (part, value) => whole(extractPart(String(part), value, null)),
  nuages_datetime_extract: (part, value, zone) => whole(extractPart(String(part), value, zone)),
  nuages_date_trunc: (part, value, zone) => truncateDate(String(part), value, zone),
  nuages_time_trunc: (part, value, zone) => truncateTime(String(part), value, zone),
  nuages_datetime_trunc: (part, value, zone) => truncateMoment(String(part), value, zone),
  nuages_datetime_cast_date: (value, zone) => castDate(value, zone),
  nuages_datetime_cast_time: (value, zone) => castTime(value, zone),
  nuages_timestamp_diff: (left, right) => momentDifference(left, right),
  nuages_time_diff: (left, right) => timeDifference(left, right),
  nuages_format_dtdelta: (operator, left, right) => combineDuration(String(operator), left, right),
};

interface Spread {
  readonly values: number[];
  broken: boolean;
}

/** Standard deviation and variance; like Django's they fail when a NULL is among the values. */
function defineSpread(
  database: DatabaseSync,
  name: string,
  { sample, root }: { readonly sample: boolean; readonly root: boolean },
): void {
  database.aggregate(name, {
    start: (() => ({ values: [], broken: false })) as unknown as () => Spread as never,
    step: ((state: Spread, value: SqlValue) => {
      if (value === null) state.broken = true;
      else state.values.push(Number(value));
      return state;
    }) as never,
    result: ((state: Spread) => {
      if (state.broken)
        throw new DataError(`${name} cannot be computed: NULL is among the values.`);
      const { values } = state;
      const count = values.length - (sample ? 1 : 0);
      if (count <= 0) return null;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
      return root ? Math.sqrt(variance) : variance;
    }) as never,
  });
}

/** Functions of {@link MATH} that SQLite itself has when it was built with them. */
const BUILTIN: ReadonlySet<string> = new Set(
  Object.keys(MATH).filter((name) => !["BITXOR", "COT"].includes(name)),
);
const NONE: ReadonlySet<string> = new Set();

function hasMathFunctions(database: DatabaseSync): boolean {
  return database
    .prepare("PRAGMA compile_options")
    .all()
    .some((row) => row["compile_options"] === "ENABLE_MATH_FUNCTIONS");
}

/** Registers the functions that SQLite lacks on a connection. */
export function registerFunctions(database: DatabaseSync): void {
  const define = (name: string, work: SqlFunction, deterministic = true): void => {
    database.function(name, { deterministic, varargs: true, useBigIntArguments: true }, work);
  };
  const builtin = hasMathFunctions(database) ? BUILTIN : NONE;
  for (const functions of [MATH, TEXT, DATES])
    for (const [name, work] of Object.entries(functions))
      if (!builtin.has(name)) define(name, work);
  define("regexp", (pattern, text) =>
    pattern === null || text === null
      ? null
      : whole(Number(regexpMatches(String(pattern), String(text)))),
  );
  define("RAND", () => Math.random(), false);
  defineSpread(database, "STDDEV_POP", { sample: false, root: true });
  defineSpread(database, "STDDEV_SAMP", { sample: true, root: true });
  defineSpread(database, "VAR_POP", { sample: false, root: false });
  defineSpread(database, "VAR_SAMP", { sample: true, root: false });
}
