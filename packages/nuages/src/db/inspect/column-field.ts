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
  // PostgreSQL
  ["bytea", "BinaryField"],
  ["inet", "GenericIPAddressField"],
  ["interval", "DurationField"],
  ["json", "JSONField"],
  ["jsonb", "JSONField"],
  ["time with time zone", "TimeField"],
  ["time without time zone", "TimeField"],
  ["timestamp with time zone", "DateTimeField"],
  ["timestamp without time zone", "DateTimeField"],
  ["uuid", "UUIDField"],
  // MariaDB, MySQL
  ["double unsigned", "FloatField"],
  ["float unsigned", "FloatField"],
  ["inet4", "GenericIPAddressField"],
  ["inet6", "GenericIPAddressField"],
  ["int unsigned", "PositiveIntegerField"],
  ["longblob", "BinaryField"],
  ["longtext", "TextField"],
  ["mediumblob", "BinaryField"],
  ["mediumint", "IntegerField"],
  ["mediumint unsigned", "PositiveIntegerField"],
  ["mediumtext", "TextField"],
  ["tinyblob", "BinaryField"],
  ["tinyint", "SmallIntegerField"],
  ["tinyint unsigned", "PositiveSmallIntegerField"],
  ["tinytext", "TextField"],
  ["year", "PositiveSmallIntegerField"],
]);
/** Names of fields whose values the database makes, by the type of the column. */
const AUTOMATIC: ReadonlyMap<string, string> = new Map([
  ["bigint", "BigAutoField"],
  ["bigint unsigned", "BigAutoField"],
  ["int", "AutoField"],
  ["int unsigned", "AutoField"],
  ["integer", "AutoField"],
  ["smallint", "SmallAutoField"],
]);
const TEXTS: ReadonlySet<string> = new Set([
  "char",
  "varchar",
  "character",
  "character varying",
  "nvarchar",
  "nchar",
]);
const BYTES: ReadonlySet<string> = new Set(["binary", "varbinary"]);
const DECIMALS: ReadonlySet<string> = new Set(["decimal", "numeric"]);

/** The field that a column seems to be of. */
export function guessField(column: ColumnInfo): GuessedField {
  const { type, isJson, isAutomatic = false } = column;
  const automatic = isAutomatic ? AUTOMATIC.get(type) : undefined;
  if (automatic !== undefined) return { type: automatic, options: [], notes: [] };
  if (isJson) return { type: "JSONField", options: [], notes: [] };
  const known = TYPES.get(type);
  if (known !== undefined) return { type: known, options: [], notes: [] };
  const [, name = "", first, second] =
    /^([a-z]+(?: varying)?) ?(?:\( ?(\d{1,9}) ?(?:, ?(\d{1,9}) ?)?\))?(?: unsigned)?$/.exec(type) ??
    [];
  if (TEXTS.has(name) || BYTES.has(name)) {
    const options = first === undefined ? [] : [`maxLength: ${Number(first)}`];
    return { type: TEXTS.has(name) ? "CharField" : "BinaryField", options, notes: [] };
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
