import type { ColumnInfo } from "./table-info.ts";

/** A field class with options as text of code, and what was guessed. */
export interface GuessedField {
  readonly type: string;
  readonly options: readonly string[];
  readonly notes: readonly string[];
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["bool", "BooleanField"],
  ["boolean", "BooleanField"],
  ["smallint", "SmallIntegerField"],
  ["smallinteger", "SmallIntegerField"],
  ["int", "IntegerField"],
  ["integer", "IntegerField"],
  ["bigint", "BigIntegerField"],
  ["integer unsigned", "PositiveIntegerField"],
  ["bigint unsigned", "PositiveBigIntegerField"],
  ["smallint unsigned", "PositiveSmallIntegerField"],
  ["real", "FloatField"],
  ["double", "FloatField"],
  ["double precision", "FloatField"],
  ["float", "FloatField"],
  ["text", "TextField"],
  ["clob", "TextField"],
  ["blob", "BinaryField"],
  ["date", "DateField"],
  ["datetime", "DateTimeField"],
  ["timestamp", "DateTimeField"],
  ["time", "TimeField"],
]);
const TEXTS: ReadonlySet<string> = new Set(["char", "varchar", "character", "nvarchar", "nchar"]);
const DECIMALS: ReadonlySet<string> = new Set(["decimal", "numeric"]);

/** The field that a column seems to be of. */
export function guessField({ type, isJson }: ColumnInfo): GuessedField {
  if (isJson) return { type: "JSONField", options: [], notes: [] };
  const known = TYPES.get(type);
  if (known !== undefined) return { type: known, options: [], notes: [] };
  const [, name = "", first, second] =
    /^([a-z]+) ?(?:\( ?(\d{1,9}) ?(?:, ?(\d{1,9}) ?)?\))?$/.exec(type) ?? [];
  if (TEXTS.has(name)) {
    const options = first === undefined ? [] : [`maxLength: ${Number(first)}`];
    return { type: "CharField", options, notes: [] };
  }
  if (DECIMALS.has(name)) return decimal(first, second);
  return { type: "TextField", options: [], notes: ["This field type is a guess."] };
}

function decimal(digits: string | undefined, places: string | undefined): GuessedField {
  if (digits === undefined) {
    return {
      type: "DecimalField",
      options: ["maxDigits: 10", "decimalPlaces: 5"],
      notes: ["maxDigits and decimalPlaces have been guessed: the database does not say them."],
    };
  }
  const options = [`maxDigits: ${Number(digits)}`, `decimalPlaces: ${Number(places ?? 0)}`];
  return { type: "DecimalField", options, notes: [] };
}
