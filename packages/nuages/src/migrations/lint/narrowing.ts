import type { Database, Field } from "../../db/index.ts";

type Dialect = Database["dialect"];

/** Bytes of whole numbers, with a half more where none is negative. */
const SIZES: Readonly<Record<string, number>> = {
  SmallIntegerField: 2,
  SmallAutoField: 2,
  PositiveSmallIntegerField: 2,
  IntegerField: 4,
  AutoField: 4,
  PositiveIntegerField: 4,
  BigIntegerField: 8,
  BigAutoField: 8,
  PositiveBigIntegerField: 8,
};

/** Kinds of values, and those that hold all of them. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  boolean: ["integer", "float", "decimal", "text"],
  integer: ["decimal", "text"],
  float: ["text"],
  decimal: ["text"],
  date: ["text", "datetime"],
  datetime: ["text"],
  time: ["text"],
  duration: ["text"],
  uuid: ["text"],
  ip: ["text"],
  json: ["text"],
  text: [],
  binary: [],
};

function numberOption(field: Field, name: string): number | undefined {
  const value = field.options[name];
  return typeof value === "number" ? value : undefined;
}

function lengthOf(field: Field, dialect: Dialect): number {
  const [, length] = /char\((\d+)\)/.exec(field.dbType(dialect) ?? "") ?? [];
  return length === undefined ? Infinity : Number(length);
}

function narrowerNumber(before: Field, after: Field): string | undefined {
  const [from, to] = [before.getInternalType(), after.getInternalType()];
  const [old = 0, next = 0] = [SIZES[from], SIZES[to]];
  if (next < old) return `whole numbers of ${next} bytes in place of ${old}`;
  return to.startsWith("Positive") && !from.startsWith("Positive")
    ? "no negative numbers any more"
    : undefined;
}

function narrowerDecimal(before: Field, after: Field): string | undefined {
  const [old, next] = [before, after].map((field) => {
    const places = numberOption(field, "decimalPlaces") ?? 0;
    return { places, whole: (numberOption(field, "maxDigits") ?? Infinity) - places };
  });
  if (old === undefined || next === undefined) return undefined;
  if (next.places < old.places) return `${next.places} decimal places in place of ${old.places}`;
  return next.whole < old.whole
    ? `${next.whole} digits before the point in place of ${old.whole}`
    : undefined;
}

/** What the column holds less of after a change, in words; undefined when it holds all that it held. */
export function narrowing(before: Field, after: Field, dialect: Dialect): string | undefined {
  const [old, next] = [before.kind, after.kind];
  if (old === undefined || next === undefined) return undefined;
  if (old !== next) {
    return WIDER[old]?.includes(next) === true && (next !== "text" || lengthOf(after, dialect) > 60)
      ? undefined
      : `${next} in place of ${old}`;
  }
  if (old === "integer") return narrowerNumber(before.targetField, after.targetField);
  if (old === "decimal") return narrowerDecimal(before.targetField, after.targetField);
  if (old !== "text") return undefined;
  const [longest, shortest] = [lengthOf(before, dialect), lengthOf(after, dialect)];
  return shortest < longest
    ? `texts of at most ${shortest} characters${longest === Infinity ? "" : ` in place of ${longest}`}`
    : undefined;
}
